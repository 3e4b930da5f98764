import { readPlan } from "../../../../lib/command-line/submission/read-plan.ts";
import { inWords } from "../../../../lib/domain/change/refusal.ts";
import type { CandidateStep } from "../../../../lib/domain/change/rules/candidate.ts";
import { demandsOf } from "../../../../lib/plan/demands.ts";
import { parsePlan } from "../../../../lib/plan/schema.ts";
import { alarmQuestion, functionQuestion, httpQuestion } from "../../../fixtures/team-questions.ts";
import { about, candidate } from "./about-change.ts";

describe("a check that the plan's owner added is refused if nothing of the change answers it", () => {
  const asking = (asks: object) => {
    const plan = parsePlan(JSON.stringify(readPlan("application")));
    plan.environments[0].checks.push({ id: "own", clause: "4.2", text: "Our own", asks: asks as never });
    return demandsOf(plan);
  };
  const resources = {
    Errors: { Type: "AWS::CloudWatch::Alarm" },
    Smoke: {
      Type: "AWS::Lambda::Function",
      Properties: { Tags: [{ Key: "interlock:check", Value: "shop" }] },
    },
    Untagged: { Type: "AWS::Lambda::Function" },
  };
  const template = JSON.stringify({
    Resources: resources,
    Outputs: { Url: { Value: "https://example.com" } },
  });
  const found = (asks: object, more: Partial<CandidateStep> = {}) =>
    about(candidate({ template, ...more }), {}, asking(asks)).refusals;
  const [http, alarm, smoke] = [httpQuestion(), alarmQuestion(), functionQuestion()];

  test.each([http, alarm, smoke])("$kind that is answered", (asks) => {
    expect(found(asks)).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    [
      "a step that is not there",
      { ...http, step: "Api" },
      /asks the step Api, which development does not have; add/,
    ],
    ["an output that is not there", { ...http, output: "Uri" }, /it has Url; add a CfnOutput/],
    [
      "an alarm that is not there",
      { ...alarm, resource: "Smoke" },
      /the alarm Smoke, which the stack does not have; it has Errors/,
    ],
    ["a function that is not there", { ...smoke, resource: "Errors" }, /it has Smoke, Untagged/],
    [
      "an output of a step without any",
      { ...http, step: "network" },
      /an output that the stack does not have; it has none; add/,
    ],
    [
      "an alarm of a step without any",
      { ...alarm, step: "network" },
      /the stack does not have; it has none; add/,
    ],
    [
      "a function that Interlock may not invoke",
      { ...smoke, resource: "Untagged" },
      /without the tag interlock:check; add the tag with the value shop/,
    ],
  ])("%s", (_what, asks, message) => {
    expect(found(asks).map(inWords)).toEqual([expect.stringMatching(message)]);
  });

  test("a step of another environment does not", () => {
    const change = candidate({ template, step: "Only" }, { environment: "staging" });

    expect(about(change, {}, asking({ ...http, step: "Only" })).refusals.map(({ where }) => where)).toEqual([
      "development/Only/Url",
    ]);
  });

  test("the tag of the stack is the function's too, unless the function has one of its own", () => {
    const tags = { "interlock:check": "shop" };
    const tagged = (Tags: unknown) =>
      JSON.stringify({ Resources: { Smoke: { Type: "AWS::Lambda::Function", Properties: { Tags } } } });
    const other = { Key: "owner", Value: "shop" };

    expect(found({ ...smoke, resource: "Untagged" }, { tags })).toEqual([]);
    expect(found(smoke, { template: tagged([other]), tags })).toEqual([]);
    expect(found(smoke, { template: tagged([other, { Key: "interlock:check", Value: "shop" }]) })).toEqual(
      [],
    );
    expect(
      found(smoke, { template: tagged([{ Key: "interlock:check", Value: "other" }]), tags }),
    ).toHaveLength(1);
    expect(found(smoke, { template: tagged([other]) })).toHaveLength(1);
  });
});
