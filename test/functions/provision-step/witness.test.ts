import { witnessOf } from "../../../functions/provision-step/witness.ts";
import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { ResourceChange } from "../../../lib/domain/records/resource-change.ts";
import { intended } from "../../fixtures/sample-facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";

const where = { environment: "staging", step: "network", stackName: "shop-staging-network" } as const;
const ofTypes = (...types: readonly string[]) =>
  templateOf("network", {
    resources: Object.fromEntries(types.map((Type, place) => [`Resource${place}`, { Type }])),
  });

/** How often the stack of a step is looked at while it is under way, when it is asked for so many times. */
async function looks(template: string | null, times = 1, said: readonly Fact[] = []) {
  const run = await OpenedRun.begin({ steps: { staging: [{ part: "network" }] } });
  await run.create("staging", "network");
  await run.say(...said);
  const ports = run.installation.ports("provision-step", "staging");
  let counted = 0;
  const resourcesEver: typeof ports.stacks.resourcesEver = (stack) => {
    counted += 1;
    return ports.stacks.resourcesEver(stack);
  };
  const witness = witnessOf({ ...ports, stacks: { ...ports.stacks, resourcesEver } }, where, template);
  for (let time = 0; time < times; time += 1) await witness.meanwhile(await run.written());
  return counted;
}

/** A change set of this run that does something to one resource of the step. */
const goes = (type: string, action: "Add" | "Remove" | "Modify") => {
  const change: ResourceChange = {
    logicalId: "One",
    type,
    action,
    replacement: "False",
    policy: null,
    properties: [],
  };
  return intended("staging/network", {
    operation: "update",
    changes: { count: 1, digest: sha256("a list"), items: [change] },
  });
};

describe("a stack that is being deployed", () => {
  test.each<[string, readonly string[]]>([
    ["only Cloud Control reads one of its resources", ["AWS::S3::Bucket", "AWS::Glue::Crawler"]],
    ["the owner of one of its resources is in no part of it", ["AWS::S3::Bucket", "AWS::SNS::Subscription"]],
    [
      "one of two owners is in no part of it",
      ["AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::AppSync::GraphQLSchema"],
    ],
  ])("is looked at meanwhile if %s", async (_why, types) => {
    expect(await looks(ofTypes(...types))).toBe(1);
  });

  test.each<[string, string | null]>([
    ["calls of our own read all of it", ofTypes("AWS::S3::Bucket", "AWS::SNS::Topic")],
    ["every owner is in it", ofTypes("AWS::SNS::Topic", "AWS::SNS::Subscription")],
    ["it has no resources", "{}"],
    ["it is only taken away", null],
  ])("is not looked at if %s", async (_why, template) => {
    expect(await looks(template)).toBe(0);
  });

  test.each<[string, number, ReturnType<typeof goes>]>([
    ["takes away what has an owner", 1, goes("AWS::SNS::Subscription", "Remove")],
    ["adds what has an owner", 1, goes("AWS::SNS::Subscription", "Add")],
    ["changes in place what has an owner", 0, goes("AWS::SNS::Subscription", "Modify")],
    ["takes away what has none", 0, goes("AWS::S3::Bucket", "Remove")],
  ])("that a change set of this run %s is looked at %i times", async (_what, times, said) => {
    expect(await looks(ofTypes("AWS::SNS::Topic", "AWS::SNS::Subscription"), 1, [said])).toBe(times);
  });

  test("is not looked at for what an update did, once it is only taken away", async () => {
    expect(await looks(null, 1, [goes("AWS::SNS::Subscription", "Remove")])).toBe(0);
  });

  test("is looked at five times in one call, however often it is asked for", async () => {
    expect(await looks(ofTypes("AWS::Glue::Crawler"), 9)).toBe(5);
  });
});
