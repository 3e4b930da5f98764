import type { Change } from "../../../lib/domain/change/manifest.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import type { Call } from "../../simulator/account.ts";
import { isEffect } from "../../simulator/effects.ts";
import type { World } from "../../simulator/world.ts";
import { checkEffect } from "./effects.ts";
import { checkEnd, checkLeft, type Snapshot, snapshotOf } from "./end-state.ts";
import { isSealed, Ledger, sinceAsked, type Written } from "./ledger.ts";

/** What must hold in every world, whatever goes wrong in it. */
export const invariants = {
  chain: "Every entry follows the one before it, and none is ever changed",
  intent: "No stack is changed without its intent in the records",
  order: "No environment is changed before what 21.03 asks for stands in the records",
  people: "No decision stands in the records that no person made",
  ingress: "Ingress is never open before its release, and never while production changes",
  place: "A run changes only its own stacks, through the functions of their environment",
  fence: "Nobody changes a stack who no longer holds the lease, or while work is stopped",
  rollback: "A rollback cuts ingress first, and undoes only what its run did",
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

/** What is known of a run besides its entries. */
export type Known = { readonly change: Change; readonly plan: Plan; readonly before: Snapshot };

/**
 * Looks over a world's shoulder: at every entry as it is written, at every change of a stack as it is made, and at what
 * is left in the end. It reads the bytes that were kept and the world as it is, and shares no judgement with the code.
 */
export class Watch {
  readonly violations: Violation[] = [];
  /** How often each invariant was asked. */
  readonly asked = new Map<Invariant, number>();
  readonly ledger: Ledger;
  readonly world: World;
  /** How many changes of stacks there were. */
  effects = 0;
  private readonly known = new Map<string, Known>();

  constructor(world: World) {
    this.world = world;
    this.ledger = new Ledger(world, (message) => this.expect("chain", false, () => message));
    this.ledger.wrote = (entry) => this.readEntry(entry);
    world.account.watchers.push({
      acts: (call: Call) => {
        if (!isEffect(call)) return;
        this.effects += 1;
        checkEffect(this, call);
      },
    });
  }

  /** Says that an invariant must hold here. */
  expect(invariant: Invariant, holds: boolean, message: () => string): void {
    this.asked.set(invariant, (this.asked.get(invariant) ?? 0) + 1);
    if (!holds) this.violations.push({ invariant, message: message(), atMs: this.world.time.nowMs() });
  }

  /** What is known of a run since it was opened; undefined before, or when it could not be read. */
  of(runId: string): Known | undefined {
    return this.known.get(runId);
  }

  /** Asks what can only be asked in the end. */
  end(): void {
    checkEnd(this);
  }

  private readEntry(entry: Written): void {
    this.expect("chain", true, () => "");
    const { runId, action, detail } = entry;
    if (runId === "control-plane") return;
    const earlier = this.ledger.of(runId).slice(0, -1);
    this.expect("sealed", !isSealed(earlier), () => `"${action}" stands behind the seal of ${runId}`);
    if (action === "open-run") this.open(runId, detail);
    if (action === "sign-receipt" && detail.statement === "run-closed") checkLeft(this, runId);
    if (action === "decide-gate") {
      const meant = this.world.people.acts.some(
        (act) =>
          act.runId === runId &&
          act.gate === detail.gate &&
          act.approver === detail.approver &&
          act.decision === detail.decision,
      );
      this.expect(
        "people",
        meant,
        () => `${detail.approver} never said ${detail.decision} at ${detail.gate} of ${runId}`,
      );
      const again = sinceAsked(earlier, detail.gate).some(
        (one) =>
          one.action === "decide-gate" &&
          one.detail.gate === detail.gate &&
          one.detail.approver === detail.approver,
      );
      this.expect("once", !again, () => `${detail.approver} decided ${detail.gate} of ${runId} twice`);
    }
  }

  private open(
    runId: string,
    { changeDigest, planDigest }: { changeDigest: string; planDigest: string },
  ): void {
    this.expect("once", !this.known.has(runId), () => `${runId} was opened twice`);
    const read = (digest: string) => JSON.parse(this.world.s3.body(`by-digest/${digest}`) ?? "null");
    const [change, plan] = [read(changeDigest), read(planDigest)];
    if (change !== null && plan !== null)
      this.known.set(runId, { change, plan, before: snapshotOf(this.world) });
  }
}
