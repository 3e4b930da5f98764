/** A private key. */
export interface SigningKey {
  /** The DER signature over the SHA-256 of `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  publicKeyPem(): Promise<string>;
}

/** The keys that only `sign-receipt` may use, oldest first: more than one if the first was replaced. */
export type SigningKeys = readonly SigningKey[];
