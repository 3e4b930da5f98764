import { ownChain } from "../../../../lib/domain/records/checkpoint.ts";
import type { Envelope } from "../../../../lib/domain/records/dsse.ts";
import { introductionPayload } from "../../../../lib/domain/records/introduction.ts";
import { TestSigningKey } from "../../../fixtures/signing-key.ts";
import { foundBy, saying } from "../findings.ts";
import { checkpointOf, introduced, receiptFor } from "../sample-bundle.ts";
import { but, digest, hand, opened, runId, type SampleEntry, second } from "../sample-run.ts";

const [older, newer, newest] = [new TestSigningKey(), new TestSigningKey(), new TestSigningKey()];
/** The run's key came after `older`, for epoch 5. */
const before = introduced(older, hand, { epoch: 5, at: second(0) });
/** `newer` came after the run's key, for epoch 9. */
const after = introduced(hand, newer, { number: 2, epoch: 9, at: second(60) });
const last = introduced(newer, newest, { number: 3, epoch: 9, at: second(120) });
const run = (epoch: number, at = second(1)) => [but(opened({ epoch }), { at })];
const found = (introductions: readonly Envelope[], entries: readonly SampleEntry[] = run(5)) =>
  foundBy("introductions", entries, { introductions });

const newKeys = (count: number) => Array.from({ length: count }, () => new TestSigningKey());
/** The introductions by which these keys took the place of each other. */
const linked = (keys: readonly TestSigningKey[]): readonly Envelope[] =>
  keys.slice(1).map((key, index) => introduced(keys[index] ?? key, key, { number: index + 1 }));

describe("the introductions in a run's bundle", () => {
  test("hold when each follows the one before it, and the run has the key of its epoch", () => {
    expect(found([])).toEqual([]);
    expect(found([before])).toEqual([]);
    expect(found([before, after, last])).toEqual([]);
    expect(found([before, after, last], run(8, second(70)))).toEqual([]);
    expect(found([introduced(hand, newer, { epoch: 9, at: second(60) })])).toEqual([]);
  });

  test.each<[string, readonly Envelope[], string]>([
    ["the first is missing", [after, last], "introduction 2 comes where 1 belongs: 1 is missing"],
    ["one between is missing", [before, last], "introduction 3 comes where 2 belongs: 2 is missing"],
    ["they are in another order", [after, before], "introduction 2 comes where 1 belongs: 1 is missing"],
    [
      "one replaces another key than the one before it introduced",
      [before, introduced(older, newer, { number: 2, epoch: 9 })],
      `introduction 2 replaces the key ${older.fingerprint}; the one before it introduced ${hand.fingerprint}`,
    ],
    [
      "one is of an earlier epoch",
      [before, introduced(hand, newer, { number: 2, epoch: 4 })],
      "and epoch 4; the one before it is of",
    ],
    [
      "one is of an earlier time",
      [
        introduced(older, hand, { epoch: 5, at: second(30) }),
        introduced(hand, newer, { number: 2, epoch: 9 }),
      ],
      `introduction 2 is of ${second(0)} and epoch 9; the one before it is of ${second(30)}`,
    ],
    [
      "only the replaced key signed",
      [introduced(older, hand, { epoch: 5 }, [older])],
      "introduction 1 of a signing key: there are 1 signatures: exactly 2 are needed",
    ],
    [
      "only the new key signed",
      [introduced(older, hand, { epoch: 5 }, [hand])],
      "there are 1 signatures: exactly 2 are needed",
    ],
    [
      "somebody else signed for the replaced key",
      [introduced(older, hand, { epoch: 5 }, [newer, hand])],
      `signature 1 names the key ${newer.fingerprint}, not ${older.fingerprint}`,
    ],
    [
      "somebody else signed for the new key",
      [introduced(older, hand, { epoch: 5 }, [older, newer])],
      `signature 2 names the key ${newer.fingerprint}, not ${hand.fingerprint}`,
    ],
    ["a key takes its own place", [introduced(hand, hand, { epoch: 5 })], "takes its own place"],
    [
      "one is another statement",
      [receiptFor({})],
      "introduction 1 of a signing key: the payload is not such a statement",
    ],
    [
      "one names no key",
      [
        older.envelope(
          introductionPayload({
            number: 1,
            at: second(0),
            epoch: 5,
            replaced: older.pem,
            introduced: hand.pem,
          })
            .toString()
            .replaceAll("PUBLIC", "SECRET"),
        ),
      ],
      "introduction 1 of a signing key: the text is not a public key in PEM",
    ],
  ])("are found when %s", (_what, introductions, says) => {
    expect(found(introductions)).toContainEqual(saying("introductions", null, says));
  });

  test("are found when they do not name the bundle's key", () => {
    expect(found([introduced(older, newer, { epoch: 5 })])).toEqual([
      saying("introductions", null, `no introduction names the bundle's key ${hand.fingerprint}`),
    ]);
  });

  test("are read up to a hundred", () => {
    /** So many introductions, the last of which is that of the run's key. */
    const upToHand = (count: number) => linked([...newKeys(count), hand]);
    expect(found(upToHand(100))).toEqual([]);
    expect(found(upToHand(101))).toEqual([
      saying(
        "introductions",
        null,
        "there are more than 100 introductions of signing keys: no more are read",
      ),
      saying("introductions", null, "no introduction names the bundle's key"),
    ]);
  });

  test("give away a run of an epoch before its key, and one after it", () => {
    expect(found([before], run(4))).toEqual([
      saying(
        "introductions",
        1,
        `the run of epoch 4 has the key ${hand.fingerprint}, which was introduced for epoch 5`,
      ),
    ]);
    expect(found([before, after], run(9))).toEqual([
      saying(
        "introductions",
        1,
        `the run of epoch 9 has the key ${hand.fingerprint}, which was replaced from epoch 9 on`,
      ),
    ]);
  });

  test("give away an entry from after the end of its key, once", () => {
    const late = but(opened({ epoch: 8 }), { at: second(71) });
    expect(found([before, after], [late, late])).toEqual([
      saying("introductions", 1, `an entry of ${second(71)} is in a run of the key ${hand.fingerprint}`),
    ]);
  });
});

