import { sha256 } from "../../lib/domain/canonical.ts";
import type { Step } from "../../lib/domain/change/manifest.ts";
import { type Environment, environments, type Part } from "../../lib/domain/environment.ts";
import { changeInWords } from "../../lib/domain/gate/dossier.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { type Fact, isFact } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import type { Shape } from "../simulator/changes.ts";
import { stopBefore, whenEntering } from "../simulator/execution-hooks.ts";
import {
  application,
  begin,
  effectsFromNow,
  finish,
  install,
  planWith,
  read,
  rejectAt,
  stackOf,
  standing,
  sweep,
  take,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const template = (more: object = {}, resources: object = { Topic: { Type: "AWS::SNS::Topic" } }) =>
  JSON.stringify({ Resources: resources, ...more });

/** A step that every environment may have besides its ordinary ones. */
type Extra = {
  readonly step: string;
  readonly part?: Part;
  readonly template?: string;
  readonly dependsOn?: readonly string[];
  readonly in?: readonly Environment[];
};

/** A change with these steps besides the ordinary ones. */
function withSteps(world: World, extras: readonly Extra[], shape: Shape = {}): Shape {
  for (const { template: text = template() } of extras)
    if (world.s3.body(`by-digest/${sha256(text)}`) === undefined)
      world.s3.overwrite(`by-digest/${sha256(text)}`, text);
  const stepsOf = (environment: Environment): readonly Step[] =>
    extras
      .filter(({ in: only = environments }) => only.includes(environment))
      .map(({ step, part = "monitoring", template: text = template(), dependsOn = [] }) => ({
        step,
        part,
        stackName: `${application}-${environment}-${step}`,
        templateDigest: sha256(text),
        parameters: {},
        tags: {},
        dependsOn: [...dependsOn],
      }));
  return {
    ...shape,
    edit: (change) => ({
      ...change,
      environments: {
        development: [...change.environments.development, ...stepsOf("development")],
        staging: [...change.environments.staging, ...stepsOf("staging")],
        production: [...change.environments.production, ...stepsOf("production")],
      },
    }),
  };
}

const audit: Extra = { step: "audit" };

/** An installation whose last run deployed these steps besides the ordinary ones. */
async function having(...extras: readonly Extra[]): Promise<World> {
  const world = install();
  expect((await take(world, withSteps(world, extras))).verdict).toBe("SUCCEEDED");
  return world;
}

/** A run of a change that has the ordinary steps alone. */
const without = (world: World, shape: Shape = {}) => take(world, { attempt: 2, ...shape });

const about = (entries: readonly Fact[], subject: string) =>
  entries.flatMap((fact) => {
    if (fact.subject !== subject) return [];
    if (isFact("provision-step", "intent")(fact) || isFact("roll-back-step", "intent")(fact))
      return [`intent ${fact.detail.operation}`];
    return isFact("provision-step", "outcome")(fact) || isFact("roll-back-step", "outcome")(fact)
      ? [fact.detail.result]
      : [];
  });
const refusalOf = (entries: readonly Fact[]) =>
  entries.find(isFact("refuse-run", "observation"))?.detail.reason;

async function findingsIn(world: World, runId: string) {
  return verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings;
}

/** What was shown at a gate. */
async function shownAt(world: World, entries: readonly Fact[], gate: Gate) {
  const opened = entries
    .filter(isFact("open-gate", "outcome"))
    .findLast(({ detail }) => detail.gate === gate);
  return world.ask((ports) => readDossier(ports, opened?.detail.dossierDigest ?? ""));
}

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
      expect(about(entries, `${environment}/audit`)).toEqual(["intent remove", "removed"]);
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
    expect(about(entries, "production/audit")).toEqual(["intent create", "created"]);
    expect(about(entries, `production/${application}-production-audit`)).toEqual([
      "intent remove",
      "removed",
    ]);
    expect(await findingsIn(world, runId)).toEqual([]);
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
    const { verdict, runId } = await without(world);

    expect(verdict).toBe("SUCCEEDED");
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
    expect(about(entries, "production/side")).toEqual(["intent close-ingress", "ingress-closed"]);
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
    expect(about(entries, "production/side")).toEqual(["intent remove", "removed"]);
    expect(await findingsIn(world, runId)).toEqual([]);
  });
});

