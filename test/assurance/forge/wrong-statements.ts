import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  type DecisionStatement,
  decisionPayload,
  readDecision,
  reasonDigest,
  statementDigest,
} from "../../../lib/domain/gate/decision-statement.ts";
import type { Jwk } from "../../../lib/domain/jwk.ts";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Finding } from "../../../lib/domain/verify/finding.ts";
import { Verifier } from "../../../lib/domain/verify/verify.ts";
import { parsePlan } from "../../../lib/plan/schema.ts";
import type { IdentityProvider } from "../../fixtures/identity-provider.ts";
import { addressIn, logIn, waitingFor } from "../../scenarios/signing-in.ts";
import { bytesOf, partsOf } from "../tamper/bundles.ts";
import {
  type Draft,
  decidersHand,
  draftsOf,
  forged,
  type Hand,
  signedBy,
  worldsHand,
} from "../tamper/forge.ts";

/** The bundle of a run whose plan the Platform Owner rejected after a sign-in at the provider. */
export async function signedInBundle(provider: IdentityProvider): Promise<BundleParts> {
  const { world, work, begin, comeBack } = await waitingFor(provider);
  const begun = await begin("reject");
  await comeBack(begun, await logIn(addressIn(begun), "paula"));
  await world.call("read-gate", { ...work, gate: "plan-approval" });
  await world.call("close-run", work);
  return partsOf(world, work.runId);
}

/** What the verifier finds without a network, under the pinned keys of the control plane and of the provider. */
export function findingsIn(parts: BundleParts, pinned: readonly Jwk[]): readonly Finding[] {
  const key = readVerifyingKey(worldsHand.publicKeyPem);
  const verifier = new Verifier({ key, witnesses: [], identityKeys: pinned }, parsePlan);
  verifier.take(bytesOf(parts));
  return verifier.end(0).findings;
}

/** What a row may change: the statement, who signs it, the token's header and claims, and who signs that. */
type Wrong = {
  readonly says?: Partial<DecisionStatement>;
  readonly by?: Hand | "nobody";
  readonly payload?: (payload: Buffer) => Buffer;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly tokenBy?: KeyObject | "a shared secret" | "nobody";
  /** The token is for the statement as it was before it was changed. */
  readonly keepsNonce?: boolean;
  readonly entry?: (detail: Draft["detail"]) => Draft["detail"];
};

const hand = (): Hand => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString() };
};
const replaced = hand();
const otherProvider = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const digest = "b".repeat(64);
const hourS = 3_600;

const withSignIn = (more: Readonly<Record<string, string>>): Wrong => ({
  entry: (detail) => ({ ...detail, identity: { ...detail["identity"], ...more } }),
});

/** Every wrong token and statement, by what is wrong with it. Everything else is as an honest control plane signs it. */
export const wrongs = (nowS: number): Readonly<Record<string, Wrong>> => ({
  "a token with another nonce": { claims: { nonce: digest } },
  "a token without a nonce": { claims: { nonce: undefined } },
  "a token that is for another statement of the same person": {
    says: { salt: "0".repeat(32) },
    keepsNonce: true,
  },
  "a token for another audience": { claims: { aud: "another" } },
  "a token for several clients, and another party": {
    claims: { aud: ["interlock", "another"], azp: "another" },
  },
  "a token by another issuer": { claims: { iss: "https://evil.example" } },
  "a token of another person": { claims: { sub: "mallory" } },
  "a token of a sign-in before the form": { claims: { auth_time: nowS - hourS } },
  "a token that does not say when the person signed in": { claims: { auth_time: undefined } },
  "a token that was issued before the form": { claims: { iat: nowS - hourS } },
  "a token that was issued after the decision": { claims: { iat: nowS + hourS, exp: nowS + 2 * hourS } },
  "a token that had expired": { claims: { exp: nowS - hourS } },
  "a token by another key": { tokenBy: otherProvider.privateKey },
  "a token by another key, whose public half the records have": {
    tokenBy: otherProvider.privateKey,
    entry: (detail) => ({
      ...detail,
      signIn: {
        ...detail["signIn"],
        keys: [{ kty: "RSA", ...otherProvider.publicKey.export({ format: "jwk" }) }],
      },
    }),
  },
  "a token under the name of another key": { header: { kid: "another" } },
  "a token that nobody signed": { header: { alg: "none" }, tokenBy: "nobody" },
  "a token with a shared secret": { header: { alg: "HS256" }, tokenBy: "a shared secret" },
  "no token": { entry: ({ signIn: _, ...detail }) => detail },
  "no sign-in, which the plan asks for": { entry: ({ signIn: _, identity: __, ...detail }) => detail },
  "a sign-in of another person in the entry": withSignIn({ subject: "mallory" }),
  "a sign-in at another provider in the entry": withSignIn({ issuer: "https://evil.example" }),
  "a sign-in for another client in the entry": withSignIn({ audience: "another" }),
  "a statement over another dossier": { says: { dossierDigest: digest } },
  "a statement about another run": { says: { runId: "another-run" } },
  "a statement about another gate": { says: { gate: "production-release" } },
  "a statement by another approver": { says: { approver: "mallory" } },
  "a statement of the opposite": { says: { decision: "approve" } },
  "a statement with another reason": { says: { reasonDigest: reasonDigest("another") } },
  "a statement that rests on something else": {
    says: { identity: { basis: "hearsay", signIn: { issuer: "x", subject: "x", audience: "x" } } },
  },
  "a statement that rests on no sign-in": {
    says: { identity: { basis: "possession of a mailbox", signIn: null } },
  },
  "a statement that was signed an hour before its entry": {
    says: { at: new Date((nowS - hourS) * 1_000).toISOString() },
  },
  "a statement that was signed after its entry": {
    says: { at: new Date((nowS + hourS) * 1_000).toISOString() },
  },
  "a statement that is unsigned": { by: "nobody" },
  "no statement": { entry: ({ envelope: _, ...detail }) => detail },
  "a statement by the key of receipts": { by: worldsHand },
  "a statement by a replaced key": { by: replaced },
  "a statement by another key, under the name of the decision key": {
    by: { ...replaced, publicKeyPem: decidersHand.publicKeyPem },
  },
  "a statement that is not canonical": { payload: (payload) => Buffer.from(` ${payload}`) },
  "a statement of another type": {
    payload: (payload) =>
      Buffer.from(String(payload).replace("urn:interlock:decision", "urn:interlock:receipts")),
  },
});

