import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Synthesised } from "../prove/synthesised.ts";
import { replacementsAt } from "./replacements.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** The keys that lead to a place in a definition. */
export type Place = readonly (string | number)[];

/** What a mutant does at a place: puts another value there, under another key, or takes it away. */
export type Replacement = {
  /** Undefined: the value is taken away. */
  readonly value: Json | undefined;
  /** The key under which the value is put instead; the same key if it is left out. */
  readonly key?: string;
};

/** One change of the definitions, as small as a slip of the hand. */
export type Mutant = Replacement & {
  /** What is changed: the parent, the loop in every child that it is deployed as, or a Retry wherever it is inserted. */
  readonly machine: "provisioning-plan" | "call-until-done" | "retries";
  readonly place: Place;
  /** What was there before; undefined if nothing was. */
  readonly was: Json | undefined;
};

const parentSuffix = "-provisioning-plan";
/** The children that the loop's mutants are made from: one for each input that the loop hands on. */
const sources = ["provision-development", "prove-development"];

/** A state for each text of retries.json: the text is mutated wherever it is inserted. */
const retrying = ["Open run", "4.1 Wait for development"];

/** Every mutant of the definitions as they are synthesised, always in the same order. */
export function mutantsOf({ application, machines }: Synthesised): readonly Mutant[] {
  const documentOf = (name: string): Json =>
    JSON.parse(machines.find((machine) => machine.name === `${application}-${name}`)?.text ?? "null");
  const seen = new Set<string>();
  const loop = sources.flatMap((name) => mutantsIn("call-until-done", documentOf(name)));
  const parent = documentOf("provisioning-plan");
  return [
    ...mutantsIn("provisioning-plan", parent),
    ...retrying.flatMap((state) => mutantsIn("retries", parent, ["States", state, "Retry"])),
    ...loop.filter((mutant) => {
      const name = nameOf(mutant);
      const isNew = !seen.has(name);
      seen.add(name);
      return isNew;
    }),
  ];
}

/** The mutants of a document, below a place. The parts of a Retry are only mutated as they are inserted: everywhere. */
function mutantsIn(machine: Mutant["machine"], document: Json, top: Place = []): readonly Mutant[] {
  const replace = replacementsAt(document);
  const below = (value: Json | undefined, place: Place): Mutant[] => [
    ...replace(place, value).map((replacement) => ({ machine, place, was: value, ...replacement })),
    ...(value !== null && typeof value === "object" && (machine === "retries" || place.at(-1) !== "Retry")
      ? Object.entries(value as Record<string, Json>).flatMap(([key, inner]) =>
          below(inner, [...place, Array.isArray(value) ? Number(key) : key]),
        )
      : []),
  ];
  return below(valueAt(document, top), top);
}

/** The definitions with the mutant in them. Machines that it does not touch are shared with the original. */
export function withMutant(synthesised: Synthesised, mutant: Mutant): Synthesised {
  if (mutant.machine === "retries") return withRetry(synthesised, mutant);
  const isParent = mutant.machine === "provisioning-plan";
  return {
    ...synthesised,
    machines: synthesised.machines.map((one) => {
      if (one.name.endsWith(parentSuffix) !== isParent) return one;
      const document = JSON.parse(one.text) as Json;
      return replaced(document, mutant) ? { ...one, text: JSON.stringify(document) } : one;
    }),
  };
}

/** The definitions with a mutant in every Retry that is the same as the one that it was made from. */
function withRetry(synthesised: Synthesised, mutant: Mutant): Synthesised {
  const [top = "", source = "", field = ""] = mutant.place;
  const parent = synthesised.machines.find(({ name }) => name.endsWith(parentSuffix));
  const retry = JSON.stringify(valueAt(JSON.parse(parent?.text ?? "null"), [top, source, field]));
  return {
    ...synthesised,
    machines: synthesised.machines.map((one) => {
      const document = JSON.parse(one.text) as { States: Record<string, { Retry?: Json }> };
      const same = Object.keys(document.States).filter(
        (state) => JSON.stringify(document.States[state]?.Retry) === retry,
      );
      for (const state of same)
        replaced(document, { ...mutant, place: [top, state, ...mutant.place.slice(2)] });
      return same.length > 0 ? { ...one, text: JSON.stringify(document) } : one;
    }),
  };
}

function valueAt(document: Json, place: Place): Json | undefined {
  return place.reduce<Json | undefined>(
    (value, key) => (value as Record<string | number, Json> | undefined)?.[key],
    document,
  );
}

/** Changes a document at the mutant's place; false if the document has no such place. */
function replaced(document: Json, { place, was, value, key }: Mutant): boolean {
  const last = place.at(-1);
  // biome-ignore lint/suspicious/noExplicitAny: a mutant may change any place of a document.
  let at: any = document;
  for (const step of place.slice(0, -1)) at = at?.[step];
  if (at === undefined || last === undefined || JSON.stringify(at[last]) !== JSON.stringify(was))
    return false;
  if (value === undefined || (key !== undefined && key !== last)) {
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
  }
  if (value !== undefined) at[key ?? last] = value;
  return true;
}

/** One in so many edges and paths is tried when a run may only take a few minutes. */
const oneIn = 8;

/**
 * Whether a short run tries the mutant: it tries a sample of the edges and paths, always the same one, and all the rest.
 */
export function isInSample(mutant: Mutant): boolean {
  const key = String(mutant.place.at(-1));
  if (mutant.value === undefined || !/^(Next|Default|Variable|.*\.\$)$/.test(key)) return true;
  return parseInt(sha256(nameOf(mutant)).slice(0, 8), 16) % oneIn === 0;
}

/** What a mutant does, on one line: where, what was there, what is there instead. */
export function nameOf({ machine, place, was, value, key }: Mutant): string {
  const short = (json: Json | undefined) =>
    json === undefined ? "nothing" : JSON.stringify(json).slice(0, 80);
  const [top, state, ...rest] = place;
  const where = top === "States" ? `«${state}» ${rest.join("/")}` : place.join("/");
  const renamed = key === undefined || key === place.at(-1) ? "" : `${key}: `;
  return `${machine} ${where}: ${short(was)} becomes ${renamed}${short(value)}`;
}
