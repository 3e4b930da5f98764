import { createPublicKey } from "node:crypto";
import type { Rule } from "../rule.ts";

/** The key is the one that the run began with. */
export const key: Rule = {
  holds:
    "the public key is on P-256, is the one that the first entry names, and the pinned one if one is pinned",
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
      if (pinned !== null && pinned.fingerprint !== fingerprint)
        find(
          null,
          `the bundle has the key ${fingerprint}; the pinned one is ${pinned.fingerprint}: it was signed by someone else`,
        );
    },
  }),
};
