import type { Digest } from "../../canonical.ts";
import { environments } from "../../environment.ts";
import type { Change, Step } from "../manifest.ts";
import type { Candidate, CandidateStep } from "./candidate.ts";

/** A submitted change as the rules look at it, with its templates as they were read by digest. */
export function candidateOfChange(
  { application, environments: steps }: Change,
  templates: ReadonlyMap<Digest, string>,
): Candidate {
  const [development = [], staging = [], production = []] = environments.map((environment) =>
    steps[environment].map(
      ({ templateDigest, account, region, ...step }: Step): CandidateStep => ({
        ...step,
        path: `${environment}/${step.step}`,
        template: templates.get(templateDigest) ?? "",
        account: account ?? null,
        region: region ?? null,
      }),
    ),
  );
  return { application, environments: { development, staging, production } };
}
