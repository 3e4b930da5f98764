import type { Json } from "../canonical.ts";

/** Parses a text as JSON; undefined if it is not JSON. */
export function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
