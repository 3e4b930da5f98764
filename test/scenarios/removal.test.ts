import type { Step } from "../../lib/domain/change/manifest.ts";
import { environments } from "../../lib/domain/environment.ts";
import { changeInWords } from "../../lib/domain/gate/dossier.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import {
  application,
  effectsFromNow,
  install,
  planWith,
  rejectAt,
  stackOf,
  standing,
  take,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";
import { factsAbout } from "./facts-about.ts";
import { audit, type Extra, findingsIn, having, template, without, withSteps } from "./removing.ts";

/** What was shown at a gate. */
async function shownAt(world: World, entries: readonly Fact[], gate: Gate) {
  const opened = entries
    .filter(isFact("open-gate", "outcome"))
    .findLast(({ detail }) => detail.gate === gate);
  return world.ask((ports) => readDossier(ports, opened?.detail.dossierDigest ?? ""));
}
/** The steps that a run was opened to remove. */
const removedIn = (entries: readonly Fact[]) =>
  entries.find(isFact("open-run", "observation"))?.detail.removed;
const places = environments.map((environment) => `${environment}-audit`);

describe("a step that the change no longer has", () => {
  test("is removed from every environment in order, and the run is sound", async () => {
    const world = await having(audit);
    const effects = effectsFromNow(world);
    const { verdict, runId, entries } = await without(world);

    expect(verdict).toBe("SUCCEEDED");
    expect(effects.filter((effect) => effect.startsWith("DeleteStack") && effect.endsWith("audit"))).toEqual(
      places.map((place) => `DeleteStack ${place}`),
    );
    for (const environment of environments) {
      expect(stackOf(world, environment, "audit")).toBeUndefined();
      expect(factsAbout(entries, `${environment}/audit`)).toEqual(["intent remove", "removed"]);
    }
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("is shown as removed before anybody approves, and again at the release", async () => {
    const world = await having(audit);
    const { entries } = await without(world);

    for (const gate of ["change-record", "production-release"] as const) {
      const dossier = await shownAt(world, entries, gate);
      expect(dossier.steps.at(-1)).toMatchObject({
        step: "audit",
        removed: true,
        undo: "restored",
        effects: [{ effect: "remove", logicalId: "Topic", type: "AWS::SNS::Topic" }],
      });
      expect(changeInWords(dossier)).toContain("1 removed");
    }
  });

  test("goes behind the release in production, when everything else is as the change wants it", async () => {
    const world = await having(audit);
    const effects = effectsFromNow(world);
    await without(world);

    expect(effects.slice(-2)).toEqual(["CreateStack production-ingress", "DeleteStack production-audit"]);
  });

  test("asks people although nothing else changes, and stays if they say no", async () => {
    const world = await having(audit);
    rejectAt(world, "change-record");
    const { verdict, entries } = await without(world);

    expect(verdict).toBe("REJECTED");
    expect(entries.some(({ action }) => action === "pass-gate")).toBe(false);
    expect(standing(world, "production")).toContain("audit");
  });

  test("is looked for on every page of the account's list, and not among what was deleted before", async () => {
    const world = await having(audit);
    for (let index = 0; index < 7; index += 1)
      world.cloudFormation.place(`${application}-production-old${index}`, template()).forceDelete();
    const { verdict } = await without(world);

    expect(verdict).toBe("SUCCEEDED");
    expect(standing(world, "production")).not.toContain("audit");
  });

  test("is removed once, as the newest run that changed it deployed it", async () => {
    const world = await having(audit);
    const both = {
      ...audit,
      template: template({}, { Topic: { Type: "AWS::SNS::Topic" }, Two: { Type: "AWS::SNS::Topic" } }),
    };
    await take(world, withSteps(world, [both], { attempt: 2 }));
    const { verdict, entries } = await without(world, { attempt: 3 });

    expect(verdict).toBe("SUCCEEDED");
    expect(removedIn(entries)?.map(({ stackName }) => stackName)).toEqual(
      environments.map((environment) => `${application}-${environment}-audit`),
    );
  });

  test("is removed although the change gave its name to another stack", async () => {
    const world = await having(audit);
    const renamed = withSteps(world, [audit], { attempt: 2 });
    const { verdict, entries, runId } = await take(world, {
      ...renamed,
      edit: (change) => {
        const edited = renamed.edit?.(change) ?? change;
        const rename = (steps: readonly Step[]) =>
          steps.map((step) => (step.step === "audit" ? { ...step, stackName: `${step.stackName}-2` } : step));
        return {
          ...edited,
          environments: {
            development: rename(edited.environments.development),
            staging: rename(edited.environments.staging),
            production: rename(edited.environments.production),
          },
        };
      },
    });

    expect(verdict).toBe("SUCCEEDED");
    expect(factsAbout(entries, "production/audit")).toEqual(["intent create", "created"]);
    expect(factsAbout(entries, `production/${application}-production-audit`)).toEqual([
      "intent remove",
      "removed",
    ]);
    expect(await findingsIn(world, runId)).toEqual([]);

    // Somebody puts it back: then two steps of that name go, each under a name of its own.
    world.cloudFormation.place(`${application}-production-audit`, template());
    const both = removedIn((await without(world, { attempt: 3 })).entries) ?? [];
    expect(both.filter(({ environment }) => environment === "production").map(({ step }) => step)).toEqual([
      "audit",
      `${application}-production-audit`,
    ]);
  });

  test("goes before the steps that it depends on, with which it goes", async () => {
    const exporting = { Outputs: { Topic: { Value: "x", Export: { Name: "audit-topic" } } } };
    const importing = template(
      {},
      { Topic: { Type: "AWS::SNS::Topic", Properties: { Of: { "Fn::ImportValue": "audit-topic" } } } },
    );
    const only = { in: ["development"] } as const;
    const world = await having(
      { ...audit, ...only, template: template(exporting) },
      { step: "reader", ...only, template: importing, dependsOn: ["audit"] },
    );
    const effects = effectsFromNow(world);
    const { verdict, runId, entries } = await without(world);

    expect(verdict).toBe("SUCCEEDED");
    expect(removedIn(entries)).toMatchObject([
      { step: "reader", dependsOn: ["audit"] },
      { step: "audit", dependsOn: [] },
    ]);
    expect(effects).toEqual(["DeleteStack development-reader", "DeleteStack development-audit"]);
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("that is public is closed before anything else of production changes, and stays away", async () => {
    const side: Extra = { step: "side", part: "ingress", in: ["production"] };
    const world = await having(side);
    const effects = effectsFromNow(world);
    const { verdict, runId, entries } = await without(world);

    expect(effects.slice(0, 2)).toEqual(["DeleteStack production-side", "DeleteStack production-ingress"]);
    expect(verdict).toBe("SUCCEEDED");
    expect(factsAbout(entries, "production/side")).toEqual(["intent close-ingress", "ingress-closed"]);
    expect(standing(world, "production")).not.toContain("side");
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("that is public goes behind the release where the plan holds ingress open", async () => {
    const hold = planWith((plan) => {
      plan.ingressDuringUpdate = "hold";
    });
    const world = install();
    await take(world, withSteps(world, [{ step: "side", part: "ingress", in: ["production"] }]), hold);
    const effects = effectsFromNow(world);
    const { verdict, runId, entries } = await take(world, { attempt: 2 }, hold);

    expect(verdict).toBe("SUCCEEDED");
    expect(effects).toEqual(["DeleteStack production-side"]);
    expect(factsAbout(entries, "production/side")).toEqual(["intent remove", "removed"]);
    expect(await findingsIn(world, runId)).toEqual([]);
  });
});
