import type { Environment } from "../../../lib/domain/environment.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { type Edge, intersection, sameSet, solve } from "./flow.ts";
import type { Installed, Machine } from "./machines.ts";
import { type Meaning, meaningOf } from "./meaning.ts";
import { writersAt } from "./writers.ts";

/**
 * What a run has certainly gone through when a state is entered. `confirmed` is validated a second time with no effect
 * in between: 21.03 section 5.1 asks for development "validated and stable".
 */
export type Established =
  | `passed ${Gate}`
  | `provisioned ${Environment}`
  | `validated ${Environment}`
  | `confirmed ${Environment}`;

/** For each state of the parent, what is established on every way that leads to it. */
export const establishedAt = (installed: Installed): ReadonlyMap<string, ReadonlySet<Established>> => {
  const along = establishing(installed);
  return solve<ReadonlySet<Established>>(installed.parent.definition, {
    atStart: new Set(),
    along,
    meet: intersection,
    same: sameSet,
  });
};

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
    const meaning = meaningOf(installed, parent, edge.from);
    // Opening ingress goes on from what was validated without it; every other effect outdates a validation.
    if (meaning?.is === "effect" && meaning.scope !== "ingress")
      for (const kind of ["validated", "confirmed"] as const) next.delete(`${kind} ${meaning.environment}`);
    const gained = gains(edge);
    if (gained === null) return next;
    if (gained.startsWith("validated") && holds.has(gained))
      next.add(gained.replace("validated", "confirmed") as Established);
    return next.add(gained);
  };
}

/** What going along an edge proves: the answer of a task that the edge's Choice reads, or that a child came to its end. */
function gainsOf(installed: Installed, machine: Machine): (edge: Edge) => Established | null {
  const writers = writersAt(machine.definition, parentInput);
  return (edge) => {
    const state = machine.definition.States[edge.from];
    if (state?.Type === "Choice" && edge.by === "Choices") {
      const rule = state.Choices[edge.index];
      const path = rule?.Variable.replace(/^\$\./, "") ?? "";
      const wrote = [...(writers.get(edge.from)?.get(path) ?? [])];
      // Only if whoever can have written it means the same: a decision read at another gate proves nothing here.
      const said = new Set(
        wrote.map((name) => answered(meaningOf(installed, machine, name), rule?.StringEquals)),
      );
      const [only] = said;
      return said.size === 1 && only !== undefined ? only : null;
    }
    if (state?.Type !== "Task" || edge.by !== "Next") return null;
    const meaning = meaningOf(installed, machine, edge.from);
    return machine.calls.get(edge.from)?.is === "machine" ? answered(meaning, "done") : null;
  };
}

function answered(meaning: Meaning | null, value: string | undefined): Established | null {
  // A gate about a run that changes nothing there is passed without anybody: its state says so in the records.
  if (meaning?.is === "read" && (value === "approved" || value === "nothing-to-change"))
    return `passed ${meaning.gate}`;
  if (meaning?.is === "validation" && value === "done") return `validated ${meaning.environment}`;
  if (meaning?.is === "effect" && value === "done") return `provisioned ${meaning.environment}`;
  return null;
}
