import type { RuleFindings } from "../../../../lib/domain/change/refusal.ts";
import {
  type Allowances,
  type Candidate,
  type CandidateStep,
  noAllowances,
} from "../../../../lib/domain/change/rules/candidate.ts";
import { findingsAbout } from "../../../../lib/domain/change/rules/rules.ts";
import type { Environment, Part } from "../../../../lib/domain/environment.ts";
import { letter } from "./judged.ts";

/** A bucket without a setting. */
export const bucket = { Type: "AWS::S3::Bucket", Properties: {} };
/** A subnet without a setting. */
export const subnet = { Type: "AWS::EC2::Subnet" };

const stepOf = (environment: Environment, part: Part, more: Partial<CandidateStep> = {}): CandidateStep => ({
  step: part,
  path: `${environment}/${part}`,
  part,
  stackName: `shop-${environment}-${part}`,
  template: JSON.stringify({
    Resources: { Bucket: ["compute", "monitoring", "ingress"].includes(part) ? subnet : bucket },
  }),
  parameters: {},
  tags: {},
  dependsOn: [],
  account: null,
  region: null,
  ...more,
});

/** A sound change, in which the compute step of an environment is otherwise. */
export const candidate = (
  more: Partial<CandidateStep> = {},
  { environment = "development", omit }: { environment?: Environment; omit?: Part } = {},
): Candidate => {
  const of = (name: Environment) =>
    letter.environments[name].parts
      .filter((part) => name !== environment || part !== omit)
      .map((part) => stepOf(name, part, name === environment && part === "compute" ? more : {}));
  return {
    application: "shop",
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
  };
};

/** A sound change, in which these steps of an environment are otherwise. */
export const changeWith = (
  environment: Environment,
  steps: Partial<Record<Part, Partial<CandidateStep>>>,
): Candidate => {
  const sound = candidate();
  const changed = sound.environments[environment].map((step) => ({
    ...step,
    ...(step.part === null ? {} : steps[step.part]),
  }));
  return { ...sound, environments: { ...sound.environments, [environment]: changed } };
};

/** What the rules find about a change, under plan 21.03 unless another is given. */
export const about = (
  change: Candidate,
  allowances: Partial<Allowances> = {},
  demands = letter,
): RuleFindings => findingsAbout(change, { demands, allowances: { ...noAllowances, ...allowances } });
/** The rules that refuse, each once. */
export const rulesOf = ({ refusals }: RuleFindings) => [...new Set(refusals.map(({ rule }) => rule))];
/** A step whose template has this resource besides a bucket. */
export const withResource = (resource: object) => ({
  template: JSON.stringify({ Resources: { Bucket: bucket, Thing: resource } }),
});
/** A role that is trusted by this statement. */
export const role = (statement: object) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }] },
  },
});
/** A policy that allows these actions on this resource. */
export const allowing = (Action: string, Resource: string) => ({
  Type: "AWS::IAM::Policy",
  Properties: { PolicyDocument: { Statement: [{ Effect: "Allow", Action, Resource }] } },
});
