import { type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { readEntry, readPlainEntry } from "../../../lib/domain/verify/entry-line.ts";
import { Lines } from "../../../lib/domain/verify/lines.ts";
import { provisioned, receipt, recovered, rollbackBegun, undone } from "../../fixtures/sample-facts.ts";
import { entriesOf } from "./sample-bundle.ts";
import {
  asked,
  decided,
  digest,
  intended,
  opened,
  type SampleEntry,
  signed,
  undoing,
  validated,
} from "./sample-run.ts";

const [line = ""] = entriesOf([rollbackBegun("staging")]);
const faultOf = (text: string) => {
  const read = readEntry(Buffer.from(text), sha256(text));
  return "rule" in read ? `${read.rule}: ${read.message}` : "none";
};
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json;
const plainly = (text: string, previous: string | null = null) => {
  const lines = new Lines(Buffer.from(`${text}\n`));
  const entry = readPlainEntry(lines, previous);
  return { entry, at: lines.at };
};

describe("a line that begins like an entry", () => {
  test("is the entry that it says, under the digest of its bytes", () => {
    const read = readEntry(Buffer.from(line), sha256(line));
    expect(read).toEqual({ ...(JSON.parse(line) as object), digest: sha256(line) });
  });

  test.each<[string, (text: string) => string, string]>([
    ["no JSON", (text) => text.slice(0, -1), "canonical: it is not JSON"],
    [
      "an action of nobody",
      (text) => text.replaceAll("begin-rollback", "predict-weather"),
      'known: the action "predict-weather" is unknown: verify with the version of Interlock that wrote it, or a newer one',
    ],
    [
      "an action of every object",
      (text) => text.replaceAll("begin-rollback", "constructor"),
      'known: the action "constructor" is unknown',
    ],
    [
      "a kind of another action",
      (text) => text.replace('"observation"', '"intent"'),
      'known: "begin-rollback" has no kind "intent": it is observation',
    ],
    [
      "a kind of every object",
      (text) => text.replace('"observation"', '"constructor"'),
      'known: "begin-rollback" has no kind "constructor"',
    ],
    ["a day that there is not", (text) => text.replace("2026-11-24", "2026-02-30"), "shape: at: no such day"],
    ["no actor", (text) => text.replace('"actor":"begin-rollback"', '"actor":""'), "shape: actor: "],
    ["no run", (text) => text.replace(/"runId":"[^"]+"/, '"runId":""'), "shape: runId: "],
    ["the number 0", (text) => text.replace('"sequence":1', '"sequence":0'), "shape: sequence: "],
    ["a field too much", (text) => text.replace(/\}$/, ',"zeal":1}'), 'shape: it: Unrecognized key: "zeal"'],
    [
      "a detail of another shape",
      (text) => text.replace('"environment":"staging"', '"environment":"moon"'),
      "shape: detail.environment: ",
    ],
    [
      "a detail with a field too much",
      (text) => text.replace('"environment":', '"e":1,"environment":'),
      'shape: detail: Unrecognized key: "e"',
    ],
  ])("and has %s is none, and says why", (_what, change, says) => {
    expect(faultOf(change(line))).toContain(says);
    expect(plainly(change(line)).entry).toBeNull();
  });

  test("with several faults says each of them", () => {
    const text = line
      .replace('"actor":"begin-rollback"', '"actor":""')
      .replace('"sequence":1', '"sequence":0');
    expect(faultOf(text)).toMatch(/^shape: actor: .*; sequence: /);
  });

  test("with many faults says the first five", () => {
    expect(faultOf("{}").split("; ")).toEqual([
      expect.stringMatching(/^shape: action: /),
      expect.stringMatching(/^actor: /),
      expect.stringMatching(/^at: /),
      expect.stringMatching(/^detail: /),
      expect.stringMatching(/^kind: /),
    ]);
  });

  test("names every kind that its action has", () => {
    const [intent = ""] = entriesOf([intended("staging/network")]);
    expect(faultOf(intent.replace('"kind":"intent"', '"kind":"rumour"'))).toBe(
      'known: "provision-step" has no kind "rumour": it is intent or outcome',
    );
  });
});

describe("an entry that is plain", () => {
  const plain: readonly (readonly [string, SampleEntry])[] = [
    ["begin-rollback", rollbackBegun("staging")],
    ["recover-run", recovered()],
    ["provision-step, intent", intended("staging/network")],
    [
      "provision-step, intent with all that is plain",
      intended("staging/network", {
        operation: "update",
        fromDigest: digest("a"),
        changeSet: "c",
        baselineDigest: digest("b"),
        stackId: "s",
      }),
    ],
    ["provision-step, outcome", provisioned("staging/network")],
    ["provision-step, outcome of a creation", provisioned("staging/network", { stackId: "s" })],
    ["roll-back-step, intent", undoing("staging/network")],
    ["roll-back-step, outcome", undone("staging/network")],
  ];

  test.each(plain)("is read by the fast parser as by the full parser: %s", (_what, told) => {
    const [text = ""] = entriesOf([told]);
    const { entry, at } = plainly(text);
    expect(entry).not.toBeNull();
    expect(asJson(entry)).toEqual(asJson(readEntry(Buffer.from(text), sha256(text))));
    expect(at).toBe(text.length + 1);
  });

  test("is read after others, each from the end of the one before", () => {
    const texts = entriesOf(plain.map(([, told]) => told));
    const lines = new Lines(Buffer.from(texts.map((text) => `${text}\n`).join("")));
    let previous: string | null = null;
    for (const text of texts) {
      const entry = readPlainEntry(lines, previous);
      expect(entry?.digest).toBe(sha256(text));
      expect(entry?.previousDigest).toBe(previous);
      previous = sha256(text);
    }
  });

  test("is read at the first try where kinds take turns as they did before", () => {
    const turns = entriesOf(
      [1, 2, 3].flatMap(() => [intended("staging/network"), provisioned("staging/network")]),
    );
    const bytes = Buffer.from(turns.map((text) => `${text}\n`).join(""));
    /** Lines that count how often they are read. */
    class Counted extends Lines {
      looks = 0;
    }
    const lines = new Counted(bytes);
    const { text } = lines;
    Object.defineProperty(lines, "text", {
      get: () => {
        lines.looks += 1;
        return text;
      },
    });
    const looks = turns.map((_) => {
      lines.looks = 0;
      readPlainEntry(lines, null);
      return lines.looks;
    });
    expect(lines.at).toBe(bytes.length);
    expect(looks.slice(3)).toEqual([1, 1, 1]);
  });

  test("names the digest that it names, whatever it should name", () => {
    const text = line.replace('"previousDigest":null', `"previousDigest":"${digest("a")}"`);
    expect(plainly(text, digest("b")).entry?.previousDigest).toBe(digest("a"));
    expect(plainly(text, digest("a")).entry?.previousDigest).toBe(digest("a"));
    expect(plainly(text, null).entry?.previousDigest).toBe(digest("a"));
    expect(plainly(line, digest("a")).entry?.previousDigest).toBeNull();
  });

  test("may have another actor than its task", () => {
    const text = line.replace('"actor":"begin-rollback"', '"actor":"roll-back-step"');
    expect(plainly(text).entry?.actor).toBe("roll-back-step");
    expect(plainly(line).entry?.actor).toBe("begin-rollback");
  });

  test.each<[string, (text: string) => string]>([
    [
      "a digest before it that is none",
      (text) => text.replace('"previousDigest":null', `"previousDigest":"${"G".repeat(64)}"`),
    ],
    [
      "a digest before it with an odd digit at its end",
      (text) => text.replace('"previousDigest":null', `"previousDigest":"${"a".repeat(63)}é"`),
    ],
    ["a text that is not plain", (text) => text.replace("it failed", "it “failed”")],
    ["an escape", (text) => text.replace("it failed", 'it \\"failed\\"')],
    [
      "a number with more digits than a double holds",
      (text) => text.replace('"sequence":1', '"sequence":1234567890123456'),
    ],
  ])("is left to the long way when it has %s", (_what, change) => {
    expect(plainly(change(line))).toEqual({ entry: null, at: 0 });
  });

  test("with a malformed digest in its detail is left to the full parser", () => {
    const [intent = ""] = entriesOf([intended("staging/network")]);
    expect(
      plainly(intent.replace(/"wantedDigest":"[0-9a-f]{64}"/, `"wantedDigest":"${"x".repeat(64)}"`)).entry,
    ).toBeNull();
  });

  test("depends on the days of each month", () => {
    const on = (day: string) => plainly(line.replace("2026-11-24", day)).entry !== null;
    expect(["2026-02-28", "2028-02-29", "2026-11-30", "2026-12-31"].map(on)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["2026-02-29", "2026-11-31", "2026-13-01", "2026-12-00"].map(on)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

test.each<[string, SampleEntry]>([
  ["a list in its detail", opened()],
  ["readings in its detail", validated("staging")],
  ["people in its detail", asked("change-record")],
  ["an envelope in its detail", signed(receipt("staging"))],
])("an entry with %s is read by the full parser", (_what, told) => {
  const [text = ""] = entriesOf([told]);
  expect(plainly(text).entry).toBeNull();
  expect(faultOf(text)).toBe("none");
});

test("a number, a boolean or null in an entry is read as it is", () => {
  const invited = (accepted: boolean): SampleEntry => ({
    action: "send-invitation",
    kind: "outcome",
    subject: "change-record",
    detail: {
      gate: "change-record",
      dossierDigest: digest("a"),
      to: "a",
      occasion: "asked",
      accepted,
      reason: "",
    },
  });
  const said = (told: SampleEntry, key: string) => {
    const { entry } = plainly(entriesOf([told])[0] ?? "");
    return (entry?.detail as unknown as Record<string, unknown> | undefined)?.[key];
  };
  expect([said(invited(true), "accepted"), said(invited(false), "accepted")]).toEqual([true, false]);
  expect([said(intended("staging/network"), "stackId"), said(recovered({ epoch: 7 }), "epoch")]).toEqual([
    null,
    7,
  ]);
});

test("a decision is plain unless a person signed in for it", () => {
  const [text = ""] = entriesOf([decided("change-record")]);
  expect(plainly(text).entry).not.toBeNull();
  const [signedIn = ""] = entriesOf([decided("change-record", { identity: { issuer: "i", subject: "s" } })]);
  expect(plainly(signedIn).entry).toBeNull();
});
