import type { Data } from "./evaluate.ts";
import { answered, type Established, gainedBy, lostBy } from "./facts.ts";
import type { Installed } from "./machines.ts";
import { type Meaning, meaningOf, taskOf } from "./meaning.ts";
import { orders } from "./rules/order.ts";
import { answerShape, optionsOf, type Shape } from "./shapes.ts";
import { parentData, walkOnce } from "./walk.ts";

/** What the random walks came to. */
export type Walked = {
  readonly walks: number;
  readonly states: number;
  readonly effects: number;
  /**
   * The first ways on which something was skipped: what an effect needs before it, or, before the run was closed, both the
   * release and the rollback; and the ways that no end of the machine ended.
   */
  readonly skips: readonly (readonly string[])[];
};

const mostSkipsKept = 3;
const failing = 0.05;

/**
 * Walks the parent machine as often as is asked. Each task answers anything that its answers allow, or fails, so that only
 * the real data flow of the definition bounds the walk. The rules conclude from the graph; a walk looks along the way.
 * @param draw numbers from 0 up to 1.
 */
export function walkAtRandom(installed: Installed, walks: number, draw: () => number): Walked {
  const { parent } = installed;
  const meanings = new Map(
    Object.keys(parent.definition.States).map((name) => [name, meaningOf(installed, parent, name)]),
  );
  const skips: (readonly string[])[] = [];
  let states = 0;
  let effects = 0;
  for (let walk = 0; walk < walks; walk += 1) {
    const seen = new Seen();
    let skipped = false;
    const { way, ended } = walkOnce(parent, parentData, (name, by) => {
      const meaning = meanings.get(name) ?? null;
      if (meaning?.is === "effect") effects += 1;
      skipped = skipped || (meaning !== null && !seen.allows(meaning));
      seen.called(meaning);
      const call = parent.calls.get(name);
      if (call === undefined || draw() < failing) return null;
      const task = taskOf(installed, call);
      if (task === null) return null;
      const answer = by === "machine" ? { outcome: "done" } : anyAnswer(answerShape(task), draw);
      seen.answered(meaning, answer);
      return answer;
    });
    states += way.length;
    if ((skipped || (ended !== "Succeed" && ended !== "Fail")) && skips.length < mostSkipsKept)
      skips.push(way);
  }
  return { walks, states, effects, skips };
}

/** What a walk has gone through, one answer after the other. */
class Seen {
  private readonly holds = new Set<Established>();
  private rolledBack = false;

  called(meaning: Meaning | null): void {
    for (const fact of lostBy(meaning)) this.holds.delete(fact);
    if (meaning?.is === "read") this.holds.delete(`passed ${meaning.gate}`);
    if (meaning?.is === "rollback") this.rolledBack = true;
  }

  answered(meaning: Meaning | null, { outcome, decision }: { outcome?: unknown; decision?: unknown }): void {
    const good = answered(meaning, decision ?? outcome);
    if (good !== null) for (const fact of gainedBy(good, this.holds)) this.holds.add(fact);
  }

  /** Whether everything has been gone through that 21.03 wants before this. */
  allows(meaning: Meaning): boolean {
    if (meaning.is === "close")
      return (
        this.rolledBack || this.holds.has("released production") || !this.holds.has("passed plan-approval")
      );
    return orders
      .filter(({ before }) => before(meaning))
      .flatMap(({ needs }) => needs)
      .every((need) => this.holds.has(need));
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
