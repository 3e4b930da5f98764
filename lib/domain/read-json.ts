/** The deepest nesting that is read. No document that people write comes near it, and a parser's own stack ends later. */
export const mostLevels = 200;

/**
 * The value of a JSON text that somebody wrote. A key that stands twice in one object is refused: which of the two is meant is not
 * said, and a reader may see the one that does not count.
 * @throws Error with the reason, in words.
 */
export function readJson(text: string): unknown {
  if (isDeep(text)) throw new Error(`it is nested deeper than ${mostLevels} levels`);
  const value: unknown = JSON.parse(text);
  if (hasKeyTwice(text, value)) throw new Error("it has a key twice in one object");
  return value;
}

/** Whether braces and brackets nest deeper than is read, told without parsing. */
export function isDeep(text: string): boolean {
  let [depth, deepest, isText] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isText) {
      if (character === "\\") at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, ++depth);
    else if (character === "}" || character === "]") depth -= 1;
  }
  return deepest > mostLevels;
}

/** Whether an object of a JSON text has a key twice, of which a parser keeps one. */
export const hasKeyTwice = (text: string, parsed: unknown): boolean => colonsIn(text) !== keysIn(parsed);

/** A JSON text whose texts are empty: what remains is its structure and its numbers. */
export const withoutTexts = (text: string): string => text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');

/** How many colons stand outside texts: one behind each key, also of a key that a parser drops. */
const colonsIn = (text: string): number => withoutTexts(text).split(":").length - 1;

/** How many keys a parsed value has. */
function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, inner: unknown) => sum + keysIn(inner), own);
}
