import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { type PartName, partOrder } from "../../../lib/domain/records/bundle.ts";
import { Bundle } from "../../../lib/domain/verify/bundle.ts";
import { type Finding, Findings } from "../../../lib/domain/verify/finding.ts";
import { Parts, partOf, type ReadPlan, tooLarge } from "../../../lib/domain/verify/parts.ts";
import { limits } from "../../../lib/domain/verify/room.ts";
import { saying } from "./findings.ts";
import { change, digest, hand, plan } from "./sample-run.ts";

const envelope = { payloadType: "t", payload: "p", signatures: [] };
const heldBy: Readonly<Record<PartName, unknown>> = {
  bundle: { count: 3, format: "interlock-records/2", head: digest("a"), runId: "shop-1" },
  publicKey: { fingerprint: hand.fingerprint, pem: hand.pem },
  decisionKey: { fingerprint: hand.fingerprint, pem: hand.pem },
  introduction: { ...envelope, payload: "introduction" },
  previousSeal: { ...envelope, payload: "previousSeal" },
  planApproval: { ...envelope, payload: "planApproval" },
  plan: canonicalJson(plan as unknown as Json),
  change: canonicalJson(change),
  template: "a template",
  dossier: "{}",
  baseline: "a baseline",
  list: "[1]",
  checkpoint: { ...envelope, payload: "checkpoint" },
  archive: { ...envelope, payload: "archive" },
  history: "{}",
};
const readPlan: ReadPlan = (text) => {
  if (text === "odd") throw "it is odd";
  return JSON.parse(text);
};
/** Two texts by ascending digest. */
const [low = "", high = ""] = ["one", "two"].sort((one, other) => (sha256(one) < sha256(other) ? -1 : 1));

type Line = "entry" | PartName | readonly [PartName, unknown];

/** The result of reading parts one by one, each on its line; "entry" is a placeholder for an entry. */
function taken(...lines: readonly Line[]) {
  const findings = new Findings();
  const bundle = new Bundle(() => {});
  const parts = new Parts(bundle, findings.report, readPlan);
  lines.forEach((line, index) => {
    if (line === "entry") parts.entry(index + 1);
    else {
      const [name, held] = typeof line === "string" ? [line, heldBy[line]] : line;
      parts.take({ name, held }, index + 1);
    }
  });
  return { bundle, findings: findings.all() };
}

describe("a line", () => {
  const line = (name: string, length: number) => Buffer.from(`{"${name}":"`.padEnd(length, "x"));

  test.each([
    ["publicKey", 4 * 1024],
    ["plan", 4 * 1024 * 1024],
    ["footnote", 4 * 1024],
  ])("that begins like the part %s is too large beyond %i bytes", (name, most) => {
    const what = name === "footnote" ? "such a line" : name;
    expect(tooLarge(line(name, most))).toBeNull();
    expect(tooLarge(line(name, most + 1))).toBe(`has ${most + 1} bytes; ${what} has at most ${most}`);
  });

  test("that is an object has at most a hundred values; a text may contain more", () => {
    const list = (values: number) => JSON.stringify(Array.from({ length: values }, () => 1));
    expect(tooLarge(Buffer.from(`{"archive":${list(97)}`))).toBeNull();
    expect(tooLarge(Buffer.from(`{"archive":${list(98)}`))).toBe(
      "has too many values: archive has at most 100",
    );
    expect(tooLarge(Buffer.from(`{"change":${list(1_000)}`))).toBeNull();
    expect(tooLarge(Buffer.from(`{"footnote":${list(1_000)}`))).toBeNull();
  });

  test("is no part by a name that comes later in it", () => {
    expect(tooLarge(Buffer.from(`[${line("plan", 4_097)}`))).toContain("such a line has at most 4096");
  });
});

describe("a part that is longer than the room that is left", () => {
  test.each(["characters", "values"] as const)("of %s is not read, and says so", (what) => {
    const stopped: string[] = [];
    const bundle = new Bundle((why) => stopped.push(why));
    const parts = new Parts(bundle, new Findings().report, readPlan);
    bundle.room.take(what, limits[what]);
    parts.take({ name: "change", held: heldBy.change }, 1);
    expect(bundle.change?.says).toBeNull();
    expect(bundle.change?.problem).toBe("it is too long to be read");
    expect(stopped).toHaveLength(1);
  });
});

describe("a line that is a part", () => {
  const read = (value: Json) => {
    const findings: Finding[] = [];
    const part = partOf(value, 4, (rule, entry, message) => findings.push({ rule, entry, message }));
    return { part, findings };
  };

  test("has one key, its name", () => {
    expect(read({ template: "{}" })).toEqual({ part: { name: "template", held: "{}" }, findings: [] });
  });

  test.each<[string, Json, string]>([
    [
      "has two keys",
      { template: "", list: "" },
      "line 4 is not an object with one key: a part is one of bundle, publicKey",
    ],
    ["has no key", {}, "line 4 is not an object with one key"],
    ["is null", null, "line 4 is not an object with one key"],
    ["is a text", "x", "line 4 is not an object with one key"],
    ["is a list", ["x"], "line 4 is not an object with one key"],
    ["has the name of none", { footnote: "" }, 'line 4 is the part "footnote": a part is one of'],
    ["holds something else", { template: 1 }, "line 4, template: it: Invalid input"],
    [
      "holds something else within",
      { publicKey: { fingerprint: "x", pem: "" } },
      "line 4, publicKey: fingerprint: Invalid",
    ],
  ])("is not one when it %s", (_what, value, says) => {
    expect(read(value)).toEqual({ part: null, findings: [saying("parts", null, says)] });
  });
});

