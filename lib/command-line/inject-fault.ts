import { sha256 } from "../domain/canonical.ts";
import type { Environment } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import type { Assembly } from "./assembly.ts";

const waitSeconds = 2;

/**
 * The assembly with a fault in one step, declared in its template and as a tag: a wait condition behind everything else
 * of the stack that nobody ever signals, so that CloudFormation fails after it has done the rest. It does so on AWS too.
 * @throws InvalidInput if the environment has no such step.
 */
export function injectFault(
  assembly: Assembly,
  { environment, step }: { readonly environment: Environment; readonly step: string },
): Assembly {
  const steps = assembly.environments[environment];
  const failing = steps.find((known) => known.step === step);
  if (failing === undefined)
    throw invalidInput(
      `${environment} has no step ${step}: it has ${steps.map((known) => known.step).join(", ")}`,
    );
  const template = JSON.parse(assembly.templates.get(failing.templateDigest) ?? "{}") as {
    Resources: Record<string, unknown>;
  };
  const faulty = JSON.stringify({
    ...template,
    Metadata: { "interlock:rehearsal": "this change carries a fault on purpose" },
    Resources: {
      ...template.Resources,
      RehearsalHandle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
      RehearsalFault: {
        Type: "AWS::CloudFormation::WaitCondition",
        DependsOn: Object.keys(template.Resources),
        Properties: { Handle: { Ref: "RehearsalHandle" }, Timeout: String(waitSeconds), Count: 1 },
      },
    },
  });
  const templateDigest = sha256(faulty);
  const tagged = { ...failing.tags, "interlock:rehearsal": "fault on purpose" };
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
