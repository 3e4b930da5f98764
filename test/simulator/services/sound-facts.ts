import type { FactShape, FactShapes, FactsOf } from "../../../lib/resources/fact.ts";
import type { Probe, State } from "../../../lib/resources/row.ts";

type Facts = FactsOf<FactShapes>;
type Row = {
  readonly facts: FactShapes;
  readonly probes: readonly Probe<FactShapes>[];
  readonly state: State | null;
};

/**
 * What a sound resource of a type looks like: for each fact the first value that every probe about it holds for, and that
 * does not say that the resource goes or is gone. A type that is added to the rows needs no line in the simulator.
 */
export const soundFacts = ({ facts, probes, state }: Row): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, shape]) => {
      const asked = probes.filter(({ about }) => about.length === 1 && about[0] === name);
      const ends =
        state !== null && state.fact === name
          ? [...state.gone, ...(state.going === "every" ? [] : state.going)]
          : [];
      const sound = valuesOf(shape).find(
        (value) =>
          !ends.some((end) => end === value) && asked.every(({ holds }) => holds({ [name]: value }) === true),
      );
      return [name, sound ?? valuesOf(shape)[0] ?? null];
    }),
  );

function valuesOf({ kind, values }: FactShape): readonly Facts[string][] {
  return { text: [...values, "sample"], number: [2, 7, 0], flag: [true, false], list: [["one"], []] }[kind];
}
