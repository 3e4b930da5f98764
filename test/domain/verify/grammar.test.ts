import * as z from "zod";
import { digestSchema } from "../../../lib/domain/canonical.ts";
import { grammarsOf } from "../../../lib/domain/verify/grammar.ts";
import { Lines } from "../../../lib/domain/verify/lines.ts";

/** The details that the grammars of a shape read in a line; null for one that does not accept it. */
const readsOf = (shape: z.ZodType, detail: string): readonly unknown[] => {
  const line = `{"action":"count-things","actor":"ann","at":"2026-11-24T10:00:00.000Z","detail":${detail},"kind":"outcome","previousDigest":null,"runId":"shop-1","sequence":1,"subject":""}\n`;
  return grammarsOf("count-things", "outcome", shape).map((grammar) => {
    const read = grammar.read(new Lines(Buffer.from(line)), null)?.detail as { toJSON(): object } | undefined;
    return read?.toJSON() ?? null;
  });
};

const text = z.string();
const many = z.array(text);

test.each<[number, string, z.ZodType]>([
  [0, "a text", text],
  [0, "a shape that ignores other keys", z.object({ a: text })],
  [0, "a shape that keeps other keys", z.looseObject({ a: text })],
  [1, "nothing", z.strictObject({})],
  [1, "a text, a number and a flag", z.strictObject({ a: text, b: z.int(), c: z.boolean() })],
  [2, "a text that may be left out", z.strictObject({ a: text, b: text.optional() })],
  [0, "a list", z.strictObject({ a: text, b: many })],
  [0, "a list that may be null", z.strictObject({ a: many.nullable() })],
  [1, "a list that may be left out", z.strictObject({ a: text, b: many.optional() })],
  [0, "a name that begins with a sign", z.strictObject({ "-a": text })],
  [0, "a name that ends with a sign", z.strictObject({ "a-": text })],
  [0, "a number that is no integer", z.strictObject({ a: z.number() })],
  [0, "a number of another format", z.strictObject({ a: z.float32() })],
  [0, "an integer with a bound", z.strictObject({ a: z.int().min(1) })],
  [0, "a text with two bounds", z.strictObject({ a: text.min(1).max(3) })],
  [0, "a text of a format", z.strictObject({ a: z.email() })],
  [0, "a text that is not long", z.strictObject({ a: text.max(3) })],
  [0, "a text of another pattern", z.strictObject({ a: text.regex(/^a$/) })],
])("there are %i grammars of %s", (count, _what, shape) => {
  expect(grammarsOf("count-things", "outcome", shape)).toHaveLength(count);
});

const maybe = z.strictObject({ count: z.int().nullable(), isLast: z.boolean().nullable() });
const digest = "0123456789abcdef".repeat(4);

test.each<[string, string, z.ZodType, readonly unknown[]]>([
  [
    "a number and a flag that are null",
    '{"count":null,"isLast":null}',
    maybe,
    [{ count: null, isLast: null }],
  ],
  ["a number and a flag", '{"count":-7,"isLast":true}', maybe, [{ count: -7, isLast: true }]],
  ["nothing and no", '{"count":0,"isLast":false}', maybe, [{ count: 0, isLast: false }]],
  ["keys in their order", '{"a":"x","b":1}', z.strictObject({ b: z.int(), a: text }), [{ a: "x", b: 1 }]],
  ["keys out of order", '{"b":1,"a":"x"}', z.strictObject({ b: z.int(), a: text }), [null]],
  ["what may be left out", '{"a":"x"}', z.strictObject({ a: text, b: text.optional() }), [{ a: "x" }, null]],
  [
    "what need not be there",
    '{"a":"x","b":"y"}',
    z.strictObject({ a: text, b: text.optional() }),
    [null, { a: "x", b: "y" }],
  ],
  ["no letter where one is asked for", '{"a":""}', z.strictObject({ a: text.min(1) }), [null]],
  ["null for what may be left out", '{"a":null}', z.strictObject({ a: text.optional() }), [null, null]],
  [
    "a digest behind a text",
    `{"a":"x","b":"${digest}"}`,
    z.strictObject({ a: text, b: digestSchema }),
    [{ a: "x", b: digest }],
  ],
  ["a digest", `{"a":"${digest}"}`, z.strictObject({ a: digestSchema }), [{ a: digest }]],
  ["what is no digest", `{"a":"${"x".repeat(64)}"}`, z.strictObject({ a: digestSchema }), [null]],
])("%s is read as it is written, or not at all: %s", (_what, detail, shape, expected) => {
  expect(readsOf(shape, detail)).toEqual(expected);
});
