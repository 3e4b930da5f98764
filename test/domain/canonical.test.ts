import fc from "fast-check";
import { canonicalJson, digestOf, type Json } from "../../lib/domain/canonical.ts";

test("the order of keys does not change the digest", () => {
  expect(digestOf({ b: 1, a: [true, null, "ü"] })).toBe(digestOf({ a: [true, null, "ü"], b: 1 }));
});

test("canonical JSON reads back as the same data", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ unit: "grapheme" }),
        fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean()),
      ),
      (data) => {
        const plain = { ...data };

        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      },
    ),
  );
});

test.each<[string, unknown]>([
  ["undefined", { a: undefined }],
  ["NaN", [Number.NaN]],
  ["a Date", new Date(0)],
  ["an integer beyond 2^53", 2 ** 53],
  ["a lone surrogate", "\ud800"],
])("refuses %s", (_what, value) => {
  expect(() => canonicalJson(value as Json)).toThrow(/canonical JSON cannot hold it/);
});
