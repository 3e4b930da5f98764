import type { Approval } from "../../../functions/provision-step/approved.ts";
import { compareFirst } from "../../../functions/provision-step/compare-first.ts";
import { Journal } from "../../../functions/provision-step/drive-step.ts";
import type { DossierStep } from "../../../lib/domain/gate/dossier.ts";
import { patience } from "../../../lib/shared-use-cases/patience.ts";
import { shownOf } from "../../fixtures/sample-dossier.ts";
import { intended } from "../../fixtures/sample-facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

const names = ["network", "compute"] as const;
const before = templateOf("as it was");
const changeSetOf = (name: string) => `CreateChangeSet shop-production-${name}`;

/** A production of two steps that stand as they were, and what is compared before anything in it changes. */
async function standing(stand: readonly (typeof names)[number][] = names) {
  const run = await OpenedRun.begin({
    steps: { production: [{ part: "network" }, { part: "compute", dependsOn: ["network"] }] },
  });
  for (const name of stand) run.exists(run.step("production", name), before);
  const steps = names.map((name) => run.step("production", name));
  const shown = (more: Partial<Record<string, Partial<DossierStep>>> = {}): Approval => ({
    nothing: false,
    steps: new Map(
      steps.map((step): [string, DossierStep] => [
        step.step,
        shownOf(step, {
          baselineDigest: null,
          effects: [{ effect: "modify", logicalId: "Bucket", type: "AWS::S3::Bucket", because: [] }],
          ...more[step.step],
        }),
      ]),
    ),
  });
  let moves = 0;
  const compare = async (approval: Approval | null = null) => {
    const ports = run.installation.ports("provision-step", "production");
    const journal = new Journal(ports.records, await run.written(), { ...run.work, actor: "provision-step" });
    const patient = patience(ports.clock);
    const counting = {
      ...patient,
      moved: () => {
        moves += 1;
        patient.moved();
      },
    };
    const context = { environment: "production", plan: run.plan, approval } as const;
    const driven = await compareFirst(ports, journal, steps, context, counting);
    await journal.flush();
    return driven;
  };
  return { run, steps, shown, compare, movesSoFar: () => moves, seen: run.watch() };
}

describe("before anything in an environment changes", () => {
  test("the change set of every step that stands is made, and none is executed", async () => {
    const { run, compare, seen } = await standing();
    expect(await compare()).toBe("done");
    expect(seen.requests).toEqual(names.map(changeSetOf));
    for (const name of names) expect(await run.stepRecords(`production/${name}`)).toEqual(["intent prepare"]);
  });

  test("a step that does not exist yet is left for later", async () => {
    const { compare, seen } = await standing(["compute"]);
    expect(await compare()).toBe("done");
    expect(seen.requests).toEqual([changeSetOf("compute")]);
  });

  test("nothing is recorded of steps that are as wanted, and each is looked at without a pause", async () => {
    const { run, steps, compare, seen, movesSoFar } = await standing([]);
    for (const step of steps) run.exists(step);
    expect(await compare()).toBe("done");
    expect(seen.order).toEqual([]);
    expect(movesSoFar()).toBe(2);
  });

  test("a change set that goes beyond what was shown ends the work, and the next step is not looked at", async () => {
    const { run, shown, compare, seen } = await standing();
    const { deployedDigest } = await run.installation
      .ports("provision-step", "production")
      .stacks.observe("shop-production-network");
    expect(await compare(shown({ network: { baselineDigest: deployedDigest, effects: [] } }))).toBe("failed");
    expect(seen.requests).not.toContain(changeSetOf("compute"));
    expect(await run.reasonOf("production/network")).toContain("goes beyond what was approved");
  });

  test("a step that was not shown ends the work", async () => {
    const { run, compare } = await standing();
    expect(await compare({ nothing: false, steps: new Map() })).toBe("failed");
    expect(await run.reasonOf("production/network")).toContain("was not on the approved page");
  });

  test("a step that waits for an export of this run is left for later, as its page said", async () => {
    const { run, shown, compare, seen } = await standing();
    const { deployedDigest } = await run.installation
      .ports("provision-step", "production")
      .stacks.observe("shop-production-compute");
    const approval = shown({
      network: { waitsFor: ['"vpc"'] },
      compute: { baselineDigest: deployedDigest },
    });
    await compare(approval);
    expect(seen.requests[0]).toBe(changeSetOf("compute"));
  });

  test("nothing is compared again once this run has changed something there", async () => {
    const { run, compare, seen } = await standing();
    await run.say(intended("production/network"));
    expect(await compare()).toBe("done");
    expect(seen.requests).toEqual([]);
  });
});
