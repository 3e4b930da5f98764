import { sha256 } from "../../../lib/domain/canonical.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { limits } from "../../../lib/domain/verify/room.ts";
import type { RuleId } from "../../../lib/domain/verify/rule.ts";
import { rulesTable } from "../../../lib/domain/verify/rules/rules.ts";
import { Verifier } from "../../../lib/domain/verify/verify.ts";
import { provisioned, rollbackBegun, undone } from "../../fixtures/sample-facts.ts";
import { saying, verified } from "./findings.ts";
import { type BundleOptions, checkpointOf, entriesOf, linesOf } from "./sample-bundle.ts";
import {
  asked,
  but,
  digest,
  hand,
  intended,
  opened,
  runId,
  type SampleEntry,
  validated,
} from "./sample-run.ts";

const story: readonly SampleEntry[] = [opened()];
/** A bundle in which nothing is wrong: a run that was just opened. */
const sound = (told: readonly SampleEntry[] = story, telling: BundleOptions = {}) =>
  linesOf(told, {
    checkpoint: checkpointOf([
      {
        chain: telling.runId ?? runId,
        count: told.length,
        head: sha256(entriesOf(told).at(-1) ?? ""),
        history: null,
      },
    ]),
    ...telling,
  });
const findingsIn = (told: readonly SampleEntry[], telling: BundleOptions = {}) =>
  verified(sound(told, telling), telling).findings;
const newVerifier = () => new Verifier({ key: null, witnesses: [] }, (text) => JSON.parse(text));

describe("a bundle", () => {
  test("in which nothing is wrong is sound, and vouches for its own key", () => {
    expect(verified(sound())).toEqual({
      sound: true,
      verdict: "RUNNING",
      sealed: false,
      entries: 1,
      decisions: "unsigned",
      identityKeys: null,
      keyFingerprint: hand.fingerprint,
      keyPinned: false,
      findings: [],
    });
  });

  test("is sound under the key that is pinned", () => {
    expect(verified(sound(), { pinned: hand.pem })).toMatchObject({ sound: true, keyPinned: true });
  });

  test("is not sound when anything is found, and has no key if it has none", () => {
    const lines = sound(story, { lines: (all) => all.filter((line) => !line.startsWith('{"publicKey"')) });
    expect(verified(lines)).toEqual({
      sound: false,
      verdict: null,
      sealed: false,
      entries: 1,
      decisions: "unsigned",
      identityKeys: null,
      keyFingerprint: null,
      keyPinned: false,
      findings: [saying("key", null, "the public key is not in the bundle")],
    });
  });

  test("without entries is judged by its parts", () => {
    const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('{"publicKey"'));
    const { sound: isSound, findings } = verified(linesOf([], { lines }));
    expect(isSound).toBe(false);
    expect(findings).toContainEqual(saying("key", null, "the public key is not in the bundle"));
  });

  test("says whether its decisions are signed, if it says anything", () => {
    const decisions = (lines: readonly string[]) => verified(lines).decisions;
    expect(decisions(sound())).toBe("unsigned");
    expect(decisions(sound(story, { decisionKeyPem: hand.pem }))).toBe("signed");
    expect(decisions(["{}\n"])).toBeNull();
  });

  test("without content is not sound", () => {
    const { sound: isSound, entries, findings } = verified([]);
    expect({ isSound, entries }).toEqual({ isSound: false, entries: 0 });
    expect(findings[0]?.message).toBe("the file is empty: export the bundle again");
    expect(findings.map(({ rule }) => rule)).toEqual(["canonical", "limits"]);
  });

  test("that is cut off within a line says so", () => {
    const verifier = newVerifier();
    verifier.take(Buffer.from(sound().join("")));
    expect(verifier.end(7).findings).toEqual([
      saying("parts", null, "the last 7 bytes are no whole line: the bundle is cut off"),
    ]);
  });

  test("may come in pieces of whole lines", () => {
    const verifier = newVerifier();
    for (const line of sound()) verifier.take(Buffer.from(line));
    expect(verifier.end(0)).toEqual(verified(sound()));
  });

  test("with a line that is too long to read says which one", () => {
    const verifier = newVerifier();
    const [first = "", ...others] = sound();
    verifier.take(Buffer.from(first));
    verifier.skip(99);
    expect(verifier.found).toBe(1);
    verifier.take(Buffer.from(`x\n${others.join("")}`));
    expect(verifier.end(0).findings).toEqual([
      saying("limits", null, "line 2 has 99 bytes, more than any part of a bundle"),
      saying("canonical", null, "line 3: it is not JSON"),
    ]);
  });

  test("with a part that is too large says which one, and does not read it", () => {
    const large = `{"footnote":"${"x".repeat(5_000)}"}`;
    const odd = sound(story, { lines: ([first = "", ...others]) => [first, `${large}\n`, ...others] });
    expect(verified(odd).findings).toEqual([
      saying("limits", null, `line 2 has ${large.length} bytes; such a line has at most 4096`),
    ]);
  });

  test("with a line that is no part says which one", () => {
    const odd = sound(story, { lines: ([first = "", ...others]) => [first, '{"footnote":1}\n', ...others] });
    expect(verified(odd).findings).toEqual([saying("parts", null, 'line 2 is the part "footnote"')]);
  });

  test("with a part at an odd place says where", () => {
    const odd = sound(story, {
      lines: (all) => [...all, ...all.filter((line) => line.startsWith('{"action"'))],
    });
    expect(verified(odd).findings).toContainEqual(
      saying("parts", null, "is an entry: entries come before checkpoint"),
    );
  });
});

