import type { Change } from "../../../lib/domain/change/manifest.ts";
import type { Environment, Part } from "../../../lib/domain/environment.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import type { World } from "../../simulator/world.ts";
import type { Ledger } from "./ledger.ts";

/** What must hold in every world, regardless of its faults. */
export const invariants = {
  chain: "Every entry follows the one before it, and none is ever changed",
  intent: "No stack is changed without its intent in the records",
  order: "No environment is changed before what 21.03 asks for stands in the records",
  people: "No decision stands in the records that no person made",
  ingress: "Ingress is never open before its release, and never while production changes",
  place: "A run changes only its own stacks, through the functions of their environment",
  freeze: "Nobody begins to change an environment while a freeze window closes it",
  fence: "Nobody changes a stack who no longer holds the lease, or while work is stopped",
  rollback: "A rollback cuts ingress first, and undoes only what its run did",
  reopening:
    "Ingress opens again only after its rollback, where production stands exactly as it was released",
  sealed: "Nothing happens for a run behind its seal",
  "end state": "What is left of every environment is what the verdict says",
  ends: "Every run that was claimed is sealed, and the lease is free for the next",
  once: "A commit is one run: opened once, started once",
  secret: "A task token is in no mail, page, entry or object",
  small: "No execution's data or history comes near its limits",
} as const;

/** One of the invariants. */
export type Invariant = keyof typeof invariants;

/** An invariant that did not hold. */
export type Violation = { readonly invariant: Invariant; readonly message: string; readonly atMs: number };

/** The deployed state of every stack at some moment, by name. */
export type Snapshot = ReadonlyMap<string, string>;

/** A stack that stood when the run was opened, of a step that an earlier change had and the run's own does not. */
export type Aside = { readonly environment: Environment; readonly stackName: string; readonly part: Part };

/** What is known of a run in addition to its entries. */
export type Known = {
  readonly change: Change;
  readonly plan: Plan;
  readonly before: Snapshot;
  readonly aside: readonly Aside[];
};

/** A world that is watched, as the checks of the invariants see it. */
export type Watched = {
  readonly world: World;
  readonly ledger: Ledger;
  /** Records whether an invariant holds; `message` describes the violation. */
  expect(invariant: Invariant, holds: boolean, message: () => string): void;
  /** What is known of a run; undefined before it was opened, or if it could not be read. */
  of(runId: string): Known | undefined;
};
