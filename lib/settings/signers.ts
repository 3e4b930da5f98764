import * as z from "zod";

const largestBytes = 100_000;

/** One public key as an SSH agent prints it: type and base64, perhaps a comment. Certificates vouch for others, so they are none. */
const sshKey = z
  .string()
  .regex(/^(ssh-[\w-]+|ecdsa-sha2-[\w-]+|sk-[\w-]+@openssh\.com) [A-Za-z0-9+/]+={0,2}( [^\n\r]*)?$/, {
    error: 'is no public key of SSH: write one line of an id_*.pub file, such as "ssh-ed25519 AAAA…"',
  })
  .refine((line) => !/-cert-v\d+@/.test(line), { error: "is a certificate: name the key itself" });

/** One public key of OpenPGP, as `gpg --export --armor` prints it. */
const openPgpKey = z
  .string()
  .regex(/^\s*-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]+-----END PGP PUBLIC KEY BLOCK-----\s*$/, {
    error: 'is no public key of OpenPGP: write what "gpg --export --armor ADDRESS" prints',
  });

/** The keys of one person, or of a service that commits for people. */
const signer = z
  .strictObject({
    /** The addresses under which the person is the committer. */
    addresses: z.array(z.email()).min(1).readonly(),
    ssh: z.array(sshKey).readonly().default([]),
    openpgp: z.array(openPgpKey).readonly().default([]),
  })
  .refine(({ ssh, openpgp }) => ssh.length + openpgp.length > 0, {
    error: "has no key: add one to ssh or openpgp, or leave the person out",
  });

/** Whose signatures on commits count. */
export const signersSchema = z
  .array(signer)
  .min(1)
  .readonly()
  // They stand in the outputs of the control plane's stack, so that everyone who submits demands the same.
  .refine((signers) => JSON.stringify(signers).length <= largestBytes, {
    error: `is longer than ${largestBytes} bytes: leave out keys that nobody signs with any more`,
  });

/** Whose signatures on commits count: each committer's keys, by address. */
export type Signers = z.output<typeof signersSchema>;
