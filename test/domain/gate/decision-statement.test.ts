import { sign } from "node:crypto";
import {
  type DecisionStatement,
  decisionPayload,
  flawOfSignIn,
  flawOfStatement,
  openDecision,
  readDecision,
  reasonDigest,
  statementDigest,
} from "../../../lib/domain/gate/decision-statement.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { decided, otherDigest, someDigest } from "../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../fixtures/signing-key.ts";
import { keyPairs } from "../../simulator/services/kms.ts";

const signer = new TestSigningKey();
const key = readVerifyingKey(signer.pem);
const gate = "change-record";
const at = "2026-11-24T10:00:00.000Z";
const after = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const signIn = { issuer: "https://id.example", subject: "cm-4711", audience: "interlock" };

const statement = (more: Partial<DecisionStatement> = {}): DecisionStatement => ({
  runId: "shop-1",
  gate,
  dossierDigest: someDigest,
  approver: "ann",
  decision: "approve",
  reasonDigest: reasonDigest("because"),
  linkDigest: otherDigest,
  identity: { basis: "possession of a mailbox", signIn: null },
  salt: "0".repeat(32),
  at,
  ...more,
});

/** An entry that says what `said` says, or something else, under the signature of `said`. */
function entered(
  said: DecisionStatement = statement(),
  more: Parameters<typeof decided>[1] & { readonly runId?: string; readonly at?: string } = {},
) {
  const { runId = said.runId, at: enteredAt = after(1_000), ...detail } = more;
  const { identity } = said;
  return {
    runId,
    at: enteredAt,
    detail: decided(gate, {
      dossierDigest: said.dossierDigest,
      approver: said.approver,
      decision: said.decision,
      reason: "because",
      basis: identity.basis,
      envelope: signer.envelope(decisionPayload(said)),
      ...(identity.signIn === null ? {} : { identity: identity.signIn }),
      ...detail,
    }).detail,
  };
}

const signedIn = statement({ identity: { basis: "signed in", signIn } });

describe("an entry of a decision", () => {
  test.each([
    ["possession of a mailbox", statement()],
    ["a sign-in", signedIn],
  ])("is what its approver signed for with %s", (_how, said) => {
    expect(flawOfStatement(entered(said), key)).toBeNull();
  });

  test.each<[string, Parameters<typeof entered>[1], string]>([
    ["run", { runId: "shop-2" }, "was signed for another runId: shop-1, not shop-2"],
    ["gate", { gate: "staging-sign-off" }, "was signed for another gate"],
    ["approver", { approver: "bob" }, "was signed for another approver: ann, not bob"],
    ["decision", { decision: "reject" }, "was signed for another decision"],
    ["page", { dossierDigest: otherDigest }, "was signed for another dossierDigest"],
    ["reason", { reason: "for no reason" }, "was signed for another reasonDigest"],
    ["basis", { basis: "signed in" }, "was signed as resting on possession of a mailbox, not on signed in"],
  ])("of another %s is none", (_what, more, says) => {
    expect(flawOfStatement(entered(statement(), more), key)).toContain(says);
  });

  test.each<[string, Partial<typeof signIn>]>([
    ["issuer", { issuer: "https://evil.example" }],
    ["subject", { subject: "mallory" }],
    ["client", { audience: "other" }],
  ])("of a sign-in with another %s is none", (_what, other) => {
    expect(flawOfStatement(entered(signedIn, { identity: { ...signIn, ...other } }), key)).toContain(
      "was signed for another person's sign-in",
    );
  });

  test("of a sign-in that the signed statement does not name is none", () => {
    const said = statement({ identity: { basis: "signed in", signIn: null } });
    expect(flawOfStatement(entered(said, { identity: signIn }), key)).toContain("another person's sign-in");
  });

  test("that nobody signed, or another key did, is none", () => {
    const { envelope: _, ...unsigned } = entered().detail;
    expect(flawOfStatement({ ...entered(), detail: unsigned }, key)).toContain(
      "not signed by the decision key",
    );
    const other = new TestSigningKey();
    const forged = entered(statement(), { envelope: other.envelope(decisionPayload(statement())) });
    expect(flawOfStatement(forged, key)).toContain("the decision of ann at change-record: the receipt names");
  });

  test.each<[string, DecisionStatement, number, boolean]>([
    ["a minute after the form", statement(), 60_000, true],
    ["a minute and what clocks differ by", statement(), 65_000, true],
    ["later", statement(), 65_001, false],
    ["a quarter of an hour after the form of a sign-in", signedIn, 15 * 60_000 + 5_000, true],
    ["later than a sign-in takes", signedIn, 15 * 60_000 + 5_001, false],
    ["before the form, as far as clocks differ", statement(), -5_000, true],
    ["before the form", statement(), -5_001, false],
  ])("is in time or not: %s", (_when, said, laterMs, isSound) => {
    const flaw = flawOfStatement(entered(said, { at: after(laterMs) }), key);
    expect(flaw).toEqual(isSound ? null : expect.stringContaining(`was signed at ${at}, and entered at`));
  });

  test("is not judged with a key that cannot verify anything", () => {
    const broken = { ...key, key: undefined as unknown as typeof key.key };
    expect(() => flawOfStatement(entered(), broken)).toThrow(TypeError);
  });
});