describe("the parts of a bundle", () => {
  test("are in their order, around the entries", () => {
    const order = partOrder.flatMap((name) =>
      name === "checkpoint" ? (["entry", "entry", name] as const) : [name],
    );
    expect(taken(...order).findings).toEqual([]);
  });

  test("may be left out, but for the first", () => {
    expect(taken("bundle", "entry", "history").findings).toEqual([]);
    expect(taken("bundle", "plan").findings).toEqual([]);
  });

  test.each<[string, readonly Line[], string]>([
    ["begin with another one", ["plan"], "line 1 is plan: a bundle begins with bundle"],
    [
      "are out of their order",
      ["bundle", "change", "plan"],
      "line 3: plan comes after change; the order is bundle, publicKey",
    ],
    [
      "are before and after the entries",
      ["bundle", "entry", "change"],
      "line 3: change comes after list; the order is",
    ],
    [
      "are a list after the entries",
      ["bundle", "entry", "list"],
      "line 3: list comes after entries; it belongs before them",
    ],
    [
      "are after entries, and before",
      ["bundle", "checkpoint", "entry"],
      "line 3 is an entry: entries come before checkpoint",
    ],
    ["occur twice", ["bundle", "plan", "plan"], "line 3: plan appears twice; only one is allowed"],
    [
      "are the same template twice",
      ["bundle", "template", "template"],
      `line 3: the template ${sha256("a template")} comes after ${sha256("a template")}; each appears once, by ascending digest`,
    ],
    [
      "descend by their digests",
      ["bundle", ["baseline", high], ["baseline", low]],
      `line 3: the baseline ${sha256(low)} comes after ${sha256(high)}`,
    ],
  ])("are found when they %s", (_what, lines, says) => {
    expect(taken(...lines).findings).toEqual([saying("parts", null, says)]);
  });

  test("may be many of a kind by ascending digest, and histories in any order", () => {
    expect(taken("bundle", ["baseline", low], ["baseline", high]).findings).toEqual([]);
    expect(taken("bundle", "entry", ["history", high], ["history", low], ["history", low]).findings).toEqual(
      [],
    );
  });

  test("may come before the header line, as entries may", () => {
    expect(taken("entry", "entry", "checkpoint").findings).toEqual([]);
  });

  test("are at most ten thousand, and the rest is not kept", () => {
    const templates = Array.from({ length: 10_001 }, (_, index) => `${index}`)
      .map((text) => [sha256(text), text] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, text]) => ["template", text] as const);
    const { bundle, findings } = taken("bundle", ...templates);
    expect(findings).toEqual([saying("limits", null, "line 10001: a bundle has at most 10000 parts")]);
    expect(bundle.templates.size).toBe(9_999);
  });
});

describe("a bundle's knowledge of its parts", () => {
  /** What is known of a bundle that has each part. */
  const known = () => taken(...partOrder).bundle;

  test("is its run, and what it announces", () => {
    const bundle = known();
    expect(bundle.runId).toBe("shop-1");
    expect(bundle.announced).toEqual({ count: 3, head: digest("a") });
  });

  test("is its key, and the envelopes under their names", () => {
    const bundle = known();
    expect(bundle.publicKey).toEqual(heldBy.publicKey);
    expect(bundle.key?.fingerprint).toBe(hand.fingerprint);
    for (const name of ["previousSeal", "planApproval", "checkpoint", "archive"] as const)
      expect(bundle[name]).toEqual(heldBy[name]);
  });

  test("is the kept content, by digest", () => {
    const bundle = known();
    expect(bundle.plan).toEqual({ digest: sha256(heldBy.plan as string), says: plan, problem: "" });
    expect(bundle.change).toEqual({ digest: sha256(heldBy.change as string), says: change, problem: "" });
    expect([...bundle.templates]).toEqual([sha256("a template")]);
    expect([...bundle.baselines]).toEqual([sha256("a baseline")]);
    expect(bundle.lists.get(sha256("[1]"))).toEqual({ digest: sha256("[1]"), says: [1], problem: "" });
  });

  test("is the reason why kept content does not parse", () => {
    const bundle = known();
    expect(bundle.dossiers.get(sha256("{}"))).toMatchObject({
      says: null,
      problem: expect.stringMatching(/^gate: .*; environment: /),
    });
    expect(bundle.histories).toMatchObject([
      { digest: sha256("{}"), says: null, problem: expect.stringMatching(/^execution: /) },
    ]);
    expect(taken("bundle", ["list", "{}"]).bundle.lists.get(sha256("{}"))?.says).toBeNull();
    expect(taken("bundle", ["change", "{}"]).bundle.change?.problem).toMatch(/^application: /);
    expect(taken("bundle", ["plan", "{"]).bundle.plan?.problem).toMatch(/JSON/);
    expect(taken("bundle", ["plan", "odd"]).bundle.plan?.problem).toBe("it is odd");
  });

  test("is that a key cannot be read", () => {
    const odd = taken("bundle", ["publicKey", { fingerprint: hand.fingerprint, pem: "none" }]);
    expect(odd.bundle.key).toBeNull();
    expect(odd.findings).toEqual([saying("key", null, "the text is not a public key in PEM")]);
  });
});
