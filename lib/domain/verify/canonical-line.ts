import { canonicalJson, type Json } from "../canonical.ts";
import { seen } from "./finding.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The value in a line, or why the line has none. */
export type LineValue = { readonly value: Json } | { readonly problem: string };

/**
 * The value of one line of canonical JSON (RFC 8785): UTF-8, every key once and in order, no spaces, numbers that a
 * double holds exactly. A fault in the bytes is returned as a problem; nothing is thrown.
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

/** Where two texts first differ. Neither may be the beginning of the other. */
function difference(text: string, canonical: string): string {
  let at = 0;
  while (text[at] === canonical[at]) at += 1;
  const from = Math.max(0, at - 12);
  const cut = (whole: string) => seen(whole.slice(from, at + 24));
  return `it is not canonical JSON (RFC 8785): at character ${at + 1} it has ${cut(text)}, and canonical JSON has ${cut(canonical)}; a key is repeated or out of order, or a text or number is not in its canonical form`;
}
