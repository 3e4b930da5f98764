import { canonicalJson, type Digest, sha256 } from "../domain/canonical.ts";
import { isInterlockError } from "../domain/errors.ts";
import { asDeployed, type Deployed, deployedDigest } from "../domain/step/deployed-digest.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Baseline } from "../ports/stack-reader/port.ts";
import type { Stacks } from "../ports/stacks/port.ts";

/**
 * Keeps the current state of a stack, so that it can be restored: its template, parameters and tags.
 * @returns the baseline, and the digest of its own bytes under which it is kept, or why it cannot be kept.
 */
export async function keepBaseline(
  ports: { stacks: Stacks; changes: Changes },
  stackName: string,
): Promise<{ readonly digest: Digest; readonly baseline: Baseline } | { readonly refused: string }> {
  const { stacks, changes } = ports;
  const [baseline, isReady] = await Promise.all([stacks.baseline(stackName), stacks.isReady(stackName)]);
  if (!isReady)
    return {
      refused: `${stackName} was deployed in mode EXPRESS: its resources may not be ready. Deploy it in mode STANDARD`,
    };
  if (!(await isToldAsSent(ports, baseline)))
    return {
      refused: `${stackName} has a ? in its template or parameters, and Interlock did not deploy it: CloudFormation tells every character outside ASCII as ?, so it could not be put back. Deploy it once as it is, with ASCII only and without a ?`,
    };
  // The template is also kept by itself: CloudFormation reads a large one from there.
  const [digest] = await Promise.all([
    changes.keep(canonicalJson(baseline)),
    changes.keep(baseline.template),
  ]);
  return { digest, baseline };
}

/**
 * Keeps what a step is about to be deployed with, if CloudFormation's word alone will not show it: a `?` may stand for
 * itself or for a character that CloudFormation does not tell.
 */
export async function keepDeployed(
  { changes }: { changes: Changes },
  deployed: Deployed,
  template: string,
): Promise<void> {
  if (mayBeMangled({ ...deployed, template })) await changes.keep(canonicalJson(asDeployed(deployed)));
}

/** Whether what CloudFormation tells is what was sent: it has no `?`, or it was kept when it was deployed. */
async function isToldAsSent({ changes }: { changes: Changes }, baseline: Baseline): Promise<boolean> {
  if (!mayBeMangled(baseline)) return true;
  try {
    await changes.bytes(baselineDeployedDigest(baseline));
    return true;
  } catch (error) {
    if (isInterlockError(error, "NotFound")) return false;
    throw error;
  }
}

const mayBeMangled = ({ template, parameters }: Pick<Baseline, "template" | "parameters">): boolean =>
  (template + JSON.stringify(parameters)).includes("?");

/** The baseline kept under `digest`. */
export async function readBaseline({ changes }: { changes: Changes }, digest: Digest): Promise<Baseline> {
  return JSON.parse(await changes.bytes(digest)) as Baseline;
}

/** The digest that a stack is observed with if it equals this baseline. */
export const baselineDeployedDigest = ({ template, parameters, tags }: Baseline): Digest =>
  deployedDigest({ templateDigest: sha256(template), parameters, tags });