describe("what is about a run or older", () => {
  const introductions = [before, after];
  const end = { chain: runId, count: 1, head: digest("0"), history: null };
  const about = (rule: "checkpoint" | "previous-run" | "key", more: object) =>
    foundBy(rule, run(5), { introductions, ...more }).map(({ message }) => message);

  test("the checkpoint is signed by the run's key or a later one, while that key was in use", () => {
    const refused = expect.stringContaining("the checkpoint: the receipt names the key");
    const by = (signer: TestSigningKey, at = second(1)) =>
      about("checkpoint", { checkpoint: checkpointOf([end], { at }, signer) });
    expect(by(hand)).not.toContainEqual(refused);
    expect(by(newer)).not.toContainEqual(refused);
    expect(by(older)).toContainEqual(refused);
    expect(by(newest)).toContainEqual(refused);
    const replaced = expect.stringContaining(`is signed by a key that was replaced at ${second(60)}`);
    expect(by(hand, second(70))).not.toContainEqual(replaced);
    expect(by(hand, second(71))).toContainEqual(replaced);
    expect(by(newer, second(71))).not.toContainEqual(replaced);
  });

  test("the seal of the run before is signed by the run's key or an earlier one", () => {
    const refused = expect.stringContaining("the seal of the run before: the receipt names the key");
    const by = (signer: TestSigningKey) =>
      about("previous-run", { previousSeal: receiptFor({ runId: "shop-0" }, signer) });
    expect(by(hand)).not.toContainEqual(refused);
    expect(by(older)).not.toContainEqual(refused);
    expect(by(newer)).toContainEqual(refused);
  });

  test("every linked key may be pinned, and no other", () => {
    for (const { pem } of [older, hand, newer]) expect(about("key", { pinned: pem })).toEqual([]);
    expect(about("key", { pinned: newest.pem })).toEqual([
      expect.stringContaining("no introduction links them"),
    ]);
    const broken = [introduced(older, hand, {}, [older])];
    expect(about("key", { introductions: broken, pinned: older.pem })).toEqual([
      expect.stringContaining("no introduction links them"),
    ]);
  });
});

describe("the introductions in the control plane's chain", () => {
  const own = { runId: ownChain };
  const entered = (envelope: Envelope): SampleEntry =>
    but(
      { action: "introduce-key", kind: "outcome", subject: ownChain, detail: { envelope } },
      { ...own, actor: "sign-receipt" },
    );
  const first = introduced(hand, newer);
  const next = introduced(newer, newest, { number: 2 });
  const checked = (entries: readonly SampleEntry[], more: object = {}) =>
    foundBy("introductions", entries, { ...own, ...more });

  test("follow each other from the chain's first key on", () => {
    expect(checked([entered(first), entered(next)])).toEqual([]);
    expect(checked([entered(introduced(older, newer))])).toEqual([
      saying(
        "introductions",
        1,
        `introduction 1 replaces the key ${older.fingerprint}; the chain began with ${hand.fingerprint}`,
      ),
    ]);
    expect(checked([entered(next)])).toEqual([saying("introductions", 1, "1 is missing")]);
    expect(checked([entered(first), entered(first)])).toEqual([
      saying("introductions", 2, "introduction 1 comes where 2 belongs: 2 is missing"),
    ]);
  });

  test("are read also where the key with which the chain began is missing", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"publicKey"'));
    expect(checked([entered(introduced(older, newer))], { lines })).toEqual([]);
  });

  test("are read up to a hundred; each one more is found", () => {
    const all = linked([hand, ...newKeys(102)]).map(entered);
    expect(checked(all.slice(0, 100))).toEqual([]);
    expect(checked(all)).toEqual(
      [101, 102].map((entry) => saying("introductions", entry, "more than 100 signing keys are introduced")),
    );
  });

  test("are compared with the key that the chain began with once, and then with each other", () => {
    const wrong = introduced(older, newest, { number: 2 });
    expect(checked([entered(first), entered(wrong)])).toEqual([
      saying("introductions", 2, `the one before it introduced ${newer.fingerprint}`),
    ]);
  });

  test("say which key signs from there on, and which may be pinned", () => {
    const checkpoint = (by: TestSigningKey): SampleEntry =>
      but(
        {
          action: "take-checkpoint",
          kind: "outcome",
          subject: ownChain,
          detail: { number: 1, envelope: checkpointOf([], {}, by) },
        },
        { ...own, actor: "sign-receipt" },
      );
    const signed = (by: TestSigningKey) =>
      foundBy("checkpoint", [entered(first), checkpoint(by)], own).map(({ message }) => message);
    const refused = expect.stringContaining("the checkpoint in entry 2: the receipt names the key");
    expect(signed(newer)).not.toContainEqual(refused);
    expect(signed(hand)).toContainEqual(refused);
    for (const { pem } of [hand, newer])
      expect(foundBy("key", [entered(first)], { ...own, pinned: pem })).toEqual([]);
    expect(foundBy("key", [entered(first)], { ...own, pinned: newest.pem })).toHaveLength(1);
  });
});
