import { canonicalJson, type Digest, sha256 } from "../domain/canonical.ts";
import { deployedDigest } from "../domain/step/deployed-digest.ts";
import type { Baseline, Changes, Stacks } from "../ports.ts";

/**
 * Keeps how a stack stands now, so that it can be put back: its template, parameters and tags.
 * @returns the digest that the stack will have again once it is restored; the baseline itself is kept under its own bytes.
 */
export async function keepBaseline(
  { stacks, changes }: { stacks: Stacks; changes: Changes },
  stackName: string,
): Promise<Digest> {
  const baseline = await stacks.baseline(stackName);
  return changes.keep(canonicalJson(baseline));
}

/** The baseline kept under `digest`. */
export async function readBaseline({ changes }: { changes: Changes }, digest: Digest): Promise<Baseline> {
  return JSON.parse(await changes.template(digest)) as Baseline;
}

/** The digest that a stack which stands like this baseline is observed with. */
export const baselineDeployedDigest = ({ template, parameters, tags }: Baseline): Digest =>
  deployedDigest({ templateDigest: sha256(template), parameters, tags });
