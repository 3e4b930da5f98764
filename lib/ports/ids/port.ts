/** Unguessable ids. */
export interface Ids {
  /** 256 random bits, base64url. */
  secret(): string;
  /** 128 random bits, as hexadecimal digits. */
  salt(): string;
}
