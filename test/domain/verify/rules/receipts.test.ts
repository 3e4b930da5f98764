import { envelopeDigest } from "../../../../lib/domain/records/dsse.ts";
import { receipt, recovered } from "../../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying } from "../findings.ts";
import { receiptFor } from "../sample-bundle.ts";
import {
  asked,
  but,
  decided,
  digest,
  opened,
  runId,
  type SampleEntry,
  signed,
  validated,
} from "../sample-run.ts";

const withoutKey = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('{"publicKey"'));
const proper = { scope: "everything", description: digest("d") };

test("a run has at most two hundred receipts, which is said once", () => {
  const receipts = (count: number) => Array.from({ length: count }, () => signed(receipt("staging")));
  expect(foundBy("receipt", [opened(), ...receipts(200)])).toEqual([]);
  const wrong = signed(receipt("staging"), { statement: "nothing-left" });
  expect(foundBy("receipt", [opened(), ...receipts(199), wrong])).toHaveLength(1);
  expect(foundBy("receipt", [opened(), ...receipts(202)])).toEqual([
    saying("receipt", 202, "a run has at most 200 receipts"),
  ]);
});

describe("a receipt", () => {
  test("is signed for its entry's statement, at its place", () => {
    expect(foundBy("receipt", [opened(), validated("staging"), signed(receipt("staging"))])).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "statement",
      signed(receipt("staging"), { statement: "nothing-left" }),
      'the receipt "validated" about staging was signed for the statement "nothing-left", and its place has "validated"',
    ],
    [
      "environment",
      signed(receipt("staging"), { about: "production" }),
      'was signed for the about "production", and its place has "staging"',
    ],
    [
      "run",
      signed(receipt("staging"), { runId: "other-1" }),
      `was signed for the runId "other-1", and its place has "${runId}"`,
    ],
    [
      "plan",
      signed(receipt("staging"), { planDigest: digest("0") }),
      `was signed for the planDigest "${digest("0")}"`,
    ],
    [
      "change",
      signed(receipt("staging"), { changeDigest: digest("0") }),
      `was signed for the changeDigest "${digest("0")}"`,
    ],
    ["count", signed(receipt("staging"), { count: 7 }), "was signed for the count 7, and its place has 1"],
    ["head", signed(receipt("staging"), { head: digest("0") }), `was signed for the head "${digest("0")}"`],
  ])("is found when it was signed for another %s", (_what, told, says) => {
    expect(foundBy("receipt", [opened(), told])).toEqual([saying("receipt", 2, says)]);
  });

  test("is found under another subject, and without a signature", () => {
    const under = but(signed(receipt("staging")), { subject: "production" });
    expect(foundBy("receipt", [opened(), under])).toEqual([
      saying("receipt", 2, 'the receipt "validated" about staging is entered under the subject "production"'),
    ]);
    expect(foundBy("receipt", [opened(), receipt("staging")])).toEqual([
      saying("receipt", 2, 'the receipt "validated" about staging: a receipt carries 0 signatures'),
    ]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    expect(foundBy("receipt", [opened(), receipt("staging")], { lines: withoutKey })).toEqual([]);
  });

  test("allows its subject only when it was signed for exactly that", () => {
    const asks = (told: SampleEntry) => foundBy("gate", [opened(), told, asked("staging-sign-off")]);
    expect(asks(signed(receipt("staging")))).toEqual([]);
    const missing = saying("gate", 3, 'before there is a receipt "validated staging"');
    expect(asks(signed(receipt("staging"), { count: 7 }))).toEqual([missing]);
    expect(asks(receipt("staging"))).toEqual([missing]);
  });
});

