import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { shownOf } from "../../fixtures/sample-dossier.ts";
import { passed } from "../../fixtures/sample-facts.ts";
import { OpenedRun, type WantedStep } from "../../simulator/opened-run.ts";
import { done, failed, provision } from "./allowed.ts";

const networkStack = "shop-production-network";
const ingressStack = "shop-production-ingress";
const oneStep: readonly WantedStep[] = [{ part: "network" }];

/** A run whose production, without its ingress, was approved as it is wanted, where no stack exists. */
async function approved({
  withinDays = null,
  network: shown = {},
}: {
  withinDays?: number | null;
  network?: Parameters<typeof shownOf>[1];
} = {}) {
  const run = await OpenedRun.begin({
    steps: {
      development: oneStep,
      staging: oneStep,
      production: [{ part: "network" }, { part: "ingress", dependsOn: ["network"] }],
    },
    plan: (plan) => {
      plan.rehearsal = withinDays === null ? null : { withinDays };
    },
  });
  await run.allow("production", "all-but-ingress");
  await run.approve("change-record", [shownOf(run.step("production", "network"), shown)]);
  return run;
}

async function withLiveIngress() {
  const run = await approved();
  run.exists(run.step("production", "ingress"));
  return run;
}

const provisionAllButIngress = (run: OpenedRun) => provision(run, "production", "all-but-ingress");

describe("provisioning production", () => {
  test("closes live ingress before any other part of it changes", async () => {
    const run = await withLiveIngress();
    const seen = run.watch();

    expect(await provisionAllButIngress(run)).toEqual(done);
    expect(seen.requests).toEqual([`DeleteStack ${ingressStack}`, `CreateStack ${networkStack}`]);
    expect(await run.stepRecords("production/ingress")).toEqual(["intent close-ingress", "ingress-closed"]);
  });

  test("waits for its ingress to be closed", async () => {
    const run = await withLiveIngress();
    run.cloudFormation.pace.set(ingressStack, 60);
    const seen = run.watch();

    expect((await provisionAllButIngress(run)).outcome).toBe("waiting");
    expect(seen.requests).toEqual([`DeleteStack ${ingressStack}`]);
  });

  test("fails when its ingress cannot be closed, and changes nothing else", async () => {
    const run = await withLiveIngress();
    run.cloudFormation.alter(ingressStack, "Bucket", { objects: 1 });
    const seen = run.watch();

    expect(await provisionAllButIngress(run)).toEqual(failed);
    expect(seen.requests).toEqual([`DeleteStack ${ingressStack}`]);
  });

  test("leaves live ingress open if nothing changes and no gate was asked", async () => {
    const run = await withLiveIngress();
    run.exists(run.step("production", "network"));
    await run.say(passed("change-record"));
    const seen = run.watch();

    expect(await provisionAllButIngress(run)).toEqual(done);
    expect(seen.requests).toEqual([]);
  });

  test("opens ingress at last, and does not close it first", async () => {
    const run = await withLiveIngress();
    const ingress = run.step("production", "ingress");
    await run.allow("production", "ingress");
    await run.approve("production-release", [shownOf(ingress, { baselineDigest: deployedDigest(ingress) })]);
    const seen = run.watch();

    expect(await provision(run, "production", "ingress")).toEqual(done);
    expect(seen.requests).toEqual([]);
    expect(await run.stepRecords("production/ingress")).toEqual(["untouched"]);
  });

  test.each(["development", "staging"] as const)(
    "closes no ingress when %s is provisioned",
    async (environment) => {
      const run = await withLiveIngress();
      await run.allow(environment);
      const seen = run.watch();

      expect(await provision(run, environment, "all-but-ingress")).toEqual(done);
      expect(seen.requests).toEqual([`CreateStack shop-${environment}-network`]);
    },
  );

  test("does nothing that was not shown, and names it", async () => {
    const run = await approved({ network: { wantedDigest: "a".repeat(64) } });
    const seen = run.watch();

    expect(await provisionAllButIngress(run)).toEqual(failed);
    expect(await run.stepRecords("production/network")).toEqual(["failed"]);
    expect(await run.reasonOf("production/network")).toBe(
      "network is no longer wanted as the approved page showed it",
    );
    expect(seen.requests).toEqual([]);
  });
});

describe("provisioning production under a plan that asks for a recent rehearsal", () => {
  const rehearsed = (run: OpenedRun) =>
    run.records.recordRehearsal({ runId: "rehearsal", atMs: run.installation.time.nowMs() });

  test("is refused before its first effect when there was none", async () => {
    const run = await approved({ withinDays: 30 });
    const seen = run.watch();

    await expect(provisionAllButIngress(run)).rejects.toMatchObject({
      name: "PrerequisiteMissing",
      message: expect.stringContaining("a rehearsal within 30 days"),
    });
    expect(seen.requests).toEqual([]);
  });

  test("begins when there was one", async () => {
    const run = await approved({ withinDays: 30 });
    await rehearsed(run);

    expect(await provisionAllButIngress(run)).toEqual(done);
  });

  test("continues what it began, even if the rehearsal has become too old meanwhile", async () => {
    const run = await approved({ withinDays: 1 });
    await rehearsed(run);
    run.cloudFormation.pace.set(networkStack, 60);
    await provisionAllButIngress(run);
    await run.installation.pass(25 * 3_600_000);

    expect(await provisionAllButIngress(run)).toEqual(done);
  });

  test("does not ask for it in the environments before", async () => {
    const run = await approved({ withinDays: 30 });
    await run.allow("staging");

    expect(await provision(run, "staging")).toEqual(done);
  });
});
