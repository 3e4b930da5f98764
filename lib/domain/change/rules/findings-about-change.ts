import type { Digest } from "../../canonical.ts";
import { environments } from "../../environment.ts";
import type { Change, Step } from "../manifest.ts";
import type { Findings } from "../refusal.ts";
import type { Allowances, Candidate, CandidateStep } from "./candidate.ts";
import { findingsAbout } from "./rules.ts";

/** What the rules find about a submitted change, whose templates were read by digest. */
export const findingsAboutChange = (
  change: Change,
  templates: ReadonlyMap<Digest, string>,
  demandsAndAllowances: Parameters<typeof findingsAbout>[1],
): Findings =>
  findingsAbout(candidateOf(change, templates, demandsAndAllowances.allowances.places), demandsAndAllowances);

/** The change as the rules look at it: a stack whose place the assembly leaves open goes where its environment is. */
function candidateOf(
  { application, environments: steps }: Change,
  templates: ReadonlyMap<Digest, string>,
  places: Allowances["places"],
): Candidate {
  const [development = [], staging = [], production = []] = environments.map((environment) =>
    steps[environment].map(
      ({ templateDigest, account, region, ...step }: Step): CandidateStep => ({
        ...step,
        path: `${environment}/${step.step}`,
        template: templates.get(templateDigest) ?? "",
        account: account ?? places?.[environment].account ?? null,
        region: region ?? places?.[environment].region ?? null,
      }),
    ),
  );
  return { application, environments: { development, staging, production } };
}