/** The bundle with that wrong, and everything around it chained, signed and vouched for anew by the right keys. */
export function withWrong(parts: BundleParts, provider: IdentityProvider, wrong: Wrong): BundleParts {
  const drafts = draftsOf(parts).map((draft): Draft => {
    if (draft.action !== "decide-gate") return draft;
    const { detail } = draft;
    const before = Buffer.from(detail["envelope"].payload, "base64");
    const says = readDecision(before);
    if (says === null) throw new Error("the bundle has no decision");
    const { payload: rewrite = (payload) => payload, keepsNonce = false } = wrong;
    const payload = rewrite(decisionPayload({ ...says, ...wrong.says }));
    const { by = decidersHand } = wrong;
    const signed = signedBy(by === "nobody" ? decidersHand : by, payload);
    const envelope = by === "nobody" ? { ...signed, signatures: [] } : signed;
    const nonce = statementDigest(keepsNonce ? before : payload);
    const idToken = tokenAs(detail["signIn"].idToken, provider, nonce, wrong);
    const made = { ...detail, envelope, signIn: { ...detail["signIn"], idToken } };
    return { ...draft, detail: wrong.entry?.(made) ?? made, decidedBy: "nobody" };
  });
  return forged(parts, worldsHand, drafts);
}

/** The provider's token for that nonce, except for what is wrong with it. */
function tokenAs(
  token: string,
  { privateKey }: IdentityProvider,
  nonce: string,
  { claims, header, tokenBy = privateKey }: Wrong,
): string {
  const [head = "", body = ""] = token.split(".");
  const part = (text: string, more: object) =>
    Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(text, "base64url").toString()), ...more }),
    ).toString("base64url");
  const data = `${part(head, header ?? {})}.${part(body, { nonce, ...claims })}`;
  const signature =
    tokenBy === "nobody"
      ? ""
      : tokenBy === "a shared secret"
        ? createHmac("sha256", "interlock").update(data).digest("base64url")
        : sign("sha256", Buffer.from(data), tokenBy).toString("base64url");
  return `${data}.${signature}`;
}

/** The wrongs that the verifier does not find in the decision, and how many were tried. A right one must not be found. */
export async function unfound(
  provider: IdentityProvider,
): Promise<{ readonly missed: readonly string[]; readonly tried: number }> {
  const parts = await signedInBundle(provider);
  const { keys } = await provider.keySet();
  const right = findingsIn(withWrong(parts, provider, {}), keys);
  if (right.length > 0) throw new Error(`a right statement is found: ${JSON.stringify(right)}`);
  const all = Object.entries(wrongs(Date.now() / 1_000));
  const missed = all.flatMap(([what, wrong]) => {
    const findings = findingsIn(withWrong(parts, provider, wrong), keys);
    return findings.some(({ rule }) => rule === "decision") ? [] : [`${what}: ${JSON.stringify(findings)}`];
  });
  return { missed, tried: all.length };
}
