import type { Environment, Gate } from "../../../lib/domain/environment.ts";
import type { State, StateOf } from "./definition.ts";
import { type Data, evaluate, filled, placed } from "./evaluate.ts";
import type { Installed } from "./machines.ts";
import { type Meaning, meaningOf, taskOf } from "./meaning.ts";
import { orders } from "./rules/order.ts";
import { answerShape, optionsOf, type Shape } from "./shapes.ts";

/** What a million walks came to. */
export type Walked = {
  readonly walks: number;
  readonly states: number;
  readonly effects: number;
  /** The first ways on which an effect came before what must come before it. */
  readonly skips: readonly (readonly string[])[];
};

const longestWay = 5_000;
const mostSkipsKept = 3;

/**
 * Walks the parent machine as often as is asked, each task answering whatever its answers allow, or failing: an
 * adversary at every state, to whom the real data flow of the definition is the only bound. The orders are looked at
 * along the way, not by the graph: what `npm run assure -- prove` concludes from all ways is tried on a million of them.
 * @param draw numbers from 0 up to 1.
 */
export function walkAtRandom(installed: Installed, walks: number, draw: () => number): Walked {
  const { parent } = installed;
  const { States, StartAt } = parent.definition;
  const meanings = new Map(Object.keys(States).map((name) => [name, meaningOf(installed, parent, name)]));
  const skips: string[][] = [];
  let states = 0;
  let effects = 0;
  for (let walk = 0; walk < walks; walk += 1) {
    const seen = new Seen();
    const way: string[] = [];
    let data: unknown = { runId: "run", epoch: 1 };
    let name: string | undefined = StartAt;
    while (name !== undefined && way.length < longestWay) {
      const state: State | undefined = States[name];
      const meaning = meanings.get(name) ?? null;
      way.push(name);
      states += 1;
      if (meaning?.is === "effect") {
        effects += 1;
        if (!seen.allows(meaning) && skips.length < mostSkipsKept) skips.push([...way]);
      }
      switch (state?.Type) {
        case "Choice":
          name = chosenBy(state, data);
          break;
        case "Pass":
          data = placed(data, state.ResultPath, filled(state.Parameters ?? {}, data, {}));
          name = state.Next;
          break;
        case "Task": {
          const call = parent.calls.get(name);
          const task = call === undefined ? null : taskOf(installed, call);
          const fails = draw() < 0.05 && state.Catch.length > 0;
          if (fails || task === null) {
            name = state.Catch[0]?.Next;
            break;
          }
          const answer = call?.is === "machine" ? { outcome: "done" } : anyAnswer(answerShape(task), draw);
          seen.answered(meaning, answer);
          if (state.ResultSelector !== undefined)
            data = placed(data, state.ResultPath, filled(state.ResultSelector, { Payload: answer }, {}));
          name = state.Next;
          break;
        }
        default:
          name = undefined;
      }
    }
  }
  return { walks, states, effects, skips };
}

const chosenBy = ({ Choices, Default }: StateOf<"Choice">, data: unknown): string | undefined =>
  Choices.find(({ Variable, StringEquals, NumericGreaterThanEquals }) => {
    const value = evaluate(Variable, data, {});
    return StringEquals === undefined
      ? Number(value) >= Number(NumericGreaterThanEquals)
      : value === StringEquals;
  })?.Next ?? Default;

/** What a walk has gone through, one answer after the other. */
class Seen {
  private readonly passed = new Set<Gate>();
  private readonly held = new Map<Environment, number>();
  private readonly provisioned = new Set<Environment>();

  answered(meaning: Meaning | null, { outcome, decision }: { outcome?: unknown; decision?: unknown }): void {
    if (meaning?.is === "read")
      if (decision === "approved" || decision === "nothing-to-change") this.passed.add(meaning.gate);
      else this.passed.delete(meaning.gate);
    if (meaning?.is === "validation" && outcome === "done")
      this.held.set(meaning.environment, (this.held.get(meaning.environment) ?? 0) + 1);
    if (meaning?.is === "effect" && outcome === "done") this.provisioned.add(meaning.environment);
  }

  /** Whether an effect has everything before it that the orders want. */
  allows(meaning: Meaning): boolean {
    return orders
      .filter(({ before }) => before(meaning))
      .flatMap(({ needs }) => needs)
      .every((need) => {
        const [kind, about] = need.split(" ");
        if (kind === "passed") return this.passed.has(about as Gate);
        if (kind === "provisioned") return this.provisioned.has(about as Environment);
        return (this.held.get(about as Environment) ?? 0) >= (kind === "confirmed" ? 2 : 1);
      });
  }
}

/** The answers that lead on: drawn more often, so that walks come far. */
const good: readonly unknown[] = ["done", "approved", "go-on", "ask"];
const shareOfGood = 0.85;

/** Any answer that a shape allows. */
function anyAnswer(shape: Shape, draw: () => number): Data {
  return Object.fromEntries(
    Object.entries(shape.properties ?? {}).map(([key, inner]) => {
      const options = optionsOf(inner) ?? (inner.type === "boolean" ? [true, false] : [0]);
      const leading = options.filter((option) => good.includes(option));
      const drawn = leading.length > 0 && draw() < shareOfGood ? leading : options;
      return [key, drawn[Math.floor(draw() * drawn.length)]];
    }),
  );
}