describe("the statement of a receipt", () => {
  const says = (detail: object) => signed(receipt("staging"), { detail: detail as typeof proper });

  test("follows from the entries before it", () => {
    expect(foundBy("support", [opened(), validated("staging"), says(proper)])).toEqual([]);
  });

  test("is found when the entries say something else", () => {
    expect(
      foundBy("support", [opened(), validated("staging"), says({ ...proper, scope: "ingress" })]),
    ).toEqual([saying("support", 3, 'the receipt "validated" about staging says {"description"')]);
  });

  test("is found when the entries do not say it", () => {
    expect(foundBy("support", [opened(), says(proper)])).toEqual([
      saying("support", 2, "the receipt is not supported: the entries of"),
    ]);
  });

  test("is not checked for a receipt that does not verify, even if the one before it did", () => {
    const story = [opened(), validated("staging"), says(proper), receipt("production")];
    expect(foundBy("support", story)).toEqual([]);
  });

  test("leans on an earlier approval of the plan only when that is there", () => {
    const locked = signed(receipt("plan-approval"), { detail: { by: [], locked: true } });
    const earlier = receiptFor({ statement: "gate-passed", about: "plan-approval", runId: "other-1" });
    expect(foundBy("support", [opened(), locked], { planApproval: earlier })).toEqual([]);
    expect(foundBy("support", [opened(), locked])).toEqual([saying("support", 2, "the gate is not opened")]);
  });
});

describe("the seal", () => {
  test("is the last entry", () => {
    expect(
      foundBy("seal", [opened(), validated("staging"), signed(receipt("staging")), signed(receipt("run"))]),
    ).toEqual([]);
  });

  test("is found when anything follows it, even another seal", () => {
    const story = [opened(), signed(receipt("run")), signed(receipt("run")), recovered()];
    expect(foundBy("seal", story)).toEqual([
      saying("seal", 3, '"sign-receipt" comes after the seal, which is entry 2'),
      saying("seal", 4, '"recover-run" comes after the seal, which is entry 2'),
    ]);
  });
});

