import { environments } from "../../environment.ts";
import { allFindings, type Refusal, type RuleFindings } from "../refusal.ts";
import { ungatedAdministrators } from "./administrators.ts";
import { type Candidate, type ChangeRule, type Context, type ReadStep, readStep } from "./candidate.ts";
import { dataWhereTornDown, deletionPolicies } from "./deletion.ts";
import { mutableReferences } from "./mutable-references.ts";
import { stepImports, stepOrder } from "./order.ts";
import { foreignPrincipals } from "./policies.ts";
import { stackNames, stackParts, stackPlaces, stackTags } from "./stacks.ts";
import { teamChecks } from "./team-checks.ts";
import { exportsUnique, templateForm, templateFunctions } from "./template-form.ts";
import { templateCircles, templateReferences } from "./template-references.ts";
import {
  nestedStacks,
  parameterValuesKnown,
  parseTemplate,
  templateLimits,
  templateSections,
  templateTransforms,
  toldBack,
} from "./templates.ts";
import { unreadExposure } from "./unread-exposure.ts";

/** The rules about the stacks themselves. A stack whose template cannot be read still has a name, a part and a place. */
const rulesAboutStacks: readonly ChangeRule[] = [stackNames, stackPlaces, stackParts, stackTags];

/** The rules about what templates say, in the order in which their findings are reported. */
const rulesAboutTemplates: readonly ChangeRule[] = [
  templateLimits,
  templateSections,
  templateForm,
  templateFunctions,
  templateReferences,
  templateCircles,
  exportsUnique,
  toldBack,
  templateTransforms,
  nestedStacks,
  parameterValuesKnown,
  stepOrder,
  stepImports,
  mutableReferences,
  foreignPrincipals,
  ungatedAdministrators,
  deletionPolicies,
  dataWhereTornDown,
  teamChecks,
  unreadExposure,
];

/**
 * Everything that is wrong with a change, and everything that only the account can answer. `interlock check`, the door
 * and `open-run` apply this one function: the first two to an assembly, the last to the bytes that it read by digest.
 */
export function findingsAbout(
  candidate: Candidate,
  { demands, allowances }: Omit<Context, "application">,
): RuleFindings {
  const context: Context = { application: candidate.application, demands, allowances };
  const refusals: Refusal[] = [];
  const steps: ReadStep[] = [];
  const named: ReadStep[] = [];
  for (const environment of environments)
    for (const step of candidate.environments[environment]) {
      const parsed = parseTemplate(step);
      const read = readStep(environment, step, "document" in parsed ? parsed.document : {});
      named.push(read);
      if ("document" in parsed) steps.push(read);
      else refusals.push(...parsed.refusals);
    }
  return allFindings([
    { refusals, unknown: [] },
    ...rulesAboutStacks.map((rule) => rule(named, context)),
    ...rulesAboutTemplates.map((rule) => rule(steps, context)),
  ]);
}
