import type { FactOf } from "../../../../lib/domain/records/facts.ts";
import {
  closed,
  fact,
  logsPreserved,
  type More,
  proved,
  provisioned,
  receipt,
  reopened,
  reopeningBegun,
} from "../../../fixtures/sample-facts.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying } from "../findings.ts";
import { type BundleOptions, receiptFor } from "../sample-bundle.ts";
import {
  intended,
  opened as openedRun,
  reading,
  runId,
  type SampleEntry,
  signed,
  undoing,
} from "../sample-run.ts";

const ingress = "production/ingress";
const released = receiptFor({ statement: "gate-passed", about: "production-release", runId: "other-1" });
/** This run closed a live ingress, and its rollback is proved. */
const closedAndProved: readonly SampleEntry[] = [
  openedRun(),
  intended(ingress, { operation: "close-ingress" }),
  provisioned(ingress, { result: "ingress-closed" }),
  proved("production"),
  closed("production"),
  logsPreserved("production"),
];
const compared = (more: More<"reopen-ingress", "observation"> = {}): SampleEntry =>
  reopeningBegun({ release: { runId: "other-1", receipt: released }, ...more });
const opening = (more: Partial<FactOf<"reopen-ingress", "intent">["detail"]> = {}): SampleEntry =>
  fact("reopen-ingress", "intent", ingress, {
    environment: "production",
    step: "ingress",
    part: "ingress",
    operation: "create",
    reason: "",
    attempt: 1,
    stackName: "shop-production-ingress",
    stackId: null,
    token: "token",
    wantedDigest: "a".repeat(64),
    ...more,
  });
const opened = (more: More<"reopen-ingress", "outcome"> = {}): SampleEntry =>
  reopened(ingress, { exposed: ["listener TCP 443 of shop"], ...more });
const sealed = signed(receipt("run"));
const found = (story: readonly SampleEntry[], options: BundleOptions = {}) =>
  foundBy("reopening", [...closedAndProved, ...story], options);

describe("ingress that opens again", () => {
  test.each<[string, readonly SampleEntry[]]>([
    [
      "does so under the release of an earlier run, and is seen to be open",
      [compared(), opening(), opened(), sealed],
    ],
    [
      "stays closed where production does not stand as released",
      [
        compared({ stands: false, reason: "storage differs", release: null, readings: [reading("broken")] }),
        sealed,
      ],
    ],
    [
      "may be closed again, and is then not open",
      [compared(), opening(), opened({ result: "closed", exposed: [] }), sealed],
    ],
    ["may still be under way while the run is not sealed", [compared(), opening()]],
  ])("%s", (_what, story) => {
    expect(found(story)).toEqual([]);
  });

  test("is not judged by a release that nobody can verify, in a bundle without a key", () => {
    const forged = receiptFor({ statement: "run-closed" }, new TestSigningKey());
    const story = [compared({ release: { runId: "other-1", receipt: forged } })];
    expect(found(story, { lines: (all) => all.filter((line) => !line.includes('"publicKey":')) })).toEqual(
      [],
    );
  });
});

describe("opening ingress again is found", () => {
  const at = closedAndProved.length;
  const under = (says: Parameters<typeof receiptFor>[0], by?: TestSigningKey, named = "other-1") =>
    compared({ release: { runId: named, receipt: receiptFor(says, by) } });
  const release = { statement: "gate-passed", about: "production-release", runId: "other-1" } as const;

  test.each<[string, readonly SampleEntry[], number, string]>([
    [
      "when it is compared twice",
      [compared(), compared()],
      2,
      "compared with its last release a second time",
    ],
    [
      "when it stands, and a reason says otherwise",
      [compared({ reason: "it differs" })],
      1,
      'production stands as released, and a reason says otherwise: "it differs"',
    ],
    [
      "when it does not stand, and no reason says why",
      [compared({ stands: false })],
      1,
      "and a reason says otherwise",
    ],
    [
      "when it stands, and answers do not hold",
      [compared({ readings: [reading(), reading(), reading("broken"), reading("unobservable")] })],
      1,
      "production stands as released, and 2 answers of its checks do not hold",
    ],
    ["when it stands under no release", [compared({ release: null })], 1, "and no release is named"],
    [
      "when the release is signed by nobody",
      [under(release, new TestSigningKey())],
      1,
      "the release of other-1",
    ],
    [
      "when what was signed is another statement",
      [under({ ...release, statement: "validated", about: "production" })],
      1,
      'the release states "validated" about production',
    ],
    [
      "when what was signed states something else about the release",
      [under({ ...release, statement: "validated" })],
      1,
      'the release states "validated" about production-release',
    ],
    [
      "when what was signed is about another gate",
      [under({ ...release, about: "change-record" })],
      1,
      'the release states "gate-passed" about change-record',
    ],
    [
      "when the release is of another run than it names",
      [under({ ...release, runId: "other-2" })],
      1,
      "the release is of other-2; the entry names other-1",
    ],
    [
      "when the release is its own, which was rolled back",
      [under({ ...release, runId }, undefined, runId)],
      1,
      "the release is of this run itself, which was rolled back",
    ],
    [
      "when nothing compared production before",
      [opening()],
      1,
      `${ingress} is opened again, and nothing says that production stands as released`,
    ],
    [
      "when production was found to differ",
      [compared({ stands: false, reason: "it differs", release: null }), opening()],
      2,
      "nothing says that production stands as released",
    ],
    [
      "when it is no ingress",
      [compared(), opening({ part: "compute" })],
      2,
      `${ingress} is compute: only ingress opens again`,
    ],
    [
      "when no intent comes before it",
      [compared(), opened()],
      2,
      `${ingress} was opened again, and no intent before it says so`,
    ],
    [
      "when no way in was seen",
      [compared(), opening(), opened({ exposed: [] })],
      3,
      `${ingress} is open again, and no way in was seen`,
    ],
  ])("%s", (_what, story, place, says) => {
    expect(found(story)).toEqual([saying("reopening", at + place, says)]);
  });

  test("where this run closed nothing", () => {
    expect(foundBy("reopening", [proved("production"), compared()])).toEqual([
      saying("reopening", 2, "this run closed none that was open"),
    ]);
  });

  test("before its rollback is proved", () => {
    const early = [...closedAndProved, undoing("production/network"), compared()];
    expect(foundBy("reopening", early)).toEqual([
      saying("reopening", at + 2, "before the rollback of production is proved"),
    ]);
  });

  test("when the run is sealed, and nothing says what became of it", () => {
    expect(found([compared(), opening(), sealed])).toEqual([
      saying("reopening", at + 2, `${ingress} was to open again and the run is sealed`),
    ]);
    // A quarantine is just that: a person finds out.
    expect(found([compared(), opening(), undoing("production/network"), sealed])).toEqual([]);
  });
});
