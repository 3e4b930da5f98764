import * as z from "zod";
import { factShapes } from "../../../lib/domain/records/facts.ts";

/** The paths of the fields that a shape allows, as `a.b`; an item of a list or of a record is `a.*`. */
export function fieldsOf(shape: z.ZodType, path = ""): readonly string[] {
  const inner = (name: string) => (path === "" ? name : `${path}.${name}`);
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNullable || shape instanceof z.ZodDefault)
    return fieldsOf(shape.unwrap() as z.ZodType, path);
  if (shape instanceof z.ZodReadonly) return fieldsOf(shape.unwrap() as z.ZodType, path);
  if (shape instanceof z.ZodObject)
    return Object.entries(shape.shape).flatMap(([name, field]) => fieldsOf(field as z.ZodType, inner(name)));
  if (shape instanceof z.ZodArray) return fieldsOf(shape.element as z.ZodType, inner("*"));
  if (shape instanceof z.ZodRecord) return fieldsOf(shape.valueType as z.ZodType, inner("*"));
  if (shape instanceof z.ZodUnion)
    return [...new Set(shape.options.flatMap((option) => fieldsOf(option as z.ZodType, path)))];
  if (shape instanceof z.ZodPipe) return fieldsOf(shape.out as z.ZodType, path);
  return [path];
}

/** Every field that an entry can have, as `action kind path`. */
export const allFields: readonly string[] = Object.entries(factShapes).flatMap(([action, kinds]) =>
  Object.entries(kinds).flatMap(([kind, shape]) =>
    fieldsOf(shape as z.ZodType).map((path) => `${action} ${kind} ${path}`),
  ),
);
