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
  refuseUnrepresentable(value, "$");
  return canonicalize(value) as string;
}

/** The SHA-256 of bytes, or of the UTF-8 bytes of a text. */
export const sha256 = (bytes: string | Uint8Array): Digest => hash("sha256", bytes, "hex");

/** The SHA-256 of the canonical JSON of `value`. Two values are equal exactly if their digests are. */
export const digestOf = (value: Json): Digest => sha256(canonicalJson(value));

function refuseUnrepresentable(value: unknown, path: string): void {
  const refuse = (what: string) =>
    invalidInput(`${path} is ${what}: canonical JSON cannot hold it; pass plain JSON data`);
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw refuse("a text with a lone surrogate");
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refuse(`the number ${value}`);
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw refuse(`an integer beyond 2^53 (${value})`);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      refuseUnrepresentable(item, `${path}[${index}]`);
    });
  } else if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, item] of Object.entries(value)) {
      if (!key.isWellFormed()) throw refuse("an object with a lone surrogate in a key");
      refuseUnrepresentable(item, `${path}.${key}`);
    }
  } else {
    throw refuse(typeof value === "object" ? "an instance of a class" : `of type ${typeof value}`);
  }
}
