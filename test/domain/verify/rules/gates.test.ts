import { canonicalJson, type Json } from "../../../../lib/domain/canonical.ts";
import type { Gate } from "../../../../lib/domain/gates.ts";
import type { VerifiedPlan } from "../../../../lib/domain/verify/bundle.ts";
import { expired, passed, provisioned, receipt, voided } from "../../../fixtures/sample-facts.ts";
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
  signed,
} from "../sample-run.ts";

const hourMs = 60 * 60_000;
const passedBy = (gate: Gate, by: readonly string[] = []) => signed(receipt(gate), { detail: { by } });
const signedOff = passedBy("staging-sign-off");
const no = { decision: "reject", reason: "too risky" } as const;
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
    ["about staging, after its validation", [signed(receipt("staging")), asked("staging-sign-off")]],
    ["for the change record, after staging's sign-off", [signedOff, asked("change-record")]],
    [
      "for the release, after production's validation",
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
      "has another subject",
      but(asked("change-record"), { subject: "plan-approval" }),
      'is opened under the subject "plan-approval"',
    ],
    [
      "asks somebody else",
      asked("change-record", { approvers: ["mallory"] }),
      'change-record asks ["mallory"]; the plan asks ["change-manager"]',
    ],
    [
      "asks another person too",
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

  test("asks only the Platform Owner about the plan, even if the plan names others", () => {
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

describe("a gate with a receipt that it passed", () => {
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
    ["no approver answered", [asked("change-record"), passedBy("change-record")], "0 of 1 approved"],
    [
      "an approver rejected",
      [asked("change-record"), decided("change-record", no), passedBy("change-record")],
      "change-manager rejected",
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
      "0 of 1 approved",
    ],
  ])("is found when %s", (_what, story, says) => {
    expect(foundBy("quorum", story)).toEqual([saying("quorum", story.length, says)]);
  });

  test("is not judged without a plan, without a valid receipt, or if it is no gate", () => {
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

  test("about the plan is judged by the Platform Owner's decision alone, even if the plan names others", () => {
    const telling = planWith("plan-approval", { quorum: 2, approvers: ["a", "b"] });
    const story = [
      asked("plan-approval"),
      decided("plan-approval"),
      passedBy("plan-approval", ["platform-owner"]),
    ];
    expect(foundBy("quorum", story, telling)).toEqual([]);
    const late = story.with(1, but(decided("plan-approval"), { actor: "mallory" }));
    expect(foundBy("quorum", late, telling)).toEqual([saying("quorum", 3, "platform-owner was not asked")]);
  });

  test("is judged by the plan's rule for its own gate, and by its own entries", () => {
    const telling = planWith("change-record", { quorum: 2, approvers: ["change-manager", "b"] });
    const story = [asked("change-record"), decided("change-record"), passedBy("change-record")];
    expect(foundBy("quorum", story, telling)).toEqual([
      saying("quorum", 3, "it asked 1 of change-manager, and the plan asks 2 of change-manager, b"),
    ]);
  });
});

describe("a gate that was passed without asking", () => {
  const passing = [passed("change-record"), passed("production-release")];
  const doing = (told: SampleEntry) => foundBy("quorum", [...passing, told]);

  test("lets nothing of production change", () => {
    expect(doing(intended("production/network"))).toEqual([
      saying(
        "quorum",
        3,
        "production/network is changed, but the run passed change-record because nothing was to change",
      ),
    ]);
  });

  test("does not restrict other environments, or outcomes of untouched steps", () => {
    expect(doing(intended("staging/network"))).toEqual([]);
    expect(doing(provisioned("production/network", { result: "untouched" }))).toEqual([]);
    expect(foundBy("quorum", [intended("production/network")])).toEqual([]);
  });

  test("is found if people were asked there before", () => {
    expect(foundBy("quorum", [asked("change-record"), ...passing])).toEqual([
      saying(
        "quorum",
        2,
        "change-record is passed because nothing would change, after people were asked at it",
      ),
    ]);
  });
});