describe("bytes that somebody kept", () => {
  test("are the decision that was written, or none", () => {
    expect(readDecision(decisionPayload(signedIn))).toEqual(signedIn);
    expect(readDecision(Buffer.from("{}"))).toBeNull();
    expect(readDecision(Buffer.from("no JSON"))).toBeNull();
  });

  test("are no decision once they are written otherwise, even if they are signed", () => {
    const spaced = `${decisionPayload(statement()).toString()} `;
    expect(() => openDecision(signer.envelope(spaced), key)).toThrow("not canonical JSON");
  });
});

describe("the sign-in of a decision", () => {
  const provider = keyPairs.decision;
  const jwk = { ...provider.publicKey.export({ format: "jwk" }), kid: "one" } as never;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Date.parse(at) / 1_000;

  function tokenFor(said: DecisionStatement) {
    const claims = {
      iss: signIn.issuer,
      sub: signIn.subject,
      aud: signIn.audience,
      nonce: statementDigest(decisionPayload(said)),
      iat: seconds,
      auth_time: seconds,
      exp: seconds + 300,
    };
    const data = `${part({ alg: "ES256", kid: "one" })}.${part(claims)}`;
    const by = { key: provider.privateKey, dsaEncoding: "ieee-p1363" } as const;
    return `${data}.${sign("sha256", Buffer.from(data), by).toString("base64url")}`;
  }

  const token = { idToken: tokenFor(signedIn), keys: [jwk] };

  test("is proved by a token for exactly this decision, with the recorded keys or the reader's own", () => {
    const entry = entered(signedIn, { signIn: token });
    expect(flawOfSignIn(entry, null)).toBeNull();
    expect(flawOfSignIn(entry, [jwk])).toBeNull();
    expect(flawOfSignIn(entry, [])).toBe(
      "the sign-in of ann at change-record: no key of the identity provider signed the ID token",
    );
  });

  test("is not needed where nobody had to sign in", () => {
    expect(flawOfSignIn(entered(), null)).toBeNull();
  });

  test("of another decision proves nothing", () => {
    const other = { ...token, idToken: tokenFor({ ...signedIn, decision: "reject" }) };
    expect(flawOfSignIn(entered(signedIn, { signIn: other }), null)).toContain("another decision");
  });

  test("is missing without its token, its signature or its client", () => {
    const { envelope: _, ...unsigned } = entered(signedIn, { signIn: token }).detail;
    const { audience: __, ...noClient } = signIn;
    for (const detail of [
      entered(signedIn).detail,
      unsigned,
      entered(signedIn, { signIn: token, identity: noClient }).detail,
    ])
      expect(flawOfSignIn({ at, detail }, null)).toBe("the sign-in of ann at change-record has no ID token");
  });

  test("is for no decision if what was signed is none", () => {
    const entry = entered(signedIn, { signIn: token, envelope: signer.envelope("{}") });
    expect(flawOfSignIn(entry, null)).toBe("the sign-in of ann at change-record is for no decision");
  });
});
