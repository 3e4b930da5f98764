import { canonicalJson, type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import {
  type DecisionStatement,
  decisionPayload,
  reasonDigest,
} from "../../../../lib/domain/gate/decision-statement.ts";
import { identityDigest } from "../../../../lib/domain/gate/may-decide.ts";
import type { Gate } from "../../../../lib/domain/gates.ts";
import type { Jwk } from "../../../../lib/domain/jwk.ts";
import type { VerifiedPlan } from "../../../../lib/domain/verify/bundle.ts";
import { Verifier } from "../../../../lib/domain/verify/verify.ts";
import { sampleDossier } from "../../../fixtures/sample-dossier.ts";
import { expired, type More, voided } from "../../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying, verified } from "../findings.ts";
import { type BundleOptions, linesOf } from "../sample-bundle.ts";
import {
  asked,
  beganMs,
  but,
  decided,
  digest,
  plan,
  runId,
  type SampleEntry,
  second,
} from "../sample-run.ts";

/** The plan with one gate that is another. */
const planWith = (gate: Gate, more: Partial<VerifiedPlan["gates"][Gate]>): BundleOptions => ({
  plan: canonicalJson({
    ...plan,
    gates: { ...plan.gates, [gate]: { ...plan.gates[gate], ...more } },
  } as unknown as Json),
});
const two = asked("change-record", { approvers: ["change-manager", "release-manager"], quorum: 2 });
const no = { decision: "reject", reason: "too risky" } as const;

describe("a decision", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["of one who was asked", [asked("change-record"), decided("change-record")]],
    [
      "of two, who both were asked",
      [two, decided("change-record"), decided("change-record", { approver: "release-manager" })],
    ],
    ["to reject, with a reason", [asked("change-record"), decided("change-record", no)]],
    [
      "that came at the last moment, and was written after it",
      [asked("change-record", { expiresAtMs: beganMs + 1_000 - 60_000 }), decided("change-record")],
    ],
    [
      "at a gate that asks again after what it showed had moved",
      [asked("change-record"), voided("change-record"), asked("change-record"), decided("change-record")],
    ],
    [
      "at a gate that asks again after nobody answered",
      [asked("change-record"), expired("change-record"), asked("change-record"), decided("change-record")],
    ],
    [
      "at one gate while another is open",
      [asked("plan-approval"), asked("change-record"), decided("plan-approval"), decided("change-record")],
    ],
  ])("is sound: %s", (_what, story) => {
    expect(foundBy("decision", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "at a gate that was never opened",
      [asked("plan-approval"), decided("change-record")],
      "change-manager decides change-record, which is not open",
    ],
    [
      "written by somebody else",
      [asked("change-record"), but(decided("change-record"), { actor: "mallory" })],
      "mallory wrote what change-manager decided at change-record",
    ],
    [
      "of somebody who was not asked",
      [asked("change-record"), decided("change-record", { approver: "mallory" })],
      'mallory decides change-record, and was not asked: it asks ["change-manager"]',
    ],
    [
      "about another dossier",
      [asked("change-record"), decided("change-record", { dossierDigest: digest("b") })],
      `change-manager decides about ${digest("b")}; change-record showed ${digest("a")}`,
    ],
    [
      "a minute and more after the gate's time",
      [asked("change-record", { expiresAtMs: beganMs + 1_000 - 60_001 }), decided("change-record")],
      "change-manager decides change-record at 2026-11-24T10:00:01.000Z, after it was over at 2026-11-24T09:59:00.999Z",
    ],
    [
      "to reject with no reason but spaces",
      [asked("change-record"), decided("change-record", { ...no, reason: "  " })],
      "change-manager rejects change-record without a reason",
    ],
  ])("is found: %s", (_what, story, says) => {
    expect(foundBy("decision", story)).toEqual([saying("decision", 2, says)]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "of the same person twice",
      [two, decided("change-record"), decided("change-record")],
      "change-manager decides change-record a second time",
    ],
    [
      "after enough have agreed",
      [asked("change-record"), decided("change-record"), decided("change-record")],
      "which is not open",
    ],
    [
      "after an approver rejected",
      [two, decided("change-record", no), decided("change-record", { approver: "release-manager" })],
      "release-manager decides change-record, which is not open",
    ],
    [
      "after the gate expired",
      [asked("change-record"), expired("change-record"), decided("change-record")],
      "which is not open",
    ],
    [
      "after what was shown had moved",
      [asked("change-record"), voided("change-record"), decided("change-record")],
      "which is not open",
    ],
  ])("is found: %s", (_what, story, says) => {
    expect(foundBy("decision", story)).toEqual([saying("decision", 3, says)]);
  });

  test("of a person who was not asked does not count, so that the gate stays open", () => {
    const [stranger, asked_] = [decided("change-record", { approver: "mallory" }), decided("change-record")];
    expect(foundBy("decision", [asked("change-record"), stranger, asked_])).toEqual([
      saying("decision", 2, "was not asked"),
    ]);
  });

  test("keeps counting decisions until the quorum is reached", () => {
    const three = asked("change-record", { approvers: ["change-manager", "b", "c"], quorum: 2 });
    const story = [
      three,
      ...["change-manager", "b", "c"].map((approver) => decided("change-record", { approver })),
    ];
    expect(foundBy("decision", story)).toEqual([
      saying("decision", 4, "c decides change-record, which is not open"),
    ]);
  });
});

