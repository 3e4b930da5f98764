/**
 * A text that is not ours, with everything shown that would otherwise deceive a reader: control characters, terminal
 * escapes, characters that turn the direction of text, and invisible ones appear as code points (`‹U+202E›`).
 *
 * - Line feeds and tabs become spaces, because what is shown is one line.
 * - A zero-width joiner or non-joiner stays inside a script or an emoji that needs it; variation selectors stay behind the
 *   character that they select a form of.
 * - The text itself is not changed anywhere: records keep the original.
 */
export function visible(text: string): string {
  // Nearly every text is harmless.
  if (!deceptive.test(text)) return text;
  const points = [...text];
  return points
    .map((character, index) => {
      if (character === "\n" || character === "\t") return " ";
      if (!deceptive.test(character)) return character;
      const [before = "", after = ""] = [points[index - 1], points[index + 1]];
      return isNeeded(character, before, after) ? character : codePoint(character);
    })
    .join("");
}

/**
 * As `visible`, for a text of several lines: line feeds stay, and a carriage return in front of one is dropped.
 */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join("\n");

/** Whether a reader of the text sees nothing: it holds only blanks, control characters and invisible ones. */
export const isBlank = (text: string): boolean =>
  [...text].every((character) => /\s/.test(character) || deceptive.test(character));

// Cc controls, Cf formats (bidi marks, joiners, tags), Cs lone surrogates, Co private use, Cn unassigned, Zl and Zp
// separators; then letters and symbols that have no visible form. Source: Unicode Standard, chapters 4.5 and 23; UTS #39.
const deceptive =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}]|[\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5/u;

const joiners = /[\u200C\u200D]/u;
const variation = /\p{Variation_Selector}/u;
const tags = /[\u{E0020}-\u{E007F}]/u;
const emoji = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}]|\u20E3/u;
const visibleCharacter = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
// Scripts whose spelling uses joiners. Source: Unicode Standard, chapter 23.2; UAX #31, "Layout and Format Control Characters".
const joining =
  /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

/** Whether a joiner or a variation selector does its own work between its neighbours. */
function isNeeded(character: string, before: string, after: string): boolean {
  if (joiners.test(character))
    return (
      (joining.test(before) && joining.test(after)) ||
      (character === "\u200D" && emoji.test(before) && emoji.test(after))
    );
  if (variation.test(character)) return visibleCharacter.test(before) && !deceptive.test(before);
  // Flags of regions are a black flag with tags behind it (UTS #51, "Emoji Tag Sequence").
  return tags.test(character) && (before === "\u{1F3F4}" || tags.test(before));
}

function codePoint(character: string): string {
  const number = character.codePointAt(0) ?? 0;
  return `‹U+${number.toString(16).toUpperCase().padStart(4, "0")}›`;
}
