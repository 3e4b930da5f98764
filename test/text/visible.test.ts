import { isBlank, visible, visibleLines } from "../../lib/text/visible.ts";

describe("a text that is not ours is shown", () => {
  test.each([
    [
      "as it is, where every character can be seen",
      "Zoë's 注文 <b>&amp;</b> 🚀",
      "Zoë's 注文 <b>&amp;</b> 🚀",
    ],
    ["with its terminal escapes", "a\u001b[31mred\rback", "a‹U+001B›[31mred‹U+000D›back"],
    ["with what turns its direction", "\u202Egnp.exe", "‹U+202E›gnp.exe"],
    ["with isolates and marks", "\u2066a\u2069\u200F", "‹U+2066›a‹U+2069›‹U+200F›"],
    ["with characters that take no room", "pay\u200Bpal\uFEFF", "pay‹U+200B›pal‹U+FEFF›"],
    ["with letters that look like nothing", "a\u3164\u2800", "a‹U+3164›‹U+2800›"],
    ["with NUL, DEL and C1 controls", "\u0000\u007F\u009B", "‹U+0000›‹U+007F›‹U+009B›"],
    ["with half a surrogate pair", "a\uD800b", "a‹U+D800›b"],
    ["with tag characters", "a\u{E0041}", "a‹U+E0041›"],
    ["on one line", "a\nb\tc", "a b c"],
    ["with the joiner of an emoji", "👩\u200D🚀", "👩\u200D🚀"],
    ["with the joiner of a script", "क्\u200Dष می\u200Cخواهم", "क्\u200Dष می\u200Cخواهم"],
    ["without a joiner between letters that need none", "ad\u200Dmin", "ad‹U+200D›min"],
    ["with the selector of an emoji's form", "❤\uFE0F", "❤\uFE0F"],
    ["without a selector that selects nothing", "\uFE0F \uFE0F", "‹U+FE0F› ‹U+FE0F›"],
    ["with the flag of a region", "🏴\u{E0067}\u{E0062}\u{E007F}", "🏴\u{E0067}\u{E0062}\u{E007F}"],
  ])("%s", (_how, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test("without a single byte that a terminal obeys, whatever it holds", () => {
    const obeyed = [
      [0, 0x1f],
      [0x7f, 0x9f],
      [0x200b, 0x200f],
      [0x2028, 0x202e],
      [0x2060, 0x206f],
    ] as const;

    for (const [first, last] of obeyed)
      for (let point = first; point <= last; point += 1)
        expect(visible(`a${String.fromCodePoint(point)}b`)).toMatch(/^a( |‹U\+[0-9A-F]{4}›)b$/);
  });
});

test("a text of several lines keeps its lines", () => {
  expect(visibleLines("one\r\ntwo\u001b\n\rthree")).toBe("one\ntwo‹U+001B›\n‹U+000D›three");
});

test.each([
  ["", true],
  [" \u00A0\u3000\r\n\t", true],
  ["\u200B\u2060\uFEFF\u0000\u3164\u2800\u{E0041}", true],
  ["\u200B.", false],
  ["✋\uFE0F", false],
  ["否", false],
])("%j shows nothing: %s", (text, blank) => {
  expect(isBlank(text)).toBe(blank);
});
