import { readPlan } from "../../../../lib/command-line/submission/read-plan.ts";
import {
  type Allowances,
  type CandidateStep,
  noAllowances,
} from "../../../../lib/domain/change/rules/candidate.ts";
import { findingsAbout } from "../../../../lib/domain/change/rules/rules.ts";
import { demandsOf } from "../../../../lib/plan/demands.ts";

/** Plan `application`, which refuses what is wrong under any plan. */
export const demands = demandsOf(readPlan("application"));
/** Plan 21.03. */
export const letter = demandsOf(readPlan());
/** The account of every step here. */
export const account = "111111111111";

const stepWith = (text: string, parameters: Readonly<Record<string, string>> = {}): CandidateStep => ({
  step: "compute",
  path: "development/compute",
  part: "compute",
  stackName: "shop-development-compute",
  template: text,
  parameters,
  tags: {},
  dependsOn: [],
  account,
  region: "eu-central-1",
});

/** What refuses a change whose only stack has this template. */
export function refusalsOf(
  template: object | string,
  { under = demands, allowances = {} }: { under?: typeof demands; allowances?: Partial<Allowances> } = {},
) {
  const text = typeof template === "string" ? template : JSON.stringify(template);
  return findingsAbout(
    { application: "shop", environments: { development: [stepWith(text)], staging: [], production: [] } },
    { demands: under, allowances: { ...noAllowances, ...allowances } },
  ).refusals;
}
/** The rules that refuse it. */
export const rulesOf = (...of: Parameters<typeof refusalsOf>) => [
  ...new Set(refusalsOf(...of).map(({ rule }) => rule)),
];
/** A template with one resource. */
export const withThing = (Type: string, Properties: object, more: object = {}) => ({
  ...more,
  Resources: { Thing: { Type, Properties } },
});

/** A role without anything. */
export const role = { Type: "AWS::IAM::Role", Properties: {} };

/** Only CloudFormation knows the stack's id. */
export const untold = { Conditions: { IsOn: { "Fn::Equals": [{ Ref: "AWS::StackId" }, "on"] } } };
