import { createHash } from "node:crypto";
import { canonicalJson, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { type Copy, compare, differs } from "../../../lib/domain/records/compare.ts";
import { emptyHead, type KeptEntry } from "../../../lib/domain/records/entry.ts";
import { chainOf } from "../../fixtures/sample-entries.ts";
import { noted, otherDigest, proved, rollbackBegun } from "../../fixtures/sample-facts.ts";

const { kept, head } = chainOf([noted("something"), rollbackBegun("staging"), proved("staging")]);
const chain = { from: 1, entries: kept, head };
const copyOf = ({ sequence, bytes }: KeptEntry, more: Partial<Copy> = {}): Copy => ({
  sequence,
  key: `${sequence}.json`,
  version: "v1",
  isMark: false,
  tag: createHash("md5").update(bytes).digest("hex"),
  ...more,
});
const copies = kept.map((entry) => copyOf(entry));
const second = (more: Partial<Copy>) => kept.slice(1, 2).map((entry) => copyOf(entry, more));
const withoutSecond = copies.filter(({ sequence }) => sequence !== 2);
const agreement = { table: [], bucket: [], uncopied: [], doubtful: [] };

describe("a chain and its copies", () => {
  test("agree when every entry has one copy with the same bytes", () => {
    expect(compare(chain, copies, 3)).toEqual(agreement);
  });

  test("agree when both are empty", () => {
    expect(compare({ from: 1, entries: [], head: emptyHead }, [], 0)).toEqual(agreement);
  });

  test("miss a copy that was never seen: it is made", () => {
    expect(compare(chain, withoutSecond, 1)).toEqual({ ...agreement, uncopied: kept.slice(1, 2) });
  });

  test("disagree about a copy that is gone and was there", () => {
    expect(compare(chain, withoutSecond, 2)).toEqual({
      ...agreement,
      uncopied: kept.slice(1, 2),
      bucket: [{ entry: 2, what: expect.stringContaining("is gone") }],
    });
  });

  test("disagree about a copy under a delete marker, which can still be read", () => {
    expect(compare(chain, [...copies, ...second({ isMark: true, tag: null })], 3)).toEqual({
      ...agreement,
      bucket: [{ entry: 2, what: expect.stringContaining("delete marker") }],
    });
  });

  test("disagree about a copy of which only a delete marker is left", () => {
    const marked = [...withoutSecond, ...second({ isMark: true, tag: null })];
    const { bucket, uncopied } = compare(chain, marked, 3);
    expect(bucket.map(({ entry, what }) => `${entry}: ${what}`)).toEqual([
      expect.stringContaining("2: a delete marker"),
      expect.stringContaining("is gone"),
    ]);
    expect(uncopied).toEqual(kept.slice(1, 2));
  });

  test("disagree about a copy with a second version, even of the same bytes", () => {
    expect(compare(chain, [...copies, ...second({ version: "v2" })], 3)).toEqual({
      ...agreement,
      bucket: [{ entry: 2, what: expect.stringContaining("has 2 versions") }],
    });
  });

  test("disagree about a copy of an entry that the table does not have", () => {
    const { bucket } = compare(chain, [...copies, ...second({ sequence: 4 })], 3);
    expect(bucket).toEqual([{ entry: 4, what: expect.stringContaining("the table has no such entry") }]);
  });

  test.each([
    ["another tag", "0".repeat(32)],
    ["no tag", null],
  ])("have to be read where a copy has %s", (_what, tag) => {
    const doubted = second({ tag });
    expect(compare(chain, [...withoutSecond, ...doubted], 3)).toEqual({
      ...agreement,
      doubtful: doubted.map((copy) => ({ entry: kept[1], copy })),
    });
  });
});

describe("a span of a chain", () => {
  const second = { from: 2, entries: kept.slice(1), head };

  test("agrees with its own copies, regardless of earlier entries", () => {
    expect(compare(second, copies.slice(1), 3)).toEqual(agreement);
  });

  test("that ends before the chain does is held to no head", () => {
    expect(compare({ from: 2, entries: kept.slice(1, 2), head: null }, copies.slice(1, 2), 3)).toEqual(
      agreement,
    );
  });

  test("begins with the entry that it should begin with", () => {
    expect(compare({ ...second, from: 1 }, copies.slice(1), 3).table).toEqual([
      { entry: 1, what: expect.stringContaining("missing") },
    ]);
    expect(compare({ ...second, entries: kept.slice(2) }, copies.slice(2), 3).table).toEqual([
      { entry: 2, what: expect.stringContaining("missing") },
    ]);
  });

  test("is broken where an entry of it does not follow the one before", () => {
    const [first, last] = kept.slice(1);
    const moved = { sequence: 3, bytes: first?.bytes ?? "", digest: first?.digest ?? "" };
    const { table } = compare({ ...second, entries: [...kept.slice(1, 2), moved] }, [], 0);
    expect(table.map(({ entry, what }) => `${entry} ${what}`)).toEqual([
      "3 in the table it does not name the entry before it",
      `null the table's head is 3 and ${last?.digest}; its entries end with 3 and ${first?.digest}`,
    ]);
  });
});

describe("a copy that was read", () => {
  const [entry = { sequence: 0, bytes: "", digest: "" }] = kept;

  test("is no disagreement if its bytes are the entry's after all", () => {
    expect(differs(entry, copyOf(entry), entry.bytes)).toBeNull();
  });

  test("is one if they differ, and both digests and the version are reported", () => {
    const found = differs(entry, copyOf(entry, { version: "v7" }), "{}");
    expect(found?.entry).toBe(1);
    for (const told of [sha256(entry.bytes), sha256("{}"), "version v7"]) expect(found?.what).toContain(told);
  });
});

describe("the table's own chain", () => {
  const brokenBy = (change: (entry: KeptEntry) => KeptEntry | null, its = head) =>
    compare({ ...chain, entries: kept.flatMap((entry) => change(entry) ?? []), head: its }, copies, 0).table;
  const rewritten = (entry: KeptEntry, change: (body: Readonly<Record<string, Json>>) => Json) => {
    const bytes = canonicalJson(change(JSON.parse(entry.bytes) as Readonly<Record<string, Json>>));
    return { ...entry, bytes, digest: sha256(bytes) };
  };

  test("is broken at the first missing entry, and reports nothing after it", () => {
    expect(brokenBy((entry) => (entry.sequence === 2 ? null : entry))).toEqual([
      { entry: 2, what: expect.stringContaining("missing") },
    ]);
  });

  test("is broken by an entry whose bytes were edited, and by the next, which names the original", () => {
    const edited = brokenBy((entry) =>
      entry.sequence === 2 ? { ...entry, bytes: entry.bytes.replace("staging", "nowhere") } : entry,
    );
    expect(edited).toEqual([
      { entry: 2, what: expect.stringContaining(`kept as ${kept[1]?.digest}`) },
      { entry: 3, what: expect.stringContaining("does not name the entry before it") },
    ]);
  });

  test("is broken by a first entry that names one before it", () => {
    const [first] = brokenBy((entry) =>
      entry.sequence === 1 ? rewritten(entry, (body) => ({ ...body, previousDigest: otherDigest })) : entry,
    );
    expect(first).toEqual({ entry: 1, what: expect.stringContaining("does not name") });
  });

  test.each([
    ["text that is no JSON", "no JSON"],
    ["nothing", "null"],
  ])("is broken by an entry that is %s", (_what, bytes) => {
    const [first] = brokenBy((entry) =>
      entry.sequence === 1 ? { ...entry, bytes, digest: sha256(bytes) } : entry,
    );
    expect(first).toEqual({ entry: 1, what: expect.stringContaining("does not name") });
  });

  test.each([
    ["counts more", { ...head, count: 4 }],
    ["ends with another", { ...head, head: otherDigest }],
  ])("is broken as a whole by a head that %s", (_what, its) => {
    const [broken, ...more] = brokenBy((entry) => entry, its);
    expect(more).toEqual([]);
    expect(broken?.entry).toBeNull();
    expect(broken?.what).toContain(`the table's head is ${its.count} and ${its.head}`);
    expect(broken?.what).toContain(`end with 3 and ${head.head}`);
  });
});
