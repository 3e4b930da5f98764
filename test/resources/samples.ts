import type { FactShape, FactShapes, FactsOf } from "../../lib/resources/fact.ts";
import type { Probe } from "../../lib/resources/row.ts";

type Facts = FactsOf<FactShapes>;

/** A text that no row lists. */
export const anyOther = "(any other)";

/** Facts that a probe is tried with: every combination of a few values of each fact that it rests on. */
export const samplesOf = (facts: FactShapes, { about }: Probe<FactShapes>): readonly Facts[] =>
  about.reduce<readonly Facts[]>(
    (samples, fact) =>
      samples.flatMap((sample) =>
        valuesOf(facts[fact], about.length).map((value) => ({ ...sample, [fact]: value })),
      ),
    [{}],
  );

function valuesOf(shape: FactShape | undefined, factsInAll: number): readonly Facts[string][] {
  if (shape === undefined) throw new Error("a probe rests on a fact that its row doesn't have");
  const values = {
    text: [...shape.values, anyOther],
    // Seven is the fewest days of backups; two is the fewest of what must be there several times.
    number: factsInAll === 1 ? [0, 1, 2, 6, 7] : [0, 1, 2],
    flag: [true, false],
    list: [[], ["one"], ["one", "two"]],
  }[shape.kind];
  return shape.mayBeUnseen ? [...values, null] : values;
}
