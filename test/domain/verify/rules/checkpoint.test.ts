import { sha256 } from "../../../../lib/domain/canonical.ts";
import { type ChainHead, type Checkpoint, ownChain } from "../../../../lib/domain/records/checkpoint.ts";
import { type Envelope, envelopeDigest } from "../../../../lib/domain/records/dsse.ts";
import { archivePayload } from "../../../../lib/domain/records/history.ts";
import { Signing } from "../../../fakes/signing.ts";
import { foundBy, saying } from "../findings.ts";
import { checkpointOf, entriesOf } from "../sample-bundle.ts";
import { but, digest, hand, opened, runId, type SampleEntry, second, validated } from "../sample-run.ts";

const withoutKey = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('{"publicKey"'));

describe("the checkpoint of a run", () => {
  const story = [opened(), validated("staging")];
  const head = sha256(entriesOf(story).at(-1) ?? "");
  const end: ChainHead = { chain: runId, count: 2, head, history: null };
  const archive = hand.envelope(archivePayload({ runId, count: 2, head, executions: [] }));
  const found = (checkpoint: Envelope | null, more: object = {}) =>
    foundBy("checkpoint", story, { checkpoint, ...more });

  test("names the end of its entries, and other chains as well", () => {
    const others = [{ ...end, chain: "other-1", count: 7 }, end, { ...end, chain: ownChain, count: 9 }];
    expect(found(checkpointOf(others))).toEqual([]);
  });

  test("names the archived history if there is one", () => {
    const named = checkpointOf([{ ...end, history: envelopeDigest(archive) }]);
    expect(found(named, { archive })).toEqual([]);
    expect(found(named)).toEqual([
      saying("checkpoint", null, `names the history ${envelopeDigest(archive)}; the bundle has none`),
    ]);
    expect(found(checkpointOf([end]), { archive })).toEqual([
      saying("checkpoint", null, `names the history of nothing; the bundle has ${envelopeDigest(archive)}`),
    ]);
  });

  test("is missed", () => {
    expect(found(null)).toEqual([
      saying("checkpoint", 2, "no checkpoint vouches for the end of the entries"),
    ]);
  });

  test.each<[string, Envelope, number | null, string]>([
    [
      "saw more entries",
      checkpointOf([{ ...end, count: 3 }]),
      2,
      `saw 3 entries and the head ${head}; there are 2`,
    ],
    [
      "saw another head",
      checkpointOf([{ ...end, head: digest("0") }]),
      2,
      `saw 2 entries and the head ${digest("0")}; there are 2, and the head is ${head}`,
    ],
    [
      "names other chains only",
      checkpointOf([{ ...end, chain: "other-1" }], { number: 4 }),
      null,
      `the checkpoint 4 does not name the run ${runId}`,
    ],
    [
      "is signed by somebody else",
      checkpointOf([end], {}, new Signing()),
      null,
      "the checkpoint: the receipt names the key",
    ],
  ])("is found when it %s", (_what, checkpoint, entry, says) => {
    expect(found(checkpoint)).toEqual([saying("checkpoint", entry, says)]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    expect(found(checkpointOf([{ ...end, count: 3 }]), { lines: withoutKey })).toEqual([]);
  });

  test("vouches for no bundle that is empty", () => {
    const empty = foundBy("checkpoint", [], { checkpoint: checkpointOf([end]) });
    expect(empty).toEqual([saying("checkpoint", 0, "there are 0, and the head is nothing")]);
  });
});

describe("the checkpoints in the control plane's own chain", () => {
  const own = { runId: ownChain };
  const note = (about: string): SampleEntry =>
    but({ action: "note", kind: "observation", subject: ownChain, detail: { about, detail: "" } }, own);
  const taken = (envelope: Envelope, number: number, at: string): SampleEntry =>
    but(
      { action: "take-checkpoint", kind: "outcome", subject: ownChain, detail: { number, envelope } },
      { ...own, actor: "sign-receipt", at },
    );
  const headOf = (story: readonly SampleEntry[]): ChainHead[] =>
    story.length === 0
      ? []
      : [
          {
            chain: ownChain,
            count: story.length,
            head: sha256(entriesOf(story).at(-1) ?? ""),
            history: null,
          },
        ];
  /** A story with a checkpoint behind it, which may say other things than it should. */
  const behind = (
    story: readonly SampleEntry[],
    says: Partial<Checkpoint> = {},
    number = says.number ?? 1,
  ): readonly SampleEntry[] => {
    const at = second(story.length);
    return [...story, taken(checkpointOf(headOf(story), { at, ...says }), number, at)];
  };
  const digestIn = (told: SampleEntry | undefined) =>
    told?.action === "take-checkpoint" ? envelopeDigest(told.detail.envelope) : "";
  const found = (story: readonly SampleEntry[], more: object = {}) =>
    foundBy("checkpoint", story, { ...own, ...more });

  const first = behind([]);
  const noted = [...first, note("something")];
  const sound = behind(noted, { number: 2, previous: digestIn(first[0]) });

  test("name each other and the head that they stand behind", () => {
    expect(found(sound)).toEqual([]);
    expect(found(behind([note("something")]))).toEqual([]);
  });

  test("may name runs besides", () => {
    const chains = [{ chain: runId, count: 3, head: digest("a"), history: null }, ...headOf(noted)];
    expect(found(behind(noted, { number: 2, previous: digestIn(first[0]), chains }))).toEqual([]);
  });

  test.each<[string, readonly SampleEntry[], string]>([
    [
      "leaves out a number",
      behind(noted, { number: 3, previous: digestIn(first[0]) }),
      "the checkpoint is number 3, entered as 3, behind 1",
    ],
    [
      "is entered under another number",
      behind(noted, { number: 2, previous: digestIn(first[0]) }, 3),
      "the checkpoint is number 2, entered as 3, behind 1",
    ],
    [
      "names another one before it",
      behind(noted, { number: 2, previous: digest("0") }),
      `the checkpoint names ${digest("0")} before it, not ${digestIn(first[0])}`,
    ],
    [
      "names none before it",
      behind(noted, { number: 2 }),
      `the checkpoint names none before it, not ${digestIn(first[0])}`,
    ],
    [
      "was taken at another time",
      behind(noted, { number: 2, previous: digestIn(first[0]), at: second(9) }),
      `the checkpoint was taken at ${second(9)}, and entered at ${second(2)}`,
    ],
    [
      "saw fewer entries",
      behind(noted, { number: 2, previous: digestIn(first[0]), chains: headOf(first) }),
      "the checkpoint saw 1 entries of its own chain; it stands behind 2",
    ],
    [
      "saw another head",
      behind(noted, {
        number: 2,
        previous: digestIn(first[0]),
        chains: headOf(noted).map((one) => ({ ...one, head: digest("0") })),
      }),
      "the checkpoint saw 2 entries of its own chain; it stands behind 2",
    ],
    [
      "counts more entries",
      behind(noted, {
        number: 2,
        previous: digestIn(first[0]),
        chains: headOf(noted).map((one) => ({ ...one, count: 9 })),
      }),
      "the checkpoint saw 9 entries of its own chain; it stands behind 2",
    ],
    [
      "does not name its own chain",
      behind(noted, { number: 2, previous: digestIn(first[0]), chains: [] }),
      "the checkpoint saw 0 entries of its own chain; it stands behind 2",
    ],
    [
      "was entered by another task",
      [...sound.slice(0, -1), but(sound.at(-1) as SampleEntry, { actor: "watch-records" })],
      `the checkpoint was entered by watch-records about ${ownChain}`,
    ],
    [
      "was entered about something else",
      [...sound.slice(0, -1), but(sound.at(-1) as SampleEntry, { subject: "run" })],
      "the checkpoint was entered by sign-receipt about run",
    ],
  ])("are found when one %s", (_what, story, says) => {
    expect(found(story)).toEqual([saying("checkpoint", 3, says)]);
  });

  test("are found when the first one names another before it", () => {
    expect(found(behind([], { previous: digest("0") }))).toEqual([
      saying("checkpoint", 1, `the checkpoint names ${digest("0")} before it, not none`),
    ]);
  });

  test("are found when somebody else signed one", () => {
    expect(found([taken(checkpointOf([], {}, new Signing()), 1, second(0))])).toEqual([
      saying("checkpoint", 1, "the checkpoint in entry 1: the receipt names the key"),
    ]);
  });

  test("are found when something stands behind the last one, or there is none", () => {
    expect(found(noted)).toEqual([
      saying("checkpoint", 2, "no checkpoint vouches for the end of the entries"),
    ]);
    expect(found([note("something")])).toEqual([saying("checkpoint", 1, "no checkpoint vouches")]);
    expect(found([])).toEqual([]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    expect(found(behind(noted, { number: 7 }), { lines: withoutKey })).toEqual([]);
  });

  test("are none of a run's: what is right for the one is not asked of the other", () => {
    expect(found(sound, { checkpoint: null })).toEqual([]);
    expect(foundBy("order", sound, own)).toEqual([]);
    expect(foundBy("opening", sound, own)).toEqual([]);
  });
});
