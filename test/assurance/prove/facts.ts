import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { type Edge, intersection, sameSet, solve } from "./flow.ts";
import { kept } from "./kept.ts";
import type { Installed, Machine } from "./machines.ts";
import { type Meaning, meaningOf } from "./meaning.ts";
import { writersAt } from "./writers.ts";

/**
 * What a run has certainly gone through when it enters a state. `confirmed` is validated a second time with no effect in
 * between: 21.03 section 5.1 asks for development "validated and stable". `released`: production was validated whole, after
 * its ingress was opened.
 */
export type Established =
  | `passed ${Gate}`
  | `open ${Environment}`
  | "ingress may open"
  | `published ${Environment}`
  | `provisioned ${Environment}`
  | `validated ${Environment}`
  | `confirmed ${Environment}`
  | "opened ingress"
  | "released production";

/** For each state of the parent, what is established on every way that leads to it. */
export const establishedAt = kept(
  (installed: Installed): ReadonlyMap<string, ReadonlySet<Established>> =>
    solve<ReadonlySet<Established>>(installed.parent.definition, {
      atStart: new Set(),
      along: establishing(installed),
      meet: intersection,
      same: sameSet,
    }),
);

/** The paths that the parent is started with. */
export const parentInput = ["runId", "epoch"];

/** How an edge of the parent changes what is established. */
export function establishing(
  installed: Installed,
): (holds: ReadonlySet<Established>, edge: Edge) => ReadonlySet<Established> {
  const { parent } = installed;
  const gains = gainsOf(installed, parent);
  return (holds, edge) => {
    const next = new Set(holds);
    for (const fact of lostBy(meaningOf(installed, parent, edge.from))) next.delete(fact);
    const gain = gains(edge);
    if (gain !== null) for (const fact of gainedBy(gain, next)) next.add(fact);
    return next;
  };
}

/** What does not hold any more once a task of this meaning is called. */
export function lostBy(meaning: Meaning | null): readonly Established[] {
  if (meaning?.is !== "effect") return [];
  // An open ingress adds to what was validated without it; every other effect outdates a validation.
  if (meaning.scope === "ingress") return ["released production"];
  return [
    `validated ${meaning.environment}`,
    `confirmed ${meaning.environment}`,
    ...(meaning.environment === "production" ? (["released production"] as const) : []),
  ];
}

/** What a run gains when a task of this meaning is done, or its gate passed, after what already holds. */
export function gainedBy(meaning: Meaning, holds: ReadonlySet<Established>): readonly Established[] {
  switch (meaning.is) {
    case "read":
      return [`passed ${meaning.gate}`];
    case "windows":
      return [meaning.scope === "ingress" ? "ingress may open" : `open ${meaning.environment}`];
    case "publication":
      return [`published ${meaning.environment}`];
    case "effect":
      if (meaning.scope === wholeOf(meaning.environment)) return [`provisioned ${meaning.environment}`];
      return meaning.environment === "production" && meaning.scope === "ingress" ? ["opened ingress"] : [];
    case "validation": {
      const opened = meaning.environment === "production" && holds.has("opened ingress");
      // A validation of less than what was provisioned proves nothing, and one of more cannot hold.
      if (meaning.scope !== (opened ? "everything" : wholeOf(meaning.environment))) return [];
      const validated = `validated ${meaning.environment}` as const;
      const again = holds.has(validated) ? ([`confirmed ${meaning.environment}`] as const) : [];
      return [validated, ...again, ...(opened ? (["released production"] as const) : [])];
    }
    default:
      return [];
  }
}

/** The scope that provisions an environment: production's ingress is opened on its own, after its release. */
export const wholeOf = (environment: Environment): Scope =>
  environment === "production" ? "all-but-ingress" : "everything";

/**
 * The meaning of the task that an edge proves done, or of the gate that it proves passed; null if it proves neither.
 */
function gainsOf(installed: Installed, machine: Machine): (edge: Edge) => Meaning | null {
  const writers = writersAt(machine.definition, parentInput);
  return (edge) => {
    const state = machine.definition.States[edge.from];
    if (state?.Type === "Choice" && edge.by === "Choices") {
      const rule = state.Choices[edge.index];
      const path = rule?.Variable.replace(/^\$\./, "") ?? "";
      const wrote = [...(writers.get(edge.from)?.get(path) ?? [])];
      const said = wrote.map((name) => answered(meaningOf(installed, machine, name), rule?.StringEquals));
      // Only if every possible writer means the same: a decision read at another gate proves nothing here.
      const [only = null, ...others] = said;
      return others.every((other) => JSON.stringify(other) === JSON.stringify(only)) ? only : null;
    }
    if (state?.Type !== "Task" || edge.by !== "Next") return null;
    const meaning = meaningOf(installed, machine, edge.from);
    return machine.calls.get(edge.from)?.is === "machine" ? answered(meaning, "done") : null;
  };
}

/** The meaning, if this answer says that its task is done or its gate passed. */
export function answered(meaning: Meaning | null, value: unknown): Meaning | null {
  if (meaning === null) return null;
  if (meaning.is === "read") {
    // If a run changes nothing of production, it skips the gates, and the records say so. A plan is always approved.
    const needless = value === "nothing-to-change" && meaning.gate !== "plan-approval";
    return value === "approved" || needless ? meaning : null;
  }
  if (meaning.is === "windows") return value === "open" ? meaning : null;
  const isForward = meaning.is === "effect" || meaning.is === "publication" || meaning.is === "validation";
  return value === "done" && isForward ? meaning : null;
}
