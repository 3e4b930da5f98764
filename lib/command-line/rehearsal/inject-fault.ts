import { sha256 } from "../../domain/canonical.ts";
import { rehearsalTag } from "../../domain/change/rehearsal.ts";
import type { Environment } from "../../domain/environment.ts";
import { invalidInput } from "../../domain/errors.ts";
import type { Assembly } from "../submission/assembly.ts";

/** How a step can fail. */
export const faultKinds = ["refuse", "fail", "invalid", "slow"] as const;

/** What fails, and where. */
export type Fault = {
  readonly kind: (typeof faultKinds)[number];
  readonly environment: Environment;
  readonly step: string;
};

type Template = {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, unknown>>;
};

const failsAfterSeconds = 2;
const lingersSeconds = 15;

/** Adds a wait condition after all other resources of the stack. No signal ever comes, so it fails, or lasts, on AWS too. */
const unsignalled =
  (seconds: number) =>
  ({ Resources = {} }: Template): Template => ({
    Resources: {
      ...Resources,
      RehearsalHandle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
      RehearsalFault: {
        Type: "AWS::CloudFormation::WaitCondition",
        DependsOn: Object.keys(Resources),
        Properties: { Handle: { Ref: "RehearsalHandle" }, Timeout: String(seconds), Count: 1 },
      },
    },
  });

const faults: Readonly<Record<Fault["kind"], (template: Template, name: string) => Template>> = {
  /** CloudFormation refuses the request, because a parameter's value is none of those that it allows. */
  refuse: ({ Parameters = {} }) => ({
    Parameters: {
      ...Parameters,
      RehearsalFault: { Type: "String", Default: "a rehearsal", AllowedValues: ["no rehearsal"] },
    },
  }),
  /** The stack fails after all its other resources are created. */
  fail: unsignalled(failsAfterSeconds),
  /** The stack is created, but a check of every environment never holds: its log group keeps logs for ever. */
  invalid: ({ Resources = {} }, name) => ({
    Resources: {
      ...Resources,
      RehearsalFault: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: `/${name}/rehearsal` } },
    },
  }),
  /** The stack takes a while, so that there is time to stop the execution. */
  slow: unsignalled(lingersSeconds),
};

/**
 * The assembly with a fault in one step. The step's template and a tag declare the fault.
 * @throws InvalidInput if the environment has no such step.
 */
export function injectFault(assembly: Assembly, { kind, environment, step }: Fault): Assembly {
  const steps = assembly.environments[environment];
  const failing = steps.find((known) => known.step === step);
  if (failing === undefined)
    throw invalidInput(
      `${environment} has no step ${step}: its steps are ${steps.map((known) => known.step).join(", ")}`,
    );
  const template = JSON.parse(assembly.templates.get(failing.templateDigest) ?? "{}") as Template;
  const faulty = JSON.stringify({
    ...template,
    Metadata: { [rehearsalTag]: `this change contains a fault on purpose: ${kind}` },
    ...faults[kind](template, `${assembly.application}-${environment}`),
  });
  const templateDigest = sha256(faulty);
  const tagged = { ...failing.tags, [rehearsalTag]: "fault on purpose" };
  return {
    ...assembly,
    templates: new Map([...assembly.templates, [templateDigest, faulty]]),
    environments: {
      ...assembly.environments,
      [environment]: steps.map((known) =>
        known === failing ? { ...failing, templateDigest, tags: tagged } : known,
      ),
    },
  };
}
