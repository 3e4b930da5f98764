import { sha256 } from "../domain/canonical.ts";
import { rehearsalTag } from "../domain/change/rehearsal.ts";
import type { Environment } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import type { Assembly } from "./assembly.ts";

/** How a step can go wrong. */
export const faultKinds = ["refuse", "fail", "invalid", "slow"] as const;

/** What goes wrong, and where. */
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

/** A wait condition behind everything else of the stack that nobody ever signals: it fails, or lasts, on AWS too. */
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
  /** CloudFormation does not take the request: a parameter has no value. */
  refuse: ({ Parameters = {} }) => ({ Parameters: { ...Parameters, RehearsalFault: { Type: "String" } } }),
  /** It fails after it has done the rest. */
  fail: unsignalled(failsAfterSeconds),
  /** It stands, and a check of every environment never holds: what is logged there is kept without end. */
  invalid: ({ Resources = {} }, name) => ({
    Resources: {
      ...Resources,
      RehearsalFault: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: `/${name}/rehearsal` } },
    },
  }),
  /** It is under way for a while: time to stop the execution. */
  slow: unsignalled(lingersSeconds),
};

/**
 * The assembly with a fault in one step, declared in its template and as a tag.
 * @throws InvalidInput if the environment has no such step.
 */
export function injectFault(assembly: Assembly, { kind, environment, step }: Fault): Assembly {
  const steps = assembly.environments[environment];
  const failing = steps.find((known) => known.step === step);
  if (failing === undefined)
    throw invalidInput(
      `${environment} has no step ${step}: it has ${steps.map((known) => known.step).join(", ")}`,
    );
  const template = JSON.parse(assembly.templates.get(failing.templateDigest) ?? "{}") as Template;
  const faulty = JSON.stringify({
    ...template,
    Metadata: { [rehearsalTag]: `this change carries a fault on purpose: ${kind}` },
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
