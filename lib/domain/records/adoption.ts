import { type Digest, digestOf } from "../canonical.ts";
import type { Envelope, VerifyingKey } from "./dsse.ts";
import { type Operation, openOperation } from "./operation.ts";

/**
 * The Platform Owner vouches for everything in a repository up to a commit: contributors of later changes are counted
 * from there.
 */
export type Adoption = {
  /** Host, owner and name, as changes name it. */
  readonly repository: string;
  /** The whole id. */
  readonly commit: string;
  /** The approver id of the Platform Owner. */
  readonly by: string;
  /** The last successful run before it; null if there was none. */
  readonly after: string | null;
  /** The digest of the code that was mailed. */
  readonly codeDigest: Digest;
  /** The statement that the operators' key signed. */
  readonly envelope: Envelope;
};

/** The digest by which the signed statement names what is adopted. */
export const adoptionDigest = ({
  commit,
  after,
  codeDigest,
}: Pick<Adoption, "commit" | "after" | "codeDigest">): Digest => digestOf({ commit, after, codeDigest });

/**
 * What a person signed, if it is this adoption; null if the statement is about something else.
 * @throws ReceiptRefused as `openOperation`.
 */
export function openAdoption(adoption: Adoption, key: VerifyingKey): Operation | null {
  const signed = openOperation(adoption.envelope, key);
  const isThis =
    signed.operation === "adopt" &&
    signed.by === adoption.by &&
    signed.subject === adoption.repository &&
    signed.detailDigest === adoptionDigest(adoption);
  return isThis ? signed : null;
}

/**
 * The commit that contributors of the next change are counted from: the last successful run's, or the one that was
 * adopted since that run; null if every commit counts.
 * @param successes oldest first.
 */
export function countedFrom(
  successes: readonly { readonly runId: string; readonly commit: string }[],
  adoption: Pick<Adoption, "commit" | "after"> | null,
): string | null {
  const last = successes.at(-1);
  if (adoption !== null && adoption.after === (last?.runId ?? null)) return adoption.commit;
  return last?.commit ?? null;
}
