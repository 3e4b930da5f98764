import { canonicalJson, type Json } from "../canonical.ts";
import { seen } from "./finding.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What a line says, or why it says nothing. */
export type LineValue = { readonly value: Json } | { readonly problem: string };

/**
 * The value of one line that has to be canonical JSON (RFC 8785): UTF-8, every key once and in order, no space, numbers within
 * what a double holds exactly. Whatever is wrong with the bytes is said; nothing is thrown.
 */
export function readCanonicalLine(bytes: Uint8Array): LineValue {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { problem: "it is not UTF-8" };
  }
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { problem: `it is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  let canonical: string;
  try {
    canonical = canonicalJson(value);
  } catch (error) {
    if (error instanceof RangeError) return { problem: "it is nested too deeply to be read" };
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  return canonical === text ? { value } : { problem: difference(text, canonical) };
}

/** Where two texts, of which neither is the other, begin to differ. */
function difference(text: string, canonical: string): string {
  let at = 0;
  while (text[at] === canonical[at]) at += 1;
  const from = Math.max(0, at - 12);
  const cut = (whole: string) => seen(whole.slice(from, at + 24));
  return `it is not canonical JSON (RFC 8785): at character ${at + 1} it has ${cut(text)}, which is written ${cut(canonical)}; a key stands twice or out of its order, or a text or number is written otherwise`;
}