describe("a removal that is rolled back", () => {
  const failsAfter = (environment: Environment): Shape => ({
    attempt: 2,
    twists: [{ environment, part: "compute", version: 2, fails: "validation" }],
  });

  test.each(["development", "staging"] as const)(
    "makes the step of %s again as it was",
    async (environment) => {
      const world = await having(audit);
      const before = stackOf(world, environment, "audit")?.deployed;
      const { verdict, entries, runId } = await take(world, failsAfter(environment));

      expect(verdict).toBe("ROLLED_BACK");
      expect(about(entries, `${environment}/audit`)).toEqual([
        "intent remove",
        "removed",
        "intent recreate",
        "restored",
      ]);
      expect(stackOf(world, environment, "audit")?.deployed).toEqual(before);
      expect(await findingsIn(world, runId)).toEqual([]);
    },
  );

  test("of production does so too, and then all of its ingress opens again as it was released", async () => {
    const side: Extra = { step: "side", part: "ingress", in: ["production"] };
    const world = await having(audit, side);
    stopBefore(world, "6.3 Confirm production");
    const { runId } = await begin(world, { attempt: 2 });
    await finish(world);
    expect(standing(world, "production")).not.toContain("audit");
    await sweep(world);
    const { entries } = await read(world, runId);

    expect(verdictOf(entries)).toBe("ABORTED");
    expect(about(entries, "production/audit").slice(-2)).toEqual(["intent recreate", "restored"]);
    expect(standing(world, "production")).toContain("audit");
    expect(standing(world, "production")).toContain("ingress");
    expect(standing(world, "production")).toContain("side");
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("makes what others of them need first", async () => {
    const only = { in: ["development"] } as const;
    const world = await having({ ...audit, ...only }, { step: "reader", ...only, dependsOn: ["audit"] });
    const effects = effectsFromNow(world);
    const { runId } = await take(world, failsAfter("development"));

    expect(effects.filter((effect) => /audit|reader/.test(effect))).toEqual([
      "DeleteStack development-reader",
      "DeleteStack development-audit",
      "CreateStack development-audit",
      "CreateStack development-reader",
    ]);
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("does so after an execution that was stopped in its middle", async () => {
    const world = await having(audit);
    stopBefore(world, "4.2 Validate development");
    const { runId } = await begin(world, { attempt: 2 });
    await finish(world);
    expect(standing(world, "development")).not.toContain("audit");
    await sweep(world);
    const { entries } = await read(world, runId);

    expect(verdictOf(entries)).toBe("ABORTED");
    expect(standing(world, "development")).toContain("audit");
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("leaves alone a stack that somebody else still imports from, because CloudFormation does", async () => {
    const exporting = template({ Outputs: { Topic: { Value: "x", Export: { Name: "audit-topic" } } } });
    const world = await having({ ...audit, in: ["development"], template: exporting });
    const importing = {
      Topic: { Type: "AWS::SNS::Topic", Properties: { Of: { "Fn::ImportValue": "audit-topic" } } },
    };
    world.cloudFormation.place("another-application", template({}, importing));
    const { verdict, entries, runId } = await without(world);

    expect(about(entries, "development/audit")).toEqual(["intent remove", "failed", "restored"]);
    expect(
      entries.filter(isFact("provision-step", "outcome")).find(({ detail }) => detail.result === "failed")
        ?.detail.reason,
    ).toBe("Export audit-topic cannot be deleted as it is in use by another-application");
    expect(verdict).toBe("ROLLED_BACK");
    expect(await findingsIn(world, runId)).toEqual([]);
  });

  test("does not touch a stack that was changed since the run was opened", async () => {
    const world = await having({ ...audit, in: ["development"] });
    whenEntering(world, "4.1 Provision development", () =>
      world.cloudFormation.place(`${application}-development-audit`, template({ Description: "by hand" })),
    );
    const { verdict, entries } = await without(world);

    expect(about(entries, "development/audit")).toEqual(["failed"]);
    expect(stackOf(world, "development", "audit")?.deployed.template.text).toBe(
      template({ Description: "by hand" }),
    );
    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("a change is refused before any effect when a stack that it no longer has", () => {
  const production = { in: ["production"] } as const;
  const secret = { Parameters: { Password: { Type: "String", NoEcho: true, Default: "x" } } };

  test.each<[string, Extra, string]>([
    [
      "holds data",
      { ...audit, ...production, template: template({}, { Log: { Type: "AWS::Logs::LogGroup" } }) },
      `removed-stack: ${application}-production-audit: the change no longer has it, and Log (AWS::Logs::LogGroup) holds data: its events can't be written again; save what is in it, then put it back into the change, or delete the stack yourself`,
    ],
    [
      "would leave something behind",
      {
        ...audit,
        ...production,
        template: template({}, { Topic: { Type: "AWS::SNS::Topic", DeletionPolicy: "Retain" } }),
      },
      "Topic (AWS::SNS::Topic) would stay behind (its DeletionPolicy is Retain)",
    ],
    [
      "has secrets that cannot be read back",
      { ...audit, ...production, template: template(secret) },
      "the values of its parameters Password cannot be read, so it could not be made again",
    ],
  ])("%s", async (_what, extra, said) => {
    const world = install();
    const first = withSteps(world, [extra]);
    await take(world, first);
    world.cloudFormation.named(`${application}-production-audit`)?.deployed.template;
    if (extra.template === template(secret))
      world.cloudFormation.place(`${application}-production-audit`, template(secret), {
        parameters: { Password: "x" },
      });
    const effects = effectsFromNow(world);
    const { verdict, entries } = await without(world);

    expect(refusalOf(entries)).toContain(said);
    expect(verdict).toBe("REFUSED");
    expect(effects).toEqual([]);
  });

  test("was never deployed by a run", async () => {
    const world = await having();
    world.cloudFormation.place(`${application}-production-audit`, template());
    const { verdict, entries } = await without(world);

    expect(verdict).toBe("REFUSED");
    expect(refusalOf(entries)).toContain(
      `removed-stack: ${application}-production-audit: it stands under the environment's name, the change does not have it, and no run deployed it`,
    );
  });

  test("is not at rest", async () => {
    const world = await having(audit);
    stackOf(world, "production", "audit")?.move("UPDATE_ROLLBACK_FAILED", undefined);
    const { verdict, entries } = await without(world);

    expect(verdict).toBe("REFUSED");
    expect(refusalOf(entries)).toContain("the change no longer has it, and it is UPDATE_ROLLBACK_FAILED");
  });
});
