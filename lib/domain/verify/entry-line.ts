import * as z from "zod";
import { type Digest, digestSchema } from "../canonical.ts";
import { entryPrefix } from "../records/bundle.ts";
import type { Entry } from "../records/entry.ts";
import { factShapes } from "../records/facts.ts";
import { readCanonicalLine } from "./canonical-line.ts";
import { seen } from "./finding.ts";
import { type Grammar, grammarsOf, isOnCalendar, momentPattern } from "./grammar.ts";
import type { Lines } from "./lines.ts";
import type { RuleId } from "./rule.ts";

/** Why a line that begins like an entry is not one. */
export type EntryFault = { readonly rule: RuleId; readonly message: string };

const shapes: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = factShapes;

/** The grammars of an action, the one that accepted the last entry, and the one that last followed each of them. */
type OfAction = {
  readonly grammars: readonly Grammar[];
  took: number;
  readonly follows: number[];
};

const ofActions: ReadonlyMap<string, OfAction> = new Map(
  Object.entries(shapes).map(([action, kinds]) => {
    const grammars = Object.entries(kinds).flatMap(([kind, shape]) => grammarsOf(action, kind, shape));
    return [`${entryPrefix}"${action}"`, { grammars, took: 0, follows: grammars.map((_, place) => place) }];
  }),
);

const positionSchema = z.strictObject({
  action: z.string(),
  actor: z.string().min(1),
  at: z.string().regex(momentPattern).refine(isOnCalendar, "no such day"),
  detail: z.unknown(),
  kind: z.string(),
  previousDigest: digestSchema.nullable(),
  runId: z.string().min(1),
  sequence: z.int().min(1),
  subject: z.string(),
});

/** The action of the last entry. The next entry usually has the same one. */
let latest: OfAction = { grammars: [], took: 0, follows: [] };

/**
 * The entry in the next line, read by its grammar; null if the line must be parsed, or is not an entry. `previous`
 * is the digest that the entry should name.
 */
export function readPlainEntry(lines: Lines, previous: Digest | null): Entry | null {
  // Kinds alternate: the grammar that followed this one last time usually follows it again.
  return readAs(latest.follows[latest.took] ?? 0, lines, previous) ?? readAsAny(lines, previous);
}

function readAs(place: number, lines: Lines, previous: Digest | null): Entry | null {
  const entry = latest.grammars[place]?.read(lines, previous) ?? null;
  if (entry !== null) {
    latest.follows[latest.took] = place;
    latest.took = place;
  }
  return entry;
}

/** The entry, by any grammar of the action that the line begins with. */
function readAsAny(lines: Lines, previous: Digest | null): Entry | null {
  const { text, at } = lines;
  const ofAction = ofActions.get(text.slice(at, text.indexOf('"', at + entryPrefix.length + 1) + 1));
  if (ofAction === undefined) return null;
  latest = ofAction;
  for (let place = 0; place < latest.grammars.length; place += 1) {
    const entry = readAs(place, lines, previous);
    if (entry !== null) return entry;
  }
  return null;
}

/** The entry in a line, by parsing it, or what is wrong with the line. */
export function readEntry(bytes: Uint8Array, digest: Digest): Entry | EntryFault {
  const line = readCanonicalLine(bytes);
  if ("problem" in line) return { rule: "canonical", message: line.problem };
  const position = positionSchema.safeParse(line.value);
  if (!position.success) return { rule: "shape", message: issuesOf(position.error) };
  const { action, kind, detail } = position.data;
  const kinds = Object.hasOwn(shapes, action) ? shapes[action] : undefined;
  if (kinds === undefined)
    return {
      rule: "known",
      message: `the action ${seen(action)} is unknown: verify with the version of Interlock that wrote it, or a newer one`,
    };
  const shape = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (shape === undefined)
    return {
      rule: "known",
      message: `"${action}" has no kind ${seen(kind)}: it is ${Object.keys(kinds).join(" or ")}`,
    };
  const parsed = shape.safeParse(detail);
  if (!parsed.success) return { rule: "shape", message: issuesOf(parsed.error, "detail") };
  return { ...(line.value as object), digest } as Entry;
}

/** A value can be wrong in a million places; the first ones say enough. */
const mostIssues = 5;

/** What is wrong with a value, by path. */
export const issuesOf = (error: z.ZodError, under = ""): string =>
  error.issues
    .slice(0, mostIssues)
    .map(
      ({ path, message }) => `${[under, ...path].filter((key) => key !== "").join(".") || "it"}: ${message}`,
    )
    .join("; ");
