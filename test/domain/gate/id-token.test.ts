import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { flawOfIdToken, type TokenExpected } from "../../../lib/domain/gate/id-token.ts";
import type { Jwk } from "../../../lib/domain/jwk.ts";

const nonce = "a".repeat(64);
const nowS = Date.parse("2026-11-24T10:00:00Z") / 1_000;
const expected: TokenExpected = {
  issuer: "https://id.example",
  subject: "cm-4711",
  audience: "interlock",
  nonce,
  fromMs: nowS * 1_000,
  untilMs: (nowS + 60) * 1_000,
};
const claims = {
  iss: "https://id.example",
  sub: "cm-4711",
  aud: "interlock",
  nonce,
  iat: nowS + 30,
  auth_time: nowS + 30,
  exp: nowS + 330,
};

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwkOf = (key: KeyObject, kid: string): Jwk => ({ ...key.export({ format: "jwk" }), kid }) as Jwk;
const keys: readonly Jwk[] = [jwkOf(ec.publicKey, "ec"), jwkOf(rsa.publicKey, "rsa")];

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as a provider signs it; what it says may differ. */
function token(
  more: object = {},
  { header = {}, key = ec.privateKey }: { readonly header?: object; readonly key?: KeyObject } = {},
): string {
  const data = `${part({ alg: "ES256", kid: "ec", ...header })}.${part({ ...claims, ...more })}`;
  const how = key.asymmetricKeyType === "ec" ? ({ key, dsaEncoding: "ieee-p1363" } as const) : key;
  return `${data}.${sign("sha256", Buffer.from(data), how).toString("base64url")}`;
}

describe("an ID token proves a decision", () => {
  test.each([
    ["on P-256", token()],
    ["with RSA", token({}, { header: { alg: "RS256", kid: "rsa" }, key: rsa.privateKey })],
    [
      "for us among others, as their authorized party",
      token({ aud: ["other", "interlock"], azp: "interlock" }),
    ],
    ["by a provider whose keys have no names", token({}, { header: { kid: undefined } })],
  ])("when the provider signed it %s", (_how, signed) => {
    expect(flawOfIdToken(signed, keys, expected)).toBeNull();
  });
});

describe("an ID token proves nothing", () => {
  const long = "x".repeat(20_000);
  test.each<[string, string, string]>([
    ["with another nonce", token({ nonce: "b".repeat(64) }), "its nonce is another one"],
    ["without a nonce", token({ nonce: undefined }), "its nonce is another one"],
    ["for another audience", token({ aud: "other" }), "it is for other, not interlock"],
    [
      "for several clients, and another party",
      token({ aud: ["interlock", "x"], azp: "x" }),
      "authorized party",
    ],
    ["for several clients, and no party", token({ aud: ["interlock", "x"] }), "authorized party is none"],
    ["by another issuer", token({ iss: "https://evil.example" }), "it is by https://evil.example"],
    ["of another person", token({ sub: "mallory" }), "it is of mallory"],
    ["of a sign-in before the form", token({ auth_time: nowS - 61 }), "signed in before the form was sent"],
    [
      "that does not say when the person signed in",
      token({ auth_time: undefined }),
      "when the person signed in",
    ],
    ["that was issued before the form", token({ iat: nowS - 61 }), "issued before the form"],
    ["that was issued after the decision", token({ iat: nowS + 121 }), "issued after the decision"],
    ["that had expired", token({ exp: nowS - 1 }), "expired at the decision"],
    [
      "by a key that the provider does not have",
      token({}, { key: other.privateKey }),
      "no key of the identity",
    ],
    ["under the name of another key", token({}, { header: { kid: "rsa" } }), "no key of the identity"],
    ["under a name that no key has", token({}, { header: { kid: "x" } }), "no key of the identity"],
    [
      "that nobody signed",
      `${token({}, { header: { alg: "none" } })
        .split(".")
        .slice(0, 2)
        .join(".")}.`,
      "none",
    ],
    ["with a shared secret", token({}, { header: { alg: "HS256" } }), "HS256, which proves nothing"],
    ["with an algorithm from the prototype", token({}, { header: { alg: "constructor" } }), "proves nothing"],
    ["whose payload was replaced", replaced(), "no key of the identity"],
    ["that is no token", "x", "not a signed JWT"],
    ["of two parts", token().split(".").slice(0, 2).join("."), "not a signed JWT"],
    ["that is too long", `${long}.${long}.${long}`, "not a signed JWT"],
    ["without claims", `${part({ alg: "ES256" })}.${part({})}.x`, "lacks what OpenID Connect requires"],
  ])("%s", (_what, wrong, says) => {
    expect(flawOfIdToken(wrong, keys, expected)).toContain(says);
  });

  test("without the provider's keys, or with keys that cannot be read", () => {
    expect(flawOfIdToken(token(), [], expected)).toContain("no key");
    expect(flawOfIdToken(token(), [{ kty: "EC", kid: "ec" }], expected)).toContain("no key");
  });
});

/** A signed token whose payload names another person. */
function replaced(): string {
  const [header = "", , signature = ""] = token().split(".");
  return `${header}.${part({ ...claims, sub: "cm-4711", nonce, more: 1 })}.${signature}`;
}