describe("the seal of the run before", () => {
  const before = receiptFor({ runId: "other-1" });
  const named = opened({ previousSeal: envelopeDigest(before) });

  test("is named by the first entry, or absent", () => {
    expect(foundBy("previous-run", [named], { previousSeal: before })).toEqual([]);
    expect(foundBy("previous-run", [opened()])).toEqual([]);
    expect(foundBy("previous-run", [validated("staging")], { previousSeal: before })).toEqual([]);
  });

  test("is missed", () => {
    expect(foundBy("previous-run", [named])).toEqual([
      saying("previous-run", 1, `the seal ${envelopeDigest(before)} of the run before is not in the bundle`),
    ]);
  });

  test("is found when the first entry names another one, or none", () => {
    expect(
      foundBy("previous-run", [opened({ previousSeal: digest("0") })], { previousSeal: before }),
    ).toEqual([
      saying(
        "previous-run",
        1,
        `the seal of the run before is ${envelopeDigest(before)}; the first entry names ${digest("0")}`,
      ),
    ]);
    expect(foundBy("previous-run", [opened()], { previousSeal: before })).toEqual([
      saying("previous-run", 1, "the first entry names none"),
    ]);
  });

  test.each([
    [
      "states something else",
      receiptFor({ runId: "other-1", statement: "validated" }),
      'the seal of the run before states "validated", not "run-closed"',
    ],
    [
      "is this run's own",
      receiptFor({}),
      "the seal of the run before is this run's own: a run follows another one",
    ],
    [
      "is signed by somebody else",
      receiptFor({ runId: "other-1" }, new TestSigningKey()),
      "the seal of the run before: the receipt names the key",
    ],
  ])("is found when it %s", (_what, previousSeal, says) => {
    const story = [opened({ previousSeal: envelopeDigest(previousSeal) })];
    expect(foundBy("previous-run", story, { previousSeal })).toEqual([saying("previous-run", null, says)]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    const own = receiptFor({});
    const story = [opened({ previousSeal: envelopeDigest(own) })];
    expect(foundBy("previous-run", story, { previousSeal: own, lines: withoutKey })).toEqual([]);
  });
});

describe("a plan without a question to its owner", () => {
  const locked = signed(receipt("plan-approval"));
  const approval = { statement: "gate-passed", about: "plan-approval", runId: "other-1" } as const;
  const detail = { by: ["platform-owner"] };
  const earlier = receiptFor({ ...approval, detail });

  test.each<[string, readonly SampleEntry[], object]>([
    ["was approved by an earlier run", [opened(), locked], { planApproval: earlier }],
    [
      "was approved by an earlier run, whatever else was asked",
      [opened(), asked("change-record"), decided("change-record"), locked],
      { planApproval: earlier },
    ],
    [
      "needs no approval while nothing leans on it",
      [
        opened(),
        signed(receipt("change-record")),
        signed(receipt("plan-approval", { statement: "validated" })),
      ],
      {},
    ],
    [
      "is no matter when somebody was asked",
      [opened(), asked("plan-approval"), decided("plan-approval"), locked],
      {},
    ],
  ])("%s", (_what, story, telling) => {
    expect(foundBy("plan-lock", story, telling)).toEqual([]);
  });

  test("and that no earlier run approved is found", () => {
    expect(foundBy("plan-lock", [opened(), asked("plan-approval"), locked])).toEqual([
      saying(
        "plan-lock",
        3,
        "the run did not ask about the plan, and no earlier approval of it is in the bundle",
      ),
    ]);
  });

  test("is found when the earlier approval is not needed", () => {
    const story = [opened(), asked("plan-approval"), decided("plan-approval"), locked];
    expect(foundBy("plan-lock", story, { planApproval: earlier })).toEqual([
      saying(
        "plan-lock",
        null,
        "an earlier approval of the plan is in the bundle, but this run does not need it",
      ),
    ]);
  });

  test.each([
    [
      "states something else",
      receiptFor({ ...approval, detail, statement: "validated" }),
      'the earlier approval states "validated" about plan-approval',
    ],
    [
      "is about another gate",
      receiptFor({ ...approval, detail, about: "change-record" }),
      'the earlier approval states "gate-passed" about change-record',
    ],
    [
      "is of another plan",
      receiptFor({ ...approval, detail, planDigest: digest("0") }),
      `the earlier approval is of the plan ${digest("0")}, not`,
    ],
    [
      "is of this run itself",
      receiptFor({ ...approval, detail, runId }),
      "the earlier approval is of this run itself",
    ],
    [
      "names nobody",
      receiptFor({ ...approval, detail: { by: [] } }),
      "the earlier approval names no approver",
    ],
    [
      "names nobody by name",
      receiptFor({ ...approval, detail: { by: [1, null] } }),
      "the earlier approval names no approver",
    ],
    [
      "names no list of people",
      receiptFor({ ...approval, detail: { by: "platform-owner" } }),
      "the earlier approval names no approver",
    ],
    [
      "says nothing of people",
      receiptFor({ ...approval, detail: { locked: true } }),
      "the earlier approval names no approver",
    ],
    ["says nothing", receiptFor({ ...approval, detail: null }), "the earlier approval names no approver"],
    ["says a text", receiptFor({ ...approval, detail: "by" }), "the earlier approval names no approver"],
    [
      "is signed by somebody else",
      receiptFor({ ...approval, detail }, new TestSigningKey()),
      "the earlier approval: the receipt names the key",
    ],
  ])("is found when the earlier approval %s", (_what, planApproval, says) => {
    expect(foundBy("plan-lock", [opened(), locked], { planApproval })).toEqual([
      saying("plan-lock", null, says),
    ]);
  });

  test("is compared with no plan when no entry opens the run", () => {
    expect(foundBy("plan-lock", [locked], { planApproval: earlier })).toEqual([
      saying("plan-lock", null, "not undefined"),
    ]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    const own = receiptFor({ ...approval, runId });
    expect(foundBy("plan-lock", [opened(), locked], { planApproval: own, lines: withoutKey })).toEqual([]);
  });
});
