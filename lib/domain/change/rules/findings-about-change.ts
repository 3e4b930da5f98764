import type { Digest } from "../../canonical.ts";
import { type Environment, environments } from "../../environment.ts";
import type { Change, Step } from "../manifest.ts";
import type { RuleFindings } from "../refusal.ts";
import { type Allowances, type Candidate, type CandidateStep, type ReadStep, readStep } from "./candidate.ts";
import { pinnedImagesIn } from "./loose-code.ts";
import { type MutableReference, mutableReferencesIn } from "./mutable-references.ts";
import { findingsAbout } from "./rules.ts";
import { parseTemplate } from "./templates.ts";

/** What the rules find about a submitted change, whose templates were read by digest. */
export const findingsAboutChange = (
  change: Change,
  templates: ReadonlyMap<Digest, string>,
  demandsAndAllowances: Parameters<typeof findingsAbout>[1],
): RuleFindings =>
  findingsAbout(candidateOf(change, templates, demandsAndAllowances.allowances.places), demandsAndAllowances);

/** The change as the rules look at it: a stack whose place the assembly leaves open goes where its environment is. */
function candidateOf(
  { application, environments: steps }: Change,
  templates: ReadonlyMap<Digest, string>,
  places: Allowances["places"],
): Candidate {
  const of = (environment: Environment) =>
    steps[environment].map(
      ({ templateDigest, account, region, ...step }: Step): CandidateStep => ({
        ...step,
        path: `${environment}/${step.step}`,
        template: templates.get(templateDigest) ?? "",
        account: account ?? places?.[environment].account ?? null,
        region: region ?? places?.[environment].region ?? null,
      }),
    );
  return {
    application,
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
  };
}

/** Everything in a submitted change that may mean another thing after it was approved. Templates that do not parse have nothing. */
export const mutableReferencesInChange = (
  ...asked: Parameters<typeof stepsRead>
): readonly MutableReference[] => mutableReferencesIn(stepsRead(...asked));

/** The container images of a submitted change that are named by their digest, each once for its step. */
export const pinnedImagesInChange = (
  ...asked: Parameters<typeof stepsRead>
): readonly { readonly environment: Environment; readonly step: string; readonly image: string }[] =>
  stepsRead(...asked).flatMap((read) =>
    pinnedImagesIn(read.evaluated["Resources"] ?? null).map((image) => ({
      environment: read.environment,
      step: read.step,
      image,
    })),
  );

/** The steps of a submitted change whose templates parse. */
function stepsRead(
  change: Change,
  templates: ReadonlyMap<Digest, string>,
  places: Allowances["places"],
): readonly ReadStep[] {
  const { environments: steps } = candidateOf(change, templates, places);
  return environments.flatMap((environment) =>
    steps[environment].flatMap((step) => {
      const parsed = parseTemplate(step);
      return "document" in parsed ? [readStep(environment, step, parsed.document)] : [];
    }),
  );
}
