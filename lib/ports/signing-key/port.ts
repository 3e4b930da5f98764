/** The private key, which only `sign-receipt` may use. */
export interface SigningKey {
  /** The DER signature over the SHA-256 of `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  publicKeyPem(): Promise<string>;
}