describe("a file that is no bundle", () => {
  const why = ({ findings }: { readonly findings: readonly { readonly message: string }[] }) =>
    findings.map(({ message }) => message);
  const stopped = "the rest of the bundle was not judged, because every line would be a finding";

  test("is told so at its first line, and not read on", () => {
    const verifier = newVerifier();
    expect(verifier.enough).toBe(false);
    verifier.take(Buffer.from("[\n{},\n{}]\n"));
    expect(verifier.enough).toBe(true);
    const result = verifier.end(0);
    expect(why(result)).toEqual([expect.stringContaining("is a JSON array"), stopped]);
    expect(result.entries).toBe(0);
  });

  test("is told so by its beginning only", () => {
    const verifier = newVerifier();
    const [first = ""] = sound();
    verifier.take(Buffer.from(first));
    verifier.take(Buffer.from("[1]\n"));
    expect(why(verifier.end(0))).not.toContain(stopped);
    expect(verifier.found).toBeGreaterThan(0);
  });

  test.each<[string, number, boolean]>([
    ["whole", 4, true],
    ["too long to be seen whole", 5, false],
  ])("is told so also without a line feed, if it is %s", (_what, rest, isTold) => {
    const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
    const messages = why(newVerifier().end(rest, zip));
    expect(messages.some((message) => message.includes("is a zip archive"))).toBe(isTold);
    expect(messages.includes(`the last ${rest} bytes are no whole line: the bundle is cut off`)).toBe(
      !isTold,
    );
  });

  test("is not looked at by what follows its last line", () => {
    const verifier = newVerifier();
    verifier.take(Buffer.from(sound().join("")));
    expect(why(verifier.end(1, Buffer.from("[")))).toEqual([
      "the last 1 bytes are no whole line: the bundle is cut off",
    ]);
  });
});

test("a bundle that needs more room than any run is not judged any further, and says so", () => {
  const verifier = newVerifier();
  verifier.take(Buffer.from(sound().join("")));
  verifier.bundle.room.take("items", limits.items + 1);
  expect(verifier.end(0).findings).toEqual([
    saying("limits", null, "not judged, because its entries name more items of lists"),
  ]);
});

describe("an entry", () => {
  const begun = [opened(), rollbackBegun("staging")];
  const inEntries = (change: (line: string) => string): BundleOptions => ({
    lines: (all) => all.map((line) => (line.startsWith('{"action":"begin-rollback"') ? change(line) : line)),
  });
  const rulesIn = (change: (line: string) => string) =>
    findingsIn(begun, inEntries(change)).filter(
      ({ rule }) => rule !== "head" && rule !== "checkpoint" && rule !== "rollback",
    );

  test("that cannot be read is found at its place, and keeps it", () => {
    expect(rulesIn((line) => line.replace('"kind":"observation"', '"kind":"rumour"'))).toEqual([
      saying("known", 2, 'entry 2: "begin-rollback" has no kind "rumour"'),
    ]);
    expect(rulesIn((line) => line.replace('"kind":', '"kind": '))).toEqual([
      saying("canonical", 2, "entry 2: it is not canonical JSON"),
    ]);
    expect(
      verified(
        sound(
          begun,
          inEntries((line) => line.replace('"kind":', '"kind": ')),
        ),
      ).entries,
    ).toBe(2);
  });

  const most = 128 * 1024;
  const bytesOf = (line: string) => Buffer.byteLength(line) - 1;

  test("that is plain may have 128 KB, and not a byte more", () => {
    const plain = (to: number) => (line: string) =>
      line.replace("it failed", `it failed${"x".repeat(to - bytesOf(line))}`);
    expect(rulesIn(plain(most))).toEqual([]);
    expect(rulesIn(plain(most + 1))).toEqual([
      saying("limits", 2, `entry 2 has ${most + 1} bytes; at most ${most} are written`),
    ]);
  });

  test("that is read the long way may have 128 KB, and not a byte more", () => {
    const long = (to: number) => (line: string) => {
      const odd = line.replace("it failed", "it “failed”");
      return odd.replace("it “", `it “${"x".repeat(to - bytesOf(odd))}`);
    };
    expect(findingsIn(begun, inEntries(long(most)))).toContainEqual(
      saying("rollback", 2, "staging is rolled back, and this run did nothing there"),
    );
    expect(rulesIn(long(most + 1))).toEqual([saying("limits", 2, `entry 2 has ${most + 1} bytes`)]);
  });

  test("that has more is not read, whatever else is wrong with it", () => {
    const odd = (line: string) => line.replace("it failed", "x".repeat(most)).replace('"kind":', '"kind": ');
    expect(rulesIn(odd).map(({ rule }) => rule)).toEqual(["limits"]);
  });

  test("that makes a rule throw is found, and the rules after it still run", () => {
    const odd = { plan: '{"environments":[]}' };
    const found = findingsIn(
      [opened(), asked("plan-approval"), but(validated("staging"), { subject: "production" })],
      odd,
    );
    expect(found).toContainEqual(saying("gate", 2, "it cannot be judged (TypeError"));
    expect(found).toContainEqual(saying("checks", 3, "staging is validated as"));
  });

  test("is shown only to the rules that take its kind", () => {
    const found = findingsIn([opened(), intended("development/network"), provisioned("development/network")]);
    expect(found.filter(({ message }) => message.includes("cannot be judged"))).toEqual([]);
  });

  test("that opens the run again does not open it", () => {
    const found = findingsIn([opened(), opened({ documentId: "21.04" })]);
    expect(found.map(({ rule }) => rule)).toEqual(["opening"]);
  });
});

