import { hash } from "node:crypto";
import canonicalize from "canonicalize";
import * as z from "zod";
import { invalidInput } from "./errors.ts";

/** A value that JSON can hold without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A SHA-256 digest as 64 lower-case hexadecimal digits. */
export type Digest = string;

/** The shape of a digest. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The RFC 8785 canonical JSON of `value`.
 * @throws InvalidInput for what canonical JSON cannot hold: undefined, NaN, a Date or another class, integers
 * beyond 2^53 (RFC 8785 section 3.2.2.3 limits numbers to IEEE 754 doubles), lone surrogates.
 */
export function canonicalJson(value: Json): string {
  const problem = problemIn(value);
  if (problem !== null)
    throw invalidInput(
      `$${problem.path} is ${problem.what}: canonical JSON cannot hold it; pass plain JSON data`,
    );
  return canonicalize(value) as string;
}

/** The SHA-256 of bytes, or of the UTF-8 bytes of a text. */
export const sha256 = (bytes: string | Uint8Array): Digest => hash("sha256", bytes, "hex");

/** The SHA-256 of the canonical JSON of `value`. Two values are equal exactly if their digests are. */
export const digestOf = (value: Json): Digest => sha256(canonicalJson(value));

/** Something that canonical JSON cannot hold, and where it is. */
type Problem = { readonly what: string; readonly path: string };

/** The first thing in a value that canonical JSON cannot hold; null if it holds all of it. */
function problemIn(value: unknown): Problem | null {
  const here = (what: string): Problem => ({ what, path: "" });
  if (value === null || typeof value === "boolean") return null;
  if (typeof value === "string") return value.isWellFormed() ? null : here("a text with a lone surrogate");
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return here(`the number ${value}`);
    const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
    return isExact ? null : here(`an integer beyond 2^53 (${value})`);
  }
  if (Array.isArray(value)) return firstProblem(value, (index) => `[${index}]`);
  if (typeof value !== "object") return here(`of type ${typeof value}`);
  if (Object.getPrototypeOf(value) !== Object.prototype) return here("an instance of a class");
  if (!Object.keys(value).every((key) => key.isWellFormed()))
    return here("an object with a lone surrogate in a key");
  return firstProblem(value, (key) => `.${key}`);
}

/** The first problem among the items of an array or object. The path is made from the inside out: most values have no problem. */
function firstProblem(items: object, step: (key: string) => string): Problem | null {
  for (const [key, item] of Object.entries(items)) {
    const problem = problemIn(item);
    if (problem !== null) return { ...problem, path: `${step(key)}${problem.path}` };
  }
  return null;
}
