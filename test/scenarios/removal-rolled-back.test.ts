import type { Environment } from "../../lib/domain/environment.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Shape } from "../simulator/changes.ts";
import { stopBefore, whenEntering } from "../simulator/execution-hooks.ts";
import {
  application,
  begin,
  effectsFromNow,
  finish,
  read,
  stackOf,
  standing,
  sweep,
  take,
} from "../simulator/runs.ts";
import { factsAbout } from "./facts-about.ts";
import { audit, type Extra, findingsIn, having, template, without } from "./removing.ts";

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
      expect(factsAbout(entries, `${environment}/audit`)).toEqual([
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
    expect(factsAbout(entries, "production/audit").slice(-2)).toEqual(["intent recreate", "restored"]);
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

    expect(factsAbout(entries, "development/audit")).toEqual(["intent remove", "failed", "restored"]);
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

    expect(factsAbout(entries, "development/audit")).toEqual(["failed"]);
    expect(stackOf(world, "development", "audit")?.deployed.template.text).toBe(
      template({ Description: "by hand" }),
    );
    expect(verdict).toBe("ROLLED_BACK");
  });
});
