/** The weight of a piece of text on a terminal. */
export type TextWeight = "plain" | "good" | "bad" | "now" | "faint" | "strong";

/** Gives a text its tone. Without colours, the text stays as it is. */
export type Paint = (tone: TextWeight, text: string) => string;

// Source: ECMA-48, Select Graphic Rendition.
const codes = { plain: null, good: 32, bad: 31, now: 36, faint: 2, strong: 1 } as const;

/** Text as it is. */
export const noColours: Paint = (_tone, text) => text;

/** Text with the colours of a terminal. */
export const colours: Paint = (tone, text) => {
  const code = codes[tone];
  return code === null || text === "" ? text : `\u001B[${code}m${text}\u001B[0m`;
};

/** Colours on a terminal, unless NO_COLOR asks for none (no-color.org). */
export const paintFor = ({ isTTY }: { readonly isTTY?: boolean }): Paint =>
  isTTY === true && (process.env["NO_COLOR"] ?? "") === "" ? colours : noColours;

/** How many columns a line may have. A pipe has no width, so its lines are not cut. */
export const columnsOf = ({ columns = 10_000 }: { readonly columns?: number }): number => columns;

/** A text as lines of at most so many columns, broken between words where it can be. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ").flatMap((one) => pieces(one, columns))) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if ([...last, ..." ", ...word].length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, columns: number): readonly string[] {
  const characters = [...word];
  if (characters.length <= columns) return [word];
  return [characters.slice(0, columns).join(""), ...pieces(characters.slice(columns).join(""), columns)];
}

/** A text cut to so many columns; an ellipsis shows that something is missing. */
export const cut = (text: string, columns: number): string => {
  const characters = [...text];
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 1)).join("")}…`;
};
