import type * as z from "zod";
import { type Digest, sha256 } from "../canonical.ts";
import type { Entry } from "../records/entry.ts";
import type { Lines } from "./lines.ts";

/**
 * Canonical JSON of a strict, flat shape is a regular language: its keys have one order, no spaces, and occur once.
 * So one regular expression, made from the shape itself, recognizes a line as a canonical entry of that shape and
 * captures its values without parsing. It accepts only plain ASCII without escapes. A line that it does not accept
 * is parsed, and the parser decides; every line that it accepts, the parser accepts too.
 */
export type Grammar = {
  /**
   * The entry in the next line; `lines` then continues after it. Null if this grammar does not accept the line.
   * `previous` is the digest that the entry should name. If the line has it, its digits need no further check.
   */
  read(lines: Lines, previous: Digest | null): Entry | null;
};

/** A moment in an entry: ISO 8601, UTC, milliseconds. */
export const momentPattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const digestPattern = /^[0-9a-f]{64}$/;
const plain = "[ !#-\\[\\]-~]";
/** The moment's expression for the midst of another one: without the signs at its ends, and without captures. */
const momentSource = momentPattern.source.slice(1, -1).replace(/\((?!\?)/g, "(?:");

/**
 * One value of a line: its expression with one capture, how it is read if it is not a text, and what the expression
 * cannot check.
 */
type Leaf = {
  readonly source: string;
  readonly read?: (text: string) => unknown;
  readonly isRight?: (text: string) => boolean;
};

const text = (atLeast: number): Leaf => ({
  source: `"(${plain}{${atLeast},})"`,
});
// Written out, because V8 counts the repetitions of {64} one by one. A table checks the characters.
const digest: Leaf = {
  source: `"(${"[^]".repeat(64)})"`,
  isRight: isHex,
};
// At most fifteen digits: a double holds every such integer exactly.
const integer: Leaf = { source: "(0|-?[1-9][0-9]{0,14})", read: Number };

/**
 * The grammars of an action and kind: one for details without optional values, one for details with all optional
 * values that are plain. None if the shape contains more than texts, numbers and the like.
 */
export function grammarsOf(action: string, kind: string, shape: z.ZodType): readonly Grammar[] {
  const { def } = (shape as z.core.$ZodType as z.core.$ZodTypes)._zod;
  if (def.type !== "object" || def.catchall?._zod.def.type !== "never") return [];
  const all = Object.entries(def.shape)
    .map(([name, value]) => ({ name, leaf: leafOf(value), isOptional: value._zod.optin === "optional" }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const plainOnes = all.flatMap(({ name, leaf, isOptional }) =>
    leaf === null || !/^\w+$/.test(name) ? [] : [{ name, leaf, isOptional }],
  );
  const needed = plainOnes.filter(({ isOptional }) => !isOptional);
  if (needed.length < all.filter(({ isOptional }) => !isOptional).length) return [];
  const variants = plainOnes.length > needed.length ? [needed, plainOnes] : [needed];
  return variants.map((fields) =>
    grammarOf(
      action,
      kind,
      fields.map(({ name }) => name),
      fields.map(({ leaf }) => leaf),
    ),
  );
}

function grammarOf(action: string, kind: string, names: readonly string[], leaves: readonly Leaf[]): Grammar {
  const detail = names.map((name, index) => `"${name}":${leaves[index]?.source}`).join(",");
  const line = new RegExp(
    `\\{"action":"${action}","actor":"(?:${action}|(${plain}{1,}))","at":"(${momentSource})","detail":\\{${detail}\\},"kind":"${kind}","previousDigest":(?:null|${digest.source}),"runId":${text(1).source},"sequence":([1-9][0-9]{0,14}),"subject":${text(0).source}\\}\n`,
    "y",
  );
  const at = firstOfDetail + leaves.length;
  const Detail = detailOf(names, leaves);
  const checked = leaves.flatMap(({ isRight }, index) =>
    isRight === undefined ? [] : [{ isRight, capture: firstOfDetail + index }],
  );
  return {
    read(lines, previous) {
      line.lastIndex = lines.at;
      const found = line.exec(lines.text);
      if (found === null) return null;
      for (const { isRight, capture } of checked) {
        const captured = found[capture];
        if (captured !== undefined && !isRight(captured)) return null;
      }
      let previousDigest = found[at] ?? null;
      if (previousDigest === previous) previousDigest = previous;
      else if (previousDigest !== null && !isHex(previousDigest)) return null;
      const moment = found[2] as string;
      if (!isOnCalendar(moment)) return null;
      const digestOfLine = sha256(lines.bytes.subarray(lines.at, line.lastIndex - 1));
      lines.at = line.lastIndex;
      return {
        action,
        actor: found[1] ?? action,
        at: moment,
        detail: new Detail(found),
        kind,
        previousDigest,
        runId: found[at + 1] as string,
        sequence: integerIn(found[at + 2] as string),
        subject: found[at + 3] as string,
        digest: digestOfLine,
        // Action, kind and detail match, because the expression was made from their shape.
      } as unknown as Entry;
    },
  };
}

/** The capture of the detail's first value, after actor and moment. */
const firstOfDetail = 3;

type Found = ArrayLike<string | undefined>;

/**
 * A class of details that read a value from its capture when it is used: most rules use only a few. As JSON, they
 * give all of their values.
 */
function detailOf(names: readonly string[], leaves: readonly Leaf[]): new (found: Found) => object {
  class Detail {
    readonly #found: Found;
    constructor(found: Found) {
      this.#found = found;
    }
    /** The getter of one value. A text is its capture. */
    static getter(capture: number, { read }: Leaf): (this: Detail) => unknown {
      if (read === undefined)
        return function () {
          return this.#found[capture] ?? null;
        };
      return function () {
        const captured = this.#found[capture];
        return captured === undefined ? null : read(captured);
      };
    }
    toJSON(): object {
      return Object.fromEntries(names.map((name) => [name, (this as Record<string, unknown>)[name]]));
    }
  }
  for (const [index, name] of names.entries())
    Object.defineProperty(Detail.prototype, name, {
      get: Detail.getter(firstOfDetail + index, leaves[index] as Leaf),
    });
  return Detail;
}

/** A leaf for the kinds of values in flat shapes; null for every other kind, and for unknown checks. */
function leafOf(schema: z.core.$ZodType | undefined): Leaf | null {
  if (schema === undefined) return null;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def as z.core.$ZodChecks["_zod"]["def"]);
  switch (def.type) {
    case "string": {
      const [check, ...more] = checks;
      if (more.length > 0 || "format" in def) return null;
      if (check === undefined) return text(0);
      if (check.check === "min_length") return text(check.minimum);
      return "pattern" in check && check.pattern?.source === digestPattern.source ? digest : null;
    }
    case "enum": {
      const values = Object.values(def.entries);
      if (checks.length > 0 || !values.every((value) => /^[\w-]+$/.test(String(value)))) return null;
      return { source: `"(${values.join("|")})"` };
    }
    case "number":
      return checks.length === 0 && "format" in def && def.format === "safeint" ? integer : null;
    case "boolean":
      return { source: "(true|false)", read: (captured) => captured === "true" };
    case "optional":
      return leafOf(def.innerType);
    case "nullable": {
      const inner = leafOf(def.innerType);
      return inner === null ? null : { ...inner, source: `(?:null|${inner.source})` };
    }
    default:
      return null;
  }
}

/** An integer of at most fifteen digits, without a sign. `Number` reads every kind of number and takes longer. */
function integerIn(digits: string): number {
  let value = 0;
  for (let index = 0; index < digits.length; index += 1) value = 10 * value + digits.charCodeAt(index) - zero;
  return value;
}

/** Whether a moment that fits the pattern is a day of the calendar. The pattern does not know how long a month is. */
export function isOnCalendar(moment: string): boolean {
  const day = 10 * (moment.charCodeAt(8) - zero) + moment.charCodeAt(9) - zero;
  return day <= shortestMonthDays || new Date(moment).toJSON() === moment;
}

const zero = 48;
const shortestMonthDays = 28;

const hexDigits = new Uint8Array(128);
for (const character of "0123456789abcdef") hexDigits[character.charCodeAt(0)] = 1;

/** A character class would branch on every digit, and the digits of a digest cannot be predicted. */
function isHex(captured: string): boolean {
  let all = 1;
  for (let index = 0; index < captured.length; index += 1) all &= hexDigits[captured.charCodeAt(index)] ?? 0;
  return all === 1;
}
