import { partByTypes } from "../../domain/change/part-by-types.ts";
import { specOf } from "../../domain/change/prediction/service-spec.ts";
import type { Candidate, CandidateStep } from "../../domain/change/rules/candidate.ts";
import { parseTemplate } from "../../domain/change/rules/templates.ts";
import { resourceTypeOf } from "../../domain/change/template/resource-type.ts";
import { objectIn } from "../../domain/change/template/values.ts";
import type { Environment } from "../../domain/environment.ts";

/**
 * A candidate in which each stack that nothing calls a part has the part that the types of its resources tell, and each stack
 * whose name the CDK chose has a name that says its application: environments are kept apart by their stacks' names.
 */
export function withPartsAndNames(candidate: Candidate): Candidate {
  const of = (environment: Environment) => {
    const steps = candidate.environments[environment];
    const used = new Set(steps.flatMap(({ dependsOn }) => dependsOn));
    const told = steps.map(
      (step) =>
        step.part ?? partByTypes(typesIn(step), (type) => specOf(type).isStateful, used.has(step.step)),
    );
    // Before the release nothing but ingress would be missing, so nothing could be validated.
    const isAllIngress = told.every((part) => part === "ingress");
    return steps.map(
      (step, index): CandidateStep => ({
        ...step,
        part: step.part ?? (isAllIngress ? "compute" : (told[index] ?? null)),
        stackName: isChosenByCdk(step)
          ? `${candidate.application}-${environment}-${step.step}`
          : step.stackName,
      }),
    );
  };
  return {
    ...candidate,
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
  };
}

/** Source: aws-cdk-lib, Stack: without a name of its own, a stack of a Stage is named after the Stage and itself. */
const isChosenByCdk = ({ stackName, path }: CandidateStep): boolean =>
  stackName === path.replace(/ \(.*\)$/, "").replaceAll("/", "-");

/** The types of a template's resources; none if it does not parse, which a rule refuses. */
function typesIn(step: CandidateStep): readonly string[] {
  const parsed = parseTemplate(step);
  if (!("document" in parsed)) return [];
  return Object.values(objectIn(parsed.document["Resources"])).map(resourceTypeOf);
}
