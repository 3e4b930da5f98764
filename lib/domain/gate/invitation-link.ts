import { canonicalJson, type Digest } from "../canonical.ts";
import type { Gate } from "../gates.ts";

/** What makes a link: whose it is, to which gate, about which dossier, and until when. */
export type Link = {
  readonly idDigest: Digest;
  readonly runId: string;
  readonly gate: Gate;
  readonly approver: string;
  readonly dossierDigest: Digest;
  readonly expiresAtMs: number;
};

/**
 * An open gate, in the form of a link of nobody. `sweep` sends links about a gate only if `open-gate` made the gate, so that a
 * row in the table cannot have links sent about another dossier.
 */
export const gateAsLink = ({
  runId,
  gate,
  dossierDigest,
  expiresAtMs,
}: Pick<Link, "runId" | "gate" | "dossierDigest" | "expiresAtMs">): Link => ({
  idDigest: "gate",
  runId,
  gate,
  approver: "",
  dossierDigest,
  expiresAtMs,
});

/** The bytes that the maker of a link vouches for. Whatever else its item says, such as whether it was used, is not part of it. */
export const linkBytes = ({ idDigest, runId, gate, approver, dossierDigest, expiresAtMs }: Link): Buffer =>
  Buffer.from(
    `link of interlock ${canonicalJson({ idDigest, runId, gate, approver, dossierDigest, expiresAtMs })}`,
  );
