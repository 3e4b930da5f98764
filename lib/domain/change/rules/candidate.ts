import type { Environment, Part } from "../../environment.ts";
import type { TeamQuestion } from "../../team-question.ts";
import type { Refusal, RuleFindings } from "../refusal.ts";
import { type EvaluatedTemplate, evaluateTemplate } from "../template/evaluate-template.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { type Objects, objectIn } from "../template/values.ts";

/** A stack of a change as the rules look at it, whether it was read from an assembly or from the bytes of a change. */
export type CandidateStep = {
  readonly step: string;
  /** The construct path (`production/compute`), for people. */
  readonly path: string;
  /** What the step is for; null if nothing says so. */
  readonly part: Part | null;
  readonly stackName: string;
  /** The template's text, as it goes to CloudFormation. */
  readonly template: string;
  /** Values that the change gives, by parameter. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  /** Where the stack belongs; null for an account or region that the assembly leaves open. */
  readonly account: string | null;
  readonly region: string | null;
};

/** A change before it is known to be sound. */
export type Candidate = {
  readonly application: string;
  readonly environments: Readonly<Record<Environment, readonly CandidateStep[]>>;
};

/** A step whose template parsed. */
export type ReadStep = CandidateStep & {
  readonly environment: Environment;
  /** The template as it was written. */
  readonly document: Objects;
  /** The template as CloudFormation sees it after its own evaluation. */
  readonly evaluated: EvaluatedTemplate["template"];
};

/** What an installation allows beyond the plan. */
export type Allowances = {
  /** Each environment's place; null while settings name none. */
  readonly places: Readonly<
    Record<Environment, { readonly account: string; readonly region: string }>
  > | null;
  /** Principals beyond AWS services and the environment's own account that policies may name. */
  readonly principals: readonly string[];
  /** Logical ids or names of roles that may do everything in an environment that no gate precedes. */
  readonly administrators: readonly string[];
  /** Facts of checks that the installation lets be unseen. */
  readonly waivers: readonly { readonly check: string; readonly fact: string }[];
  /** Names that the account exports; null while nobody has asked it. */
  readonly exported: ReadonlySet<string> | null;
};

/** What no installation allows by itself. */
export const noAllowances: Allowances = {
  places: null,
  principals: [],
  administrators: [],
  waivers: [],
  exported: null,
};

/** What a plan demands of a change, as far as the rules look at it. */
export type Demands = {
  readonly documentId: string;
  readonly environments: Readonly<
    Record<
      Environment,
      {
        readonly clause: string;
        /** Parts that the environment must have. */
        readonly parts: readonly Part[];
        /** Whether a rollback destroys what was created. */
        readonly destroys: boolean;
        /** The parts that a rollback keeps. */
        readonly keeps: readonly Part[];
        /** Whether a person decides before the environment is changed. */
        readonly isGated: boolean;
        /** The check that reads what of it can be reached, and holds announced exposure only; null if none does. */
        readonly exposureCheck: string | null;
        /** The checks that the plan's owner added, and that must be answered. */
        readonly asks: readonly { readonly id: string; readonly asks: TeamQuestion }[];
      }
    >
  >;
  /** What becomes of references whose target may change after the approval: refused, or bound to the value that was approved. */
  readonly mutableReferences: "refused" | "bound";
  /** What becomes of deletion policies that keep a resource where a rollback destroys: refused, or carried and announced. */
  readonly keptResources: "refused" | "announced";
  /** What becomes of a stack that nothing calls a part: refused, or its part is told by the types of its resources. */
  readonly unnamedParts: "refused" | "told by types";
};

/** What a rule decides by. */
export type Context = {
  readonly application: string;
  readonly demands: Demands;
  readonly allowances: Allowances;
};

/** A rule about steps whose templates parsed. It names every place that breaks it. */
export type ChangeRule = (steps: readonly ReadStep[], context: Context) => RuleFindings;

/** A rule whose every answer is a refusal. */
export const refusing =
  (refuse: (steps: readonly ReadStep[], context: Context) => readonly Refusal[]): ChangeRule =>
  (steps, context) => ({ refusals: refuse(steps, context), unknown: [] });

/** A rule about one step at a time. */
export const inEachStep = (refuse: (step: ReadStep, context: Context) => readonly Refusal[]): ChangeRule =>
  refusing((steps, context) => steps.flatMap((step) => refuse(step, context)));

/** A rule about one resource at a time, as CloudFormation sees it. */
export const inEachResource = (
  refuse: (resource: RuledResource, context: Context) => readonly Refusal[],
): ChangeRule =>
  inEachStep((step, context) => resourcesOf(step).flatMap((resource) => refuse(resource, context)));

/** A resource with the step that it belongs to. */
export type RuledResource = {
  readonly step: ReadStep;
  readonly logicalId: string;
  readonly type: string;
  readonly body: Objects;
  readonly properties: Objects;
  /** The construct path if the template has it, otherwise stack and logical id. */
  readonly where: string;
};

/** The resources of a step. */
export function resourcesOf(step: ReadStep): readonly RuledResource[] {
  return Object.entries(objectIn(step.evaluated["Resources"])).map(([logicalId, resource]) => {
    const body = objectIn(resource);
    const path = objectIn(body["Metadata"])["aws:cdk:path"];
    return {
      step,
      logicalId,
      type: resourceTypeOf(body),
      body,
      properties: objectIn(body["Properties"]),
      where: typeof path === "string" ? path.replace(/\/Resource$/, "") : `${step.path}/${logicalId}`,
    };
  });
}

/** A step with its template evaluated, as far as its place is known. */
export const readStep = (environment: Environment, step: CandidateStep, document: Objects): ReadStep => ({
  ...step,
  environment,
  document,
  evaluated: evaluateTemplate({
    template: document,
    parameters: step.parameters,
    pseudo: {
      "AWS::StackName": step.stackName,
      ...(step.account === null ? {} : { "AWS::AccountId": step.account }),
      ...(step.region === null
        ? {}
        : { "AWS::Region": step.region, "AWS::Partition": partitionOf(step.region) }),
    },
  }).template,
});

/** The partition of a region. Source: AWS Fault Isolation Boundaries, "Partitions"; botocore's partitions.json. */
const partitionOf = (region: string): string =>
  Object.entries(partitions).find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";

const partitions: Readonly<Record<string, string>> = {
  "cn-": "aws-cn",
  "us-gov-": "aws-us-gov",
  "us-iso-": "aws-iso",
  "us-isob-": "aws-iso-b",
  "us-isof-": "aws-iso-f",
  "eu-isoe-": "aws-iso-e",
  "eusc-": "aws-eusc",
};
