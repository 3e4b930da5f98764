import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
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

/** A token that was signed with this hash, in this way. */
function tokenBy(alg: string, hash: string, key: KeyObject, way: object = {}): string {
  const data = `${part({ alg })}.${part(claims)}`;
  return `${data}.${sign(hash, Buffer.from(data), { key, ...way }).toString("base64url")}`;
}

describe("an ID token that names its algorithm", () => {
  const inJose = { dsaEncoding: "ieee-p1363" };
  const withPss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const longSalt = { ...withPss, saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN };
  const wide = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const edwards = generateKeyPairSync("ed25519");
  const of = (pair: { publicKey: KeyObject }) => [pair.publicKey.export({ format: "jwk" }) as Jwk];

  test.each<[string, string, object]>([
    ["RS384", "sha384", {}],
    ["RS512", "sha512", {}],
    ["PS256", "sha256", withPss],
    ["PS384", "sha384", withPss],
    ["PS512", "sha512", withPss],
  ])("is verified with %s", (alg, hash, way) => {
    expect(flawOfIdToken(tokenBy(alg, hash, rsa.privateKey, way), of(rsa), expected)).toBeNull();
  });

  test("is verified with ES384 on the curve of that algorithm", () => {
    const signed = tokenBy("ES384", "sha384", wide.privateKey, inJose);
    expect(flawOfIdToken(signed, of(wide), expected)).toBeNull();
  });

  test.each<[string, string, readonly Jwk[]]>([
    ["ES384 on P-256", tokenBy("ES384", "sha384", ec.privateKey, inJose), of(ec)],
    ["ES256 on P-384", tokenBy("ES256", "sha256", wide.privateKey, inJose), of(wide)],
    ["RS256 by a key on a curve", tokenBy("RS256", "sha256", ec.privateKey), of(ec)],
    ["PS256 by a key on a curve", tokenBy("PS256", "sha256", ec.privateKey), of(ec)],
    ["PS256 without its padding", tokenBy("PS256", "sha256", rsa.privateKey), of(rsa)],
    ["PS256 with another salt", tokenBy("PS256", "sha256", rsa.privateKey, longSalt), of(rsa)],
    ["ES256 with a key of no curve", tokenBy("ES256", "sha256", ec.privateKey, inJose), of(edwards)],
  ])("proves nothing with %s", (_what, signed, by) => {
    expect(flawOfIdToken(signed, by, expected)).toContain("no key of the identity provider");
  });

  test("is verified only with keys that are for it", () => {
    const [key] = of(ec) as [Jwk];
    const signed = tokenBy("ES256", "sha256", ec.privateKey, inJose);
    expect(flawOfIdToken(signed, [{ ...key, alg: "ES256", use: "sig" } as Jwk], expected)).toBeNull();
    expect(flawOfIdToken(signed, [{ ...key, alg: "ES384" } as Jwk], expected)).toContain("no key");
    expect(flawOfIdToken(signed, [{ ...key, use: "enc" } as Jwk], expected)).toContain("no key");
  });
});

describe("an ID token proves a decision", () => {
  test("as far as clocks differ", () => {
    const early = token({ iat: nowS - 60, auth_time: nowS - 60 });
    const late = token({ iat: nowS + 120, exp: nowS });
    expect(flawOfIdToken(early, keys, expected)).toBeNull();
    expect(flawOfIdToken(late, keys, expected)).toBeNull();
  });

  test("with 16 KiB, and not with more", () => {
    const padded = (claim: number, header: number) =>
      token({ pad: "x".repeat(claim) }, { header: { pad: "x".repeat(header) } });
    const near = 11_900 + Math.floor(((16_384 - padded(11_900, 0).length) * 3) / 4);
    const around = [0, 1, 2, 3].flatMap((header) =>
      [-4, -3, -2, -1, 0].map((less) => padded(near + less, header)),
    );
    const longest = around.find(({ length }) => length === 16_384) ?? "";
    expect(flawOfIdToken(longest, keys, expected)).toBeNull();
    expect(flawOfIdToken(padded(near + 2, 0), keys, expected)).toContain("not a signed JWT");
  });

  test.each([
    ["on P-256", token()],
    ["with RSA", token({}, { header: { alg: "RS256", kid: "rsa" }, key: rsa.privateKey })],
    [
      "for us among others, as their authorized party",
      token({ aud: ["other", "interlock"], azp: "interlock" }),
    ],
    ["without the name of a key", token({}, { header: { kid: undefined } })],
  ])("when the provider signed it %s", (_how, signed) => {
    expect(flawOfIdToken(signed, keys, expected)).toBeNull();
  });

  test("when the provider signed it with a key that it gives no name", () => {
    const [{ kid: _, ...unnamed } = {} as Jwk] = keys;
    expect(flawOfIdToken(token(), [unnamed], expected)).toBeNull();
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
    ["for us alone, and another party", token({ azp: "x" }), "authorized party is x"],
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
    ["without an algorithm", `${part({})}.${part(claims)}.x`, "lacks what OpenID Connect requires"],
    ["without claims", `${part({ alg: "ES256" })}.${part({})}.x`, "lacks what OpenID Connect requires"],
  ])("%s", (_what, wrong, says) => {
    expect(flawOfIdToken(wrong, keys, expected)).toContain(says);
  });

  test("with an algorithm of which a message repeats no more than twenty characters", () => {
    const signed = token({}, { header: { alg: "x".repeat(1_000) } });
    expect(flawOfIdToken(signed, keys, expected)).toBe(
      `the ID token is signed with ${"x".repeat(20)}, which proves nothing here`,
    );
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