test("a bundle that is odd enough to make a rule fail at its end is found, and the other rules still look", () => {
  const lines = sound(story, { plan: null, change: null });
  const verifier = newVerifier();
  verifier.bundle.change = { digest: digest("c"), says: { environments: {} } as never, problem: "" };
  verifier.take(Buffer.from(lines.join("")));
  const { findings } = verifier.end(0);
  expect(findings).toContainEqual(saying("templates", null, "the bundle cannot be judged (TypeError"));
  expect(findings).toContainEqual(saying("plan", 1, "is not in the bundle"));
});

describe("more entries than the verifier can remember", () => {
  test("are reported once, and their meaning as a whole is not judged", () => {
    const verifier = newVerifier();
    const filler = { ...validated("staging"), sequence: 1 } as unknown as Entry;
    verifier.bundle.remembered.add(filler, 1, 16 * 1024 * 1024, null);
    verifier.take(
      Buffer.from(sound([opened(), intended("development/network"), undone("staging/network")]).join("")),
    );
    const limits = verifier.end(0).findings.filter(({ rule }) => rule === "limits");
    expect(limits).toEqual([saying("limits", 1, "the bundle has more entries than a run can write")]);
  });
});

describe("entries that were shown", () => {
  test("are remembered by their places", () => {
    const verifier = newVerifier();
    verifier.take(
      Buffer.from(sound([opened(), intended("staging/network"), provisioned("staging/network")]).join("")),
    );
    const { remembered, about } = verifier.bundle;
    expect(remembered.entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(about).toMatchObject({ subject: "staging/network", openSince: null, settled: true });
  });
});

describe("the control plane's own chain", () => {
  test("is not judged as a run", () => {
    const note: SampleEntry = {
      action: "note",
      kind: "observation",
      subject: ownChain,
      detail: { about: "x", detail: "" },
      runId: ownChain,
    };
    const telling = { runId: ownChain, plan: null, change: null, templates: [], checkpoint: null };
    expect(findingsIn([note], telling)).toEqual([saying("checkpoint", 1, "export the chain again")]);
  });
});

test("the control plane's own chain is sealed as far as it is sound, and has no verdict", () => {
  const taken = (number: number, envelope: ReturnType<typeof checkpointOf>): SampleEntry => ({
    action: "take-checkpoint",
    kind: "outcome",
    subject: ownChain,
    actor: "sign-receipt",
    detail: { number, envelope },
    runId: ownChain,
  });
  const telling = { runId: ownChain, plan: null, change: null, templates: [], checkpoint: null };
  const judged = (entry: SampleEntry) => verified(sound([entry], telling));
  expect(judged(taken(1, checkpointOf([])))).toMatchObject({ findings: [], sealed: true, verdict: null });
  expect(judged(taken(2, checkpointOf([])))).toMatchObject({ sealed: false, verdict: null });
});

describe("a witness", () => {
  test("is checked as well", () => {
    const witnesses = [{ count: 1, head: "00000000" }];
    expect(verified(sound(), { witnesses }).findings).toEqual([
      saying("witness" as RuleId, 1, "somebody saw 00000000"),
    ]);
  });
});

test("the rules are listed as a table, each name once", () => {
  const [header, line, ...rows] = rulesTable().trimEnd().split("\n");
  expect(header).toBe("| rule | holds | from |");
  expect(line).toBe("|---|---|---|");
  expect(rows[0]).toMatch(/^\| `canonical` \| every line is UTF-8 and canonical JSON \| RFC 8785 \|$/);
  expect(rows.at(-1)).toMatch(/^\| `witness` \|/);
});

test("a key that is pinned is the one that is known", () => {
  const verifier = new Verifier({ key: readVerifyingKey(hand.pem), witnesses: [] }, (text) =>
    JSON.parse(text),
  );
  expect(verifier.bundle.pinned?.fingerprint).toBe(hand.fingerprint);
});
