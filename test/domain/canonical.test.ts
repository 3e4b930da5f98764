import fc from "fast-check";
import { canonicalJson, digestOf, digestSchema, type Json, sha256 } from "../../lib/domain/canonical.ts";

const refused = (value: unknown): string => {
  try {
    return canonicalJson(value as Json);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : "not an error";
  }
};

describe("a value that canonical JSON cannot hold is refused with its path and its type", () => {
  test.each<[unknown, string]>([
    [undefined, "$ is of type undefined"],
    [{ a: [{ b: undefined }] }, "$.a[0].b is of type undefined"],
    [{ a: () => 1 }, "$.a is of type function"],
    [1n, "$ is of type bigint"],
    [[1, Number.NaN], "$[1] is the number NaN"],
    [Number.NEGATIVE_INFINITY, "$ is the number -Infinity"],
    [2 ** 53, "$ is an integer beyond 2^53 (9007199254740992)"],
    [-(2 ** 53), "$ is an integer beyond 2^53 (-9007199254740992)"],
    [{ a: "\ud800" }, "$.a is a text with a lone surrogate"],
    [{ a: { "\udc00": 1 } }, "$.a is an object with a lone surrogate in a key"],
    [{ a: new Date(0) }, "$.a is an instance of a class"],
    [new Map(), "$ is an instance of a class"],
  ])("%p", (value, said) => {
    expect(refused(value)).toBe(`InvalidInput: ${said}: canonical JSON cannot hold it; pass plain JSON data`);
  });
});

test.each<[Json, string]>([
  [null, "null"],
  [false, "false"],
  [Number.MAX_SAFE_INTEGER, "9007199254740991"],
  [-0.5, "-0.5"],
  [0.1 + 0.2, "0.30000000000000004"],
  ["😀", '"😀"'],
  [{ b: [], a: {} }, '{"a":{},"b":[]}'],
])("the canonical JSON of %p is %s", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
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

test("the order of keys does not change the digest", () => {
  expect(digestOf({ b: 1, a: [true, null, "ü"] })).toBe(digestOf({ a: [true, null, "ü"], b: 1 }));
});

test("a digest is the SHA-256 of bytes, of a text's UTF-8, and of a value's canonical JSON", () => {
  const ofBraces = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

  expect([sha256("{}"), sha256(Buffer.from("{}")), digestOf({})]).toEqual([ofBraces, ofBraces, ofBraces]);
  expect(digestSchema.safeParse(ofBraces).success).toBe(true);
});
