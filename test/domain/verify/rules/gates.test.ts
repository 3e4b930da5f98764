import { canonicalJson, type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import { identityDigest } from "../../../../lib/domain/gate/may-decide.ts";
import type { Gate } from "../../../../lib/domain/gates.ts";
import type { VerifiedPlan } from "../../../../lib/domain/verify/bundle.ts";
import { expired, passed, provisioned, receipt, voided } from "../../../fakes/facts.ts";
import { sampleDossier } from "../../../fakes/sample-dossier.ts";
import { foundBy, saying } from "../findings.ts";
import type { BundleOptions } from "../sample-bundle.ts";
import {
  asked,
  beganMs,
  but,
  decided,
  digest,
  intended,
  opened,
  plan,
  type SampleEntry,
  second,
  signed,
} from "../sample-run.ts";

const hourMs = 60 * 60_000;
const passedBy = (gate: Gate, by: readonly string[] = []) => signed(receipt(gate), { detail: { by } });
const signedOff = passedBy("staging-sign-off");
/** The plan with one gate that is another. */
const planWith = (gate: Gate, more: Partial<VerifiedPlan["gates"][Gate]>): BundleOptions => ({
  plan: canonicalJson({
    ...plan,
    gates: { ...plan.gates, [gate]: { ...plan.gates[gate], ...more } },
  } as unknown as Json),
});

describe("a gate that asks", () => {
  test.each<[string, readonly SampleEntry[]]>([
    ["about the plan, with nothing before it", [asked("plan-approval")]],
    ["about staging, behind its validation", [signed(receipt("staging")), asked("staging-sign-off")]],
    ["for the change record, behind staging's sign-off", [signedOff, asked("change-record")]],
    [
      "for the release, behind production's validation",
      [passedBy("change-record"), signed(receipt("production")), asked("production-release")],
    ],
    ["for less time than it may", [asked("plan-approval", { expiresAtMs: beganMs })]],
  ])("is sound %s", (_what, story) => {
    expect(foundBy("gate", [opened(), ...story])).toEqual([]);
  });

  test.each<[Gate, readonly string[]]>([
    ["staging-sign-off", ["validated staging"]],
    ["change-record", ["gate-passed staging-sign-off"]],
    ["production-release", ["gate-passed change-record", "validated production"]],
  ])("%s too early is found, with every receipt that is missing", (gate, missing) => {
    expect(foundBy("gate", [opened(), asked(gate)])).toEqual(
      missing.map((one) => saying("gate", 2, `${gate} asks before there is a receipt "${one}"`)),
    );
  });

  test.each<[string, SampleEntry, string]>([
    [
      "stands under another subject",
      but(asked("change-record"), { subject: "plan-approval" }),
      'is opened under the subject "plan-approval"',
    ],
    [
      "asks somebody else",
      asked("change-record", { approvers: ["mallory"] }),
      'change-record asks ["mallory"]; the plan asks ["change-manager"]',
    ],
    [
      "asks somebody besides",
      asked("change-record", { approvers: ["change-manager", "mallory"] }),
      "the plan asks",
    ],
    [
      "wants fewer to agree",
      asked("change-record", { quorum: 0 }),
      "change-record wants 0 to agree; the plan wants 1",
    ],
    [
      "may be answered for longer than the plan says",
      asked("change-record", { expiresAtMs: beganMs + 2_000 + hourMs + 1 }),
      "may be answered until 2026-11-24T11:00:02.001Z; the plan ends it at 2026-11-24T11:00:02.000Z",
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("gate", [opened(), signedOff, told])).toEqual([saying("gate", 3, says)]);
  });

  test("may be answered to the last moment of its time", () => {
    const last = asked("change-record", { expiresAtMs: beganMs + 2_000 + hourMs });
    expect(foundBy("gate", [opened(), signedOff, last])).toEqual([]);
  });

  test("asks the Platform Owner about the plan, alone, whomever the plan names", () => {
    const telling = planWith("plan-approval", { approvers: ["somebody", "else"], quorum: 2 });
    expect(foundBy("gate", [asked("plan-approval")], telling)).toEqual([]);
    expect(foundBy("gate", [asked("plan-approval", { approvers: ["a", "b"] })], telling)).toEqual([
      saying("gate", 1, "the plan asks"),
    ]);
    expect(foundBy("gate", [asked("plan-approval", { quorum: 2 })], telling)).toEqual([
      saying("gate", 1, "plan-approval wants 2 to agree; the plan wants 1"),
    ]);
  });

  test("is not compared with a plan that is not there", () => {
    const odd = asked("change-record", { approvers: ["mallory"], quorum: 7 });
    const two = asked("plan-approval", { approvers: ["a", "b"] });
    for (const plan of [null, "odd"])
      expect(foundBy("gate", [opened(), signedOff, odd, two], { plan })).toEqual([]);
  });
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
      "after somebody said no",
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

  test("of somebody who was not asked does not count, so that the gate stays open", () => {
    const [stranger, asked_] = [decided("change-record", { approver: "mallory" }), decided("change-record")];
    expect(foundBy("decision", [asked("change-record"), stranger, asked_])).toEqual([
      saying("decision", 2, "was not asked"),
    ]);
  });

  test("goes on counting voices until there are enough of them", () => {
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

describe("a gate that ends without a decision", () => {
  test.each<[string, readonly SampleEntry[], number, string]>([
    [
      "expires, and was never opened",
      [expired("change-record")],
      1,
      "change-record expires, and is not open",
    ],
    [
      "expires twice",
      [asked("change-record"), expired("change-record"), expired("change-record")],
      3,
      "change-record expires, and is not open",
    ],
    [
      "expires after it was decided",
      [asked("change-record"), decided("change-record"), expired("change-record")],
      3,
      "is not open",
    ],
    [
      "is void about what it did not show",
      [asked("change-record"), voided("change-record", { dossierDigest: digest("b") })],
      2,
      "change-record is void about what it did not show",
    ],
    ["is void, and was never opened", [voided("change-record")], 1, "is void about what it did not show"],
  ])("is found when it %s", (_what, story, entry, says) => {
    expect(foundBy("decision", story)).toEqual([saying("decision", entry, says)]);
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

  test("is found when who decides had a hand in it, under whichever address", () => {
    expect(own("change-manager", "manager@example.com", "Dora@example.com")).toEqual([
      saying(
        "decision",
        2,
        "change-manager decides on a commit of their own, which dora@example.com had a hand in",
      ),
    ]);
  });

  test("is sound when only others had, or nobody knows under which address who decides commits", () => {
    expect(own("change-manager", "manager@example.com")).toEqual([]);
    expect(own("release-manager", "dora@example.com")).toEqual([]);
  });
});

describe("a gate that is said to have passed", () => {
  test.each<[string, readonly SampleEntry[]]>([
    [
      "because who was asked agreed",
      [asked("change-record"), decided("change-record"), passedBy("change-record")],
    ],
    ["because nothing was to change", [passed("change-record"), passedBy("change-record")]],
    ["because the plan was approved by an earlier run", [passedBy("plan-approval")]],
    [
      "because the Platform Owner agreed to the plan",
      [asked("plan-approval"), decided("plan-approval"), passedBy("plan-approval", ["platform-owner"])],
    ],
  ])("is sound %s", (_what, story) => {
    expect(foundBy("quorum", story)).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "nobody opened it",
      [passedBy("change-record")],
      "change-record is said to have passed: it was never opened",
    ],
    ["nobody answered", [asked("change-record"), passedBy("change-record")], "0 of 1 said yes"],
    [
      "somebody said no",
      [asked("change-record"), decided("change-record", no), passedBy("change-record")],
      "change-manager said no",
    ],
    [
      "another gate was passed by nothing",
      [passed("production-release"), passedBy("change-record")],
      "it was never opened",
    ],
    [
      "who approved the plan is named, and did not",
      [passedBy("plan-approval", ["platform-owner"])],
      "it was never opened",
    ],
    [
      "the Platform Owner did not answer",
      [asked("plan-approval"), passedBy("plan-approval", ["platform-owner"])],
      "0 of 1 said yes",
    ],
  ])("is found when %s", (_what, story, says) => {
    expect(foundBy("quorum", story)).toEqual([saying("quorum", story.length, says)]);
  });

  test("is not judged when there is no plan, its receipt does not verify, or it is no gate", () => {
    for (const plan of [null, "odd"]) {
      expect(foundBy("quorum", [passedBy("change-record")], { plan })).toEqual([]);
      expect(foundBy("quorum", [asked("change-record"), passedBy("change-record")], { plan })).toEqual([]);
    }
    expect(foundBy("quorum", [receipt("change-record")])).toEqual([]);
    expect(
      foundBy("quorum", [
        signed(receipt("production", { statement: "gate-passed" })),
        signed(receipt("change-record", { statement: "validated" })),
      ]),
    ).toEqual([]);
  });

  test("is judged by the Platform Owner's word alone where it is about the plan, whomever the plan names", () => {
    const telling = planWith("plan-approval", { quorum: 2, approvers: ["a", "b"] });
    const story = [
      asked("plan-approval"),
      decided("plan-approval"),
      passedBy("plan-approval", ["platform-owner"]),
    ];
    expect(foundBy("quorum", story, telling)).toEqual([]);
    const late = story.with(1, but(decided("plan-approval"), { actor: "mallory" }));
    expect(foundBy("quorum", late, telling)).toEqual([
      saying("quorum", 3, "platform-owner is none of those who were asked"),
    ]);
  });

  test("is judged by the plan's rule for its own gate, and asked of its own entries", () => {
    const telling = planWith("change-record", { quorum: 2, approvers: ["change-manager", "b"] });
    const story = [asked("change-record"), decided("change-record"), passedBy("change-record")];
    expect(foundBy("quorum", story, telling)).toEqual([
      saying("quorum", 3, "it asked 1 of change-manager, and the plan asks 2 of change-manager, b"),
    ]);
  });
});

describe("a gate that nobody was asked at", () => {
  const passing = [passed("change-record"), passed("production-release")];
  const doing = (told: SampleEntry) => foundBy("quorum", [...passing, told]);

  test("lets nothing of production change", () => {
    expect(doing(intended("production/network"))).toEqual([
      saying(
        "quorum",
        3,
        "production/network is touched, and nobody was asked at change-record, because nothing was to change",
      ),
    ]);
  });

  test("says nothing of other environments, or of what came of what was found untouched", () => {
    expect(doing(intended("staging/network"))).toEqual([]);
    expect(doing(provisioned("production/network", { result: "untouched" }))).toEqual([]);
    expect(foundBy("quorum", [intended("production/network")])).toEqual([]);
  });
});

test("a decision is timed by when it was written", () => {
  const late = but(decided("change-record"), { at: second(60 * 60 + 61) });
  expect(foundBy("decision", [asked("change-record"), late])).toEqual([
    saying("decision", 2, "after it was over"),
  ]);
});
