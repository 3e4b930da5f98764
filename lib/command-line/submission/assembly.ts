import { type Digest, sha256 } from "../../domain/canonical.ts";
import type { Change, Step } from "../../domain/change/manifest.ts";
import type { Candidate, CandidateStep } from "../../domain/change/rules/candidate.ts";
import type { Environment } from "../../domain/environment.ts";
import { invalidChange } from "../../domain/errors.ts";
import { type BuiltAssets, noAssets } from "./build-assets.ts";

/** An assembly that broke no rule, as it is submitted: the steps of each environment, and the templates by their digests. */
export type Assembly = {
  readonly application: string;
  readonly environments: Change["environments"];
  readonly templates: ReadonlyMap<Digest, string>;
} & BuiltAssets;

/**
 * What is submitted of a candidate that no rule refuses.
 * @throws InvalidChange for a stack without a part, which a rule refuses.
 */
export function assemblyOf(
  { application, environments }: Candidate,
  built: BuiltAssets = noAssets,
): Assembly {
  const templates = new Map<Digest, string>();
  const of = (environment: Environment) =>
    environments[environment].map((step) => {
      const digest = sha256(step.template);
      templates.set(digest, step.template);
      return stepOf(step, digest);
    });
  return {
    application,
    environments: { development: of("development"), staging: of("staging"), production: of("production") },
    templates,
    ...built,
  };
}

function stepOf(candidate: CandidateStep, templateDigest: Digest): Step {
  const { step, part, path, stackName, parameters, tags, dependsOn, account, region } = candidate;
  if (part === null) throw invalidChange(`the stack ${path} is no part of the plan: tag it interlock:part`);
  return {
    step,
    part,
    stackName,
    templateDigest,
    parameters,
    tags,
    dependsOn: [...dependsOn],
    ...(account === null ? {} : { account }),
    ...(region === null ? {} : { region }),
  };
}
