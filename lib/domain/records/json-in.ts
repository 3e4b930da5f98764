import type { Json } from "../canonical.ts";

/** What a text says as JSON; undefined if it is none. */
export function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
