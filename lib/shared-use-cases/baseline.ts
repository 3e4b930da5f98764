import { canonicalJson, type Digest, sha256 } from "../domain/canonical.ts";
import { deployedDigest } from "../domain/step/deployed-digest.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Baseline } from "../ports/stack-reader/port.ts";
import type { Stacks } from "../ports/stacks/port.ts";

/**
 * Keeps how a stack stands now, so that it can be put back: its template, parameters and tags.
 * @returns the baseline, and the digest of its own bytes under which it is kept.
 */
export async function keepBaseline(
  { stacks, changes }: { stacks: Stacks; changes: Changes },
  stackName: string,
): Promise<{ readonly digest: Digest; readonly baseline: Baseline }> {
  const baseline = await stacks.baseline(stackName);
  // The template also by itself: CloudFormation reads a large one from there.
  const [digest] = await Promise.all([
    changes.keep(canonicalJson(baseline)),
    changes.keep(baseline.template),
  ]);
  return { digest, baseline };
}

/** The baseline kept under `digest`. */
export async function readBaseline({ changes }: { changes: Changes }, digest: Digest): Promise<Baseline> {
  return JSON.parse(await changes.bytes(digest)) as Baseline;
}

/** The digest that a stack which stands like this baseline is observed with. */
export const baselineDeployedDigest = ({ template, parameters, tags }: Baseline): Digest =>
  deployedDigest({ templateDigest: sha256(template), parameters, tags });