describe("a decision that needs a sign-in", () => {
  const telling = planWith("change-record", { identity: "oidc" });
  const identity = { issuer: "https://id.example.com", subject: "42" };

  test("is found without one", () => {
    expect(foundBy("decision", [asked("change-record"), decided("change-record")], telling)).toEqual([
      saying(
        "decision",
        2,
        "change-manager decides change-record without a sign-in, which the plan asks for",
      ),
    ]);
  });

  test("is sound with one, and so is one that the plan asks no sign-in for", () => {
    expect(
      foundBy("decision", [asked("change-record"), decided("change-record", { identity })], telling),
    ).toEqual([]);
    expect(foundBy("decision", [asked("plan-approval"), decided("plan-approval")], telling)).toEqual([]);
    for (const plan of [null, "odd"])
      expect(foundBy("decision", [asked("change-record"), decided("change-record")], { plan })).toEqual([]);
  });
});

describe("a decision about a commit", () => {
  const own = (approver: string, ...addresses: readonly string[]) => {
    const directory = [
      { approver: "somebody-else", identities: [identityDigest("amir@example.com")] },
      { approver, identities: addresses.map(identityDigest) },
    ];
    const text = canonicalJson(sampleDossier({ directory }));
    const shown = { dossierDigest: sha256(text) };
    return foundBy("decision", [asked("change-record", shown), decided("change-record", shown)], {
      dossiers: [text],
    });
  };

  test("is found when the approver contributed to it, under any of their addresses", () => {
    expect(own("change-manager", "manager@example.com", "Dora@example.com")).toEqual([
      saying("decision", 2, "change-manager decides on their own commit: dora@example.com contributed to it"),
    ]);
  });

  test("is sound when only others contributed, or the approver's commit addresses are unknown", () => {
    expect(own("change-manager", "manager@example.com")).toEqual([]);
    expect(own("release-manager", "dora@example.com")).toEqual([]);
  });
});

describe("a decision with a statement", () => {
  const decision = new TestSigningKey();
  const statement = (text: string) => ({ envelope: decision.envelope(text) });
  const both = asked("change-record", { approvers: ["change-manager", "release-manager"], quorum: 2 });
  const messages = (story: readonly SampleEntry[], more: BundleOptions = {}) =>
    foundBy("decision", story, more).map(({ entry, message }) => `${entry}: ${message}`);

  test("is found when the bundle has no key to verify it", () => {
    expect(messages([asked("change-record"), decided("change-record", statement("one"))])).toEqual([
      "2: change-manager's decision is signed, and the bundle has no key to verify it",
    ]);
  });

  test("is vouched for by no identity provider where nobody signed in", () => {
    const story = [both, decided("change-record", statement("one"))];
    expect(verified(linesOf(story, { decisionKeyPem: decision.pem })).identityKeys).toBeNull();
  });

  test("is sound when the statement says what its entry says, and found otherwise", () => {
    const entry = decided("change-record") as Extract<SampleEntry, { action: "decide-gate" }>;
    const { approver, dossierDigest, reason, basis } = entry.detail;
    const signedFor = (by: string, signIn: DecisionStatement["identity"]["signIn"] = null) =>
      decision.envelope(
        decisionPayload({
          runId,
          gate: "change-record",
          dossierDigest,
          approver: by,
          decision: "approve",
          reasonDigest: reasonDigest(reason),
          linkDigest: digest("b"),
          identity: { basis, signIn },
          salt: "0".repeat(32),
          at: second(1),
        }),
      );
    const options = { decisionKeyPem: decision.pem };
    const judged = (more: More<"decide-gate">) =>
      messages([asked("change-record"), decided("change-record", more)], options);
    expect(judged({ envelope: signedFor(approver) })).toEqual([]);
    expect(judged({ envelope: signedFor("mallory") })).toEqual([
      expect.stringContaining("was signed for another approver: mallory"),
    ]);
    expect(judged({})).toEqual([expect.stringContaining("is not signed by the decision key")]);
    const identity = { issuer: "https://id.example", subject: "cm", audience: "interlock" };
    expect(judged({ envelope: signedFor(approver, identity), identity })).toEqual([
      `2: the sign-in of ${approver} at change-record has no ID token`,
    ]);
  });

  test("is vouched for by an identity provider where people signed in: its keys are recorded, or pinned", () => {
    const identity = { issuer: "https://id.example", subject: "cm", audience: "interlock" };
    const story = [both, decided("change-record", { ...statement("one"), identity })];
    const lines = linesOf(story, { decisionKeyPem: decision.pem }).join("");
    const judged = (identityKeys: readonly Jwk[] | null) => {
      const verifier = new Verifier({ key: null, witnesses: [], identityKeys }, (text) => JSON.parse(text));
      verifier.take(Buffer.from(lines));
      return verifier.end(0).identityKeys;
    };
    expect(judged(null)).toBe("as recorded");
    expect(judged([])).toBe("pinned");
  });

  test("is found when another decision had the same one", () => {
    const again = "3: release-manager decides with a statement that was used before";
    const decide = (text: string) => [
      both,
      decided("change-record", statement("one")),
      decided("change-record", { approver: "release-manager", ...statement(text) }),
    ];
    const options = { decisionKeyPem: decision.pem };
    expect(messages(decide("one"), options)).toContain(again);
    expect(messages(decide("two"), options)).not.toContain(again);
  });
});

test("a decision is timed by when it was written", () => {
  const late = but(decided("change-record"), { at: second(60 * 60 + 61) });
  expect(foundBy("decision", [asked("change-record"), late])).toEqual([
    saying("decision", 2, "after it was over"),
  ]);
});
