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
  // Nearly every value can be held: where one cannot be is looked for only then.
  if (!isRepresentable(value)) throw unrepresentable(value, "$");
  return canonicalize(value) as string;
}

/** The SHA-256 of bytes, or of the UTF-8 bytes of a text. */
export const sha256 = (bytes: string | Uint8Array): Digest => hash("sha256", bytes, "hex");

/** The SHA-256 of the canonical JSON of `value`. Two values are equal exactly if their digests are. */
export const digestOf = (value: Json): Digest => sha256(canonicalJson(value));

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

function isRepresentable(value: unknown): boolean {
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number")
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (Array.isArray(value)) return value.every(isRepresentable);
  if (typeof value !== "object" || !isPlain(value)) return false;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isRepresentable(item));
}

/** What canonical JSON cannot hold of a value, and where. */
function unrepresentable(value: unknown, path: string): Error {
  const refuse = (what: string) =>
    invalidInput(`${path} is ${what}: canonical JSON cannot hold it; pass plain JSON data`);
  if (typeof value === "string") return refuse("a text with a lone surrogate");
  if (typeof value === "number")
    return refuse(Number.isFinite(value) ? `an integer beyond 2^53 (${value})` : `the number ${value}`);
  if (typeof value !== "object" || value === null) return refuse(`of type ${typeof value}`);
  if (Array.isArray(value)) {
    const at = value.findIndex((item) => !isRepresentable(item));
    return unrepresentable(value[at], `${path}[${at}]`);
  }
  if (!isPlain(value)) return refuse("an instance of a class");
  const [key, item] = Object.entries(value).find(
    ([name, inner]) => !name.isWellFormed() || !isRepresentable(inner),
  ) ?? ["", undefined];
  return key.isWellFormed()
    ? unrepresentable(item, `${path}.${key}`)
    : refuse("an object with a lone surrogate in a key");
}
