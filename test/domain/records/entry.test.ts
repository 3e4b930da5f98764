import { chainFacts, emptyHead, readKept } from "../../../lib/domain/records/entry.ts";
import { rollbackBegun } from "../../fixtures/sample-facts.ts";

const begun = rollbackBegun("staging");
const context = { runId: "shop-0123456789ab-1", at: "2026-11-24T10:00:00.000Z", actor: "roll-back-step" };

test("each entry names the digest of the one before it, and the first names none", () => {
  const { entries, head } = chainFacts(emptyHead, [begun, begun], context);

  expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(entries[0]?.previousDigest).toBeNull();
  expect(entries[1]?.previousDigest).toBe(entries[0]?.digest);
  expect(head).toEqual({ count: 2, head: entries[1]?.digest });
});

test("facts appended one by one make the same chain as facts appended together", () => {
  const first = chainFacts(emptyHead, [begun], context);
  const second = chainFacts(first.head, [begun], context);

  expect(second.head).toEqual(chainFacts(emptyHead, [begun, begun], context).head);
});

test("a kept entry reads back as it was written", () => {
  const { kept, entries } = chainFacts(emptyHead, [begun], context);

  expect(kept.map(readKept)).toEqual(entries);
});

test("refuses kept bytes in which a single byte was changed", () => {
  const { kept } = chainFacts(emptyHead, [begun], context);
  const altered = kept.map((entry) => ({ ...entry, bytes: entry.bytes.replace("failed", "failee") }));

  expect(() => altered.map(readKept)).toThrow(/compare it with its other copy/);
});
