import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  sign,
  timingSafeEqual,
} from "node:crypto";
import type { Service } from "../account.ts";

const keyPair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** The P-256 keys of every account in memory, by the name in their ARN: who has one signs as KMS does. */
export const keyPairs = {
  signing: keyPair(),
  "signing-2": keyPair(),
  "signing-3": keyPair(),
  decision: keyPair(),
  operator: keyPair(),
} as const;

/** The signing keys that a deployment can add, oldest first. */
const signingNames = ["signing", "signing-2", "signing-3"] as const;

/** The key that receipts are signed with. */
export const keys = keyPairs.signing;

/** The ARN of a key. */
export const keyArnOf = (name: keyof typeof keyPairs | "token" | "link"): string =>
  `arn:aws:kms:::key/${name}`;

type Name = keyof typeof keyPairs;
type Pairs = Readonly<Record<Name, KeyPairKeyObjectResult>>;

const pairOf = (pairs: Pairs, arn: string): KeyPairKeyObjectResult => {
  const found = pairs[arn.slice(keyArnOf("signing").lastIndexOf("/") + 1) as Name];
  if (found === undefined) throw failure("InvalidKeyUsageException", `${arn} does not sign`);
  return found;
};

const exported = new WeakMap<KeyPairKeyObjectResult, Buffer>();

/** A pair's public half as KMS tells it. Exporting it takes longer than everything else that KMS does here. */
function derOf(pair: KeyPairKeyObjectResult): Buffer {
  const known = exported.get(pair) ?? pair.publicKey.export({ type: "spki", format: "der" });
  exported.set(pair, known);
  return known;
}

/** An error of KMS. */
const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

const sealingKey = "the world's";
const macKey = "the world's links";

type MacInput = { readonly KeyId: string; readonly Message: Uint8Array; readonly MacAlgorithm: string };

/**
 * KMS with P-256 keys, one key that seals, and one that makes MACs. A P-256 key is asked to sign a digest, and Node signs
 * only what it hashes itself: so whoever is about to ask announces the bytes, and what was not announced is not signed.
 */
export class Kms {
  /** The public half of the signing key, as a verifier pins it. Every account in memory has the same keys. */
  readonly publicKeyPem = pemOf("signing");
  /** The public half of the decision key. */
  get decisionKeyPem(): string {
    return pemOf("decision", this.pairs);
  }
  /** The public half of the operators' key. */
  readonly operatorKeyPem = pemOf("operator");
  /** How many signing keys are deployed. */
  private signing = 1;
  private pairs: Pairs = keyPairs;
  private readonly sealed = new Map<string, { readonly text: Uint8Array; readonly context: string }>();
  private readonly announced = new Map<string, Uint8Array>();

  readonly service: Service = {
    Sign: ({ KeyId, Message }: { KeyId: string; Message: Uint8Array }) => {
      const bytes = this.announced.get(Buffer.from(Message).toString("hex"));
      if (bytes === undefined) throw new Error("a digest was to be signed whose bytes nobody announced");
      return { Signature: sign("sha256", bytes, pairOf(this.pairs, KeyId).privateKey) };
    },
    GenerateMac: (input: MacInput) => ({ Mac: macOf(input) }),
    // Source: KMS API reference, VerifyMac: a MAC that does not verify is an error, never MacValid: false.
    VerifyMac: ({ Mac, ...input }: MacInput & { readonly Mac: Uint8Array }) => {
      const right = macOf(input);
      if (Mac.length !== right.length || !timingSafeEqual(Mac, right))
        throw failure("KMSInvalidMacException", "the HMAC verification failed");
      return { MacValid: true };
    },
    // Sealed text opens only under the context that it was sealed with.
    Encrypt: ({ Plaintext, EncryptionContext }: { Plaintext: Uint8Array; EncryptionContext: object }) => {
      const sealed = createHmac("sha256", sealingKey).update(Plaintext).digest("base64url");
      this.sealed.set(sealed, { text: Plaintext, context: JSON.stringify(EncryptionContext) });
      return { CiphertextBlob: Buffer.from(sealed) };
    },
    Decrypt: ({
      CiphertextBlob,
      EncryptionContext,
    }: {
      CiphertextBlob: Uint8Array;
      EncryptionContext: object;
    }) => {
      const found = this.sealed.get(Buffer.from(CiphertextBlob).toString());
      if (found === undefined || found.context !== JSON.stringify(EncryptionContext))
        throw failure("InvalidCiphertextException", "the ciphertext is invalid");
      return { Plaintext: found.text };
    },
    GetPublicKey: ({ KeyId }: { KeyId: string }) => ({
      PublicKey: derOf(pairOf(this.pairs, KeyId)),
    }),
  };

  /** A signature of the signing key over these bytes, as a test needs it for what it writes itself. */
  sign(bytes: Uint8Array): Uint8Array {
    return sign("sha256", bytes, keys.privateKey);
  }

  /** The names of the signing keys that are deployed, oldest first. */
  get signingNames(): readonly (typeof signingNames)[number][] {
    return signingNames.slice(0, this.signing);
  }

  /** The public halves of the signing keys that are deployed, oldest first. */
  get signingPems(): readonly string[] {
    return this.signingNames.map((name) => pemOf(name));
  }

  /** Adds a signing key, as a deployment does with a settings file that counts one more. */
  addSigningKey(): void {
    this.signing += 1;
  }

  /** Puts another key in the place of this one, as a deployment does that replaces the resource. */
  replace(name: Name): void {
    this.pairs = { ...this.pairs, [name]: keyPair() };
  }

  /** Says what will be asked to be signed, by its digest. */
  announce(bytes: Uint8Array): void {
    this.announced.set(createHash("sha256").update(bytes).digest("hex"), bytes);
  }
}

function pemOf(name: Name, pairs: Pairs = keyPairs): string {
  return pairs[name].publicKey.export({ type: "spki", format: "pem" }).toString();
}

function macOf({ KeyId, Message, MacAlgorithm }: MacInput): Buffer {
  if (KeyId !== keyArnOf("link") || MacAlgorithm !== "HMAC_SHA_256")
    throw failure("InvalidKeyUsageException", `${KeyId} makes no MAC with ${MacAlgorithm}`);
  return createHmac("sha256", macKey).update(Message).digest();
}
