import { createPublicKey } from "node:crypto";
import { bundleFormats } from "../../records/bundle.ts";
import type { Bundle } from "../bundle.ts";
import type { Find, Rule } from "../rule.ts";

/** The key is the one that the run began with. */
export const key: Rule = {
  holds:
    "each public key is on P-256 and the one that the first entry names; the signing key is the pinned one if one is pinned",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => ({
    end: () => {
      const { publicKey, key: read, pinned, opening } = bundle;
      if (publicKey === null) {
        find(null, "the public key is not in the bundle");
        return;
      }
      if (read === null) return;
      if (createPublicKey(publicKey.pem).export({ type: "spki", format: "pem" }) !== publicKey.pem)
        find(null, "the public key is not written as PEM of its SubjectPublicKeyInfo (RFC 7468)");
      const { fingerprint } = read;
      if (publicKey.fingerprint !== fingerprint)
        find(null, `the public key has the fingerprint ${fingerprint}, not ${publicKey.fingerprint}`);
      if (opening !== null && opening.publicKeyFingerprint !== fingerprint)
        find(
          1,
          `the run began with the key ${opening.publicKeyFingerprint}; the bundle has the key ${fingerprint}`,
        );
      decisionKeyOf(bundle, find);
      if (pinned !== null && pinned.fingerprint !== fingerprint)
        find(
          null,
          `the bundle has the key ${fingerprint}; the pinned one is ${pinned.fingerprint}: it was signed by someone else`,
        );
    },
  }),
};

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
  if (createPublicKey(part.pem).export({ type: "spki", format: "pem" }) !== part.pem)
    find(null, "the decision key is not written as PEM of its SubjectPublicKeyInfo (RFC 7468)");
  if (part.fingerprint !== fingerprint)
    find(null, `the decision key has the fingerprint ${fingerprint}, not ${part.fingerprint}`);
  if (opening !== null && named !== fingerprint)
    find(1, `the run began with the decision key ${named ?? "of nobody"}; the bundle has ${fingerprint}`);
}
