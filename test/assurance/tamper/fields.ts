import * as z from "zod";
import type { Json } from "../../../lib/domain/canonical.ts";
import { factShapes } from "../../../lib/domain/records/facts.ts";

/** A value at a path of a shape: one that the shape allows, and another one. */
type Field = { readonly path: readonly string[]; readonly value: Json; readonly other: Json };

/** What a leaf may be: most shapes allow two of these. */
const candidates: readonly Json[] = [
  ...["a", "b", "a".repeat(64), "b".repeat(64), "ab", "abc", "2026-11-24T09:00", "2026-11-25T09:00"],
  ...["P1D", "P2D", "FREQ=DAILY", "FREQ=WEEKLY"],
  ...[1, 2, true, false],
];

/** A shape without what may be left out. */
function required(shape: z.ZodType): z.ZodType {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNullable || shape instanceof z.ZodReadonly)
    return required(shape.unwrap() as z.ZodType);
  return shape instanceof z.ZodExactOptional ? required(shape.unwrap() as z.ZodType) : shape;
}

/** Every field of a shape, those that may be left out too. Each list has one item. */
function fieldsOf(whole: z.ZodType, path: readonly string[]): readonly Field[] {
  const shape = required(whole);
  if (shape instanceof z.ZodObject)
    return Object.entries(shape.shape).flatMap(([name, field]) =>
      fieldsOf(field as z.ZodType, [...path, name]),
    );
  if (shape instanceof z.ZodArray) return fieldsOf(shape.element as z.ZodType, [...path, "0"]);
  const values: readonly Json[] =
    shape instanceof z.ZodEnum
      ? (shape.options as readonly string[])
      : shape instanceof z.ZodLiteral
        ? [...shape.values].map(String)
        : candidates.filter((candidate) => shape.safeParse(candidate).success);
  const [value, other] = shape instanceof z.ZodLiteral ? [[...shape.values][0] as Json] : values;
  if (value === undefined) throw new Error(`no value is known for ${path.join(".")}: add one`);
  // Of a field that can have one value only, an edit makes something that the shape refuses.
  return [{ path, value, other: other ?? "another" }];
}

/** The same value with something put at a path. */
function withAt(whole: Json | undefined, [name, ...rest]: readonly string[], put: Json): Json {
  if (name === undefined) return put;
  if (name === "0") return [withAt((whole as Json[] | undefined)?.[0], rest, put)];
  const of = (whole ?? {}) as Readonly<Record<string, Json>>;
  return { ...of, [name]: withAt(of[name], rest, put) };
}

/** A detail of an action and kind in which every field is there, and the same with one field edited, for each field. */
export type Edited = {
  readonly action: string;
  readonly kind: string;
  readonly detail: Json;
  readonly edits: readonly { readonly path: string; readonly detail: Json }[];
};

/** Every shape of entries with every field, and each edit of one field. They follow the shapes: a new field is edited too. */
export const allEdits: readonly Edited[] = Object.entries(factShapes).flatMap(([action, kinds]) =>
  Object.entries(kinds).map(([kind, shape]) => {
    const fields = fieldsOf(shape as z.ZodType, []);
    const detail = fields.reduce<Json>((whole, { path, value }) => withAt(whole, path, value), {});
    const edits = fields.map(({ path, other }) => ({
      path: path.join("."),
      detail: withAt(detail, path, other),
    }));
    return { action, kind, detail, edits };
  }),
);
