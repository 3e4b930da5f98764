import { createPublicKey } from "node:crypto";
import type { Digest } from "../../canonical.ts";
import { bundleFormats, type Part } from "../../records/bundle.ts";
import type { Bundle } from "../bundle.ts";
import type { Find, Rule } from "../rule.ts";

/** The key is the one that the run began with. */
export const key: Rule = {
  holds:
    "each public key is on P-256 and the one that the first entry names; the signing key is the pinned one if one is pinned, or introductions link them",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => ({
    end: () => {
      const { publicKey, key: read, pinned, opening, ring } = bundle;
      if (publicKey === null) {
        find(null, "the public key is not in the bundle");
        return;
      }
      if (read === null) return;
      const { fingerprint } = read;
      writtenRight("public key", publicKey, fingerprint, find);
      if (opening !== null && opening.publicKeyFingerprint !== fingerprint)
        find(
          1,
          `the run began with the key ${opening.publicKeyFingerprint}; the bundle has the key ${fingerprint}`,
        );
      decisionKeyOf(bundle, find);
      if (pinned !== null && !ring.some((one) => one.fingerprint === pinned.fingerprint))
        find(
          null,
          `the bundle has the key ${fingerprint}; the pinned one is ${pinned.fingerprint}, and no introduction links them: it was signed by someone else`,
        );
    },
  }),
};

/** A key's part has one spelling, and names the key that it holds. */
function writtenRight(what: string, part: Part<"publicKey">, fingerprint: Digest, find: Find): void {
  if (createPublicKey(part.pem).export({ type: "spki", format: "pem" }) !== part.pem)
    find(null, `the ${what} is not written as PEM of its SubjectPublicKeyInfo (RFC 7468)`);
  if (part.fingerprint !== fingerprint)
    find(null, `the ${what} has the fingerprint ${fingerprint}, not ${part.fingerprint}`);
}

/** The decision key, which only a bundle with signed decisions has. Its run was opened with it, so the seal covers its name. */
function decisionKeyOf({ format, decisionKeyPart: part, decisionKey, opening }: Bundle, find: Find): void {
  const isSigned = format === bundleFormats.signed;
  const named = opening?.decisionKeyFingerprint ?? null;
  if (!isSigned && (part !== null || named !== null))
    find(
      null,
      `the bundle says that it is ${format}, from before decisions were signed; its run names a decision key`,
    );
  if (!isSigned) return;
  if (part === null) {
    find(null, "the decision key is not in the bundle");
    return;
  }
  if (decisionKey === null) return;
  const { fingerprint } = decisionKey;
  writtenRight("decision key", part, fingerprint, find);
  if (opening !== null && named !== fingerprint)
    find(1, `the run began with the decision key ${named ?? "of nobody"}; the bundle has ${fingerprint}`);
}
