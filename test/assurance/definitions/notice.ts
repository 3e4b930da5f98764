import { Random } from "../../simulator/random.ts";
import { readDefinition } from "../prove/definition.ts";
import { installedFrom } from "../prove/machines.ts";
import { firstFindingAbout } from "../prove/prove.ts";
import type { Synthesised } from "../prove/synthesised.ts";
import { walkAtRandom } from "../prove/walks.ts";
import { type Mutant, withMutant } from "./mutants.ts";

/** Who notices a mutant: a rule of `prove`, by its name; the random walks; or nobody. `same`: it changes no meaning. */
export type Noticed = { readonly by: string } | "same" | null;

/** Few walks are enough: a mutant that `prove` does not notice changes no graph that a rare answer would lead through. */
const walks = 300;

/** Who notices the mutant. */
export function noticed(synthesised: Synthesised, mutant: Mutant): Noticed {
  const mutated = withMutant(synthesised, mutant);
  const finding = firstFindingAbout(mutated);
  if (finding !== null) return { by: finding.rule };
  if (meansTheSame(synthesised, mutated)) return "same";
  const read = installedFrom(mutated);
  if ("findings" in read) return { by: "is-known-language" };
  const random = new Random(1);
  const { skips } = walkAtRandom(read.installed, walks, () => random.fraction());
  return skips.length > 0 ? { by: "random walks" } : null;
}

/** Whether the language reads both in the same way: the mutant says what holds anyway, or leaves a default out. */
function meansTheSame(one: Synthesised, other: Synthesised): boolean {
  return one.machines.every((machine, index) => {
    const text = other.machines[index]?.text ?? "";
    return machine.text === text || meaningOf(machine.text) === meaningOf(text);
  });
}

function meaningOf(text: string): string {
  const read = readDefinition("", text);
  // What cannot be read means nothing that another text could mean.
  return "definition" in read ? JSON.stringify(read.definition) : text;
}
