import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import * as z from "zod";
import type { Digest } from "../canonical.ts";
import type { Jwk } from "../jwk.ts";

/** What the ID token of a decision must say. */
export type TokenExpected = {
  readonly issuer: string;
  readonly subject: string;
  /** Our client at the provider. */
  readonly audience: string;
  /** The digest of the decision's statement. */
  readonly nonce: Digest;
  /** The earliest moment of the sign-in, in epoch milliseconds: when the form arrived. */
  readonly fromMs: number;
  /** The latest moment of the sign-in, in epoch milliseconds. The token must still be valid then. */
  readonly untilMs: number;
};

const headerSchema = z.looseObject({ alg: z.string(), kid: z.string().optional() });
const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  nonce: z.string().optional(),
  iat: z.number(),
  exp: z.number(),
  auth_time: z.number().optional(),
});

/** The provider's clock and ours may differ by this much, in milliseconds. */
const skewMs = 60_000;
const longestToken = 16 * 1024;

type Verify = (data: Buffer, key: KeyObject, signature: Buffer) => boolean;
const rsa =
  (hash: string): Verify =>
  (data, key, signature) =>
    key.asymmetricKeyType === "rsa" && verify(hash, data, key, signature);
const pss =
  (hash: string): Verify =>
  (data, key, signature) =>
    key.asymmetricKeyType === "rsa" &&
    verify(
      hash,
      data,
      { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
      signature,
    );
const ecdsa =
  (hash: string, curve: string): Verify =>
  (data, key, signature) =>
    key.asymmetricKeyDetails?.namedCurve === curve &&
    verify(hash, data, { key, dsaEncoding: "ieee-p1363" }, signature);

/** The algorithms that providers sign with (RFC 7518 section 3.1). None of them has a shared secret; "none" is not among them. */
const algorithms: Readonly<Record<string, Verify>> = {
  RS256: rsa("sha256"),
  RS384: rsa("sha384"),
  RS512: rsa("sha512"),
  PS256: pss("sha256"),
  PS384: pss("sha384"),
  PS512: pss("sha512"),
  ES256: ecdsa("sha256", "prime256v1"),
  ES384: ecdsa("sha384", "secp384r1"),
};

/**
 * Why an ID token does not prove that this person signed in for exactly this decision; null if it does. It needs no
 * network: the keys are given. Source: OpenID Connect Core 1.0, section 3.1.3.7.
 */
export function flawOfIdToken(token: string, keys: readonly Jwk[], expected: TokenExpected): string | null {
  const parts = token.split(".");
  const [header = "", payload = "", signature = ""] = parts;
  if (parts.length !== 3 || token.length > longestToken) return "the ID token is not a signed JWT";
  const says = readPart(headerSchema, header);
  const claims = readPart(claimsSchema, payload);
  if (says === null || claims === null) return "the ID token lacks what OpenID Connect requires";
  const isSigned = Object.hasOwn(algorithms, says.alg) ? algorithms[says.alg] : undefined;
  if (isSigned === undefined)
    return `the ID token is signed with ${says.alg.slice(0, 20)}, which proves nothing here`;
  const data = Buffer.from(`${header}.${payload}`);
  const bytes = Buffer.from(signature, "base64url");
  const candidates = keys.filter(({ kid, alg, use }) => {
    const named = says.kid === undefined || kid === undefined || kid === says.kid;
    return named && (alg ?? says.alg) === says.alg && (use ?? "sig") === "sig";
  });
  if (!candidates.some((key) => holds(isSigned, data, key, bytes)))
    return "no key of the identity provider signed the ID token";
  const audiences = [claims.aud].flat();
  const wrong: readonly (readonly [string, boolean])[] = [
    [`it is by ${claims.iss}, not ${expected.issuer}`, claims.iss !== expected.issuer],
    [`it is of ${claims.sub}, not ${expected.subject}`, claims.sub !== expected.subject],
    [`it is for ${audiences.join(", ")}, not ${expected.audience}`, !audiences.includes(expected.audience)],
    [
      `it is for several clients, and its authorized party is ${claims.azp ?? "none"}`,
      (audiences.length > 1 || claims.azp !== undefined) && claims.azp !== expected.audience,
    ],
    ["it was asked for by another decision: its nonce is another one", claims.nonce !== expected.nonce],
    ["it does not say when the person signed in", claims.auth_time === undefined],
    [
      "the person signed in before the form was sent",
      (claims.auth_time ?? 0) * 1_000 < expected.fromMs - skewMs,
    ],
    ["it was issued before the form was sent", claims.iat * 1_000 < expected.fromMs - skewMs],
    ["it was issued after the decision", claims.iat * 1_000 > expected.untilMs + skewMs],
    ["it had expired at the decision", claims.exp * 1_000 < expected.untilMs - skewMs],
  ];
  const found = wrong.find(([, isWrong]) => isWrong);
  return found === undefined ? null : `the ID token does not prove the decision: ${found[0]}`;
}

function readPart<T>(schema: z.ZodType<T>, part: string): T | null {
  try {
    return schema.parse(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}

/** A key that cannot be read verifies nothing. */
function holds(isSigned: Verify, data: Buffer, key: Jwk, signature: Buffer): boolean {
  try {
    return isSigned(data, createPublicKey({ key: key as JsonWebKey, format: "jwk" }), signature);
  } catch {
    return false;
  }
}
