import type { Change } from "../../../lib/domain/change/manifest.ts";
import { environments } from "../../../lib/domain/environment.ts";
import type { Call } from "../../simulator/account.ts";
import { isEffect } from "../../simulator/effects.ts";
import type { World } from "../../simulator/world.ts";
import { checkEffect } from "./effects.ts";
import { checkEnd, checkLeft, snapshotOf } from "./end-state.ts";
import type { Invariant, Known, Violation, Watched } from "./invariants.ts";
import { isSealed, Ledger, sinceAsked, type Written } from "./ledger.ts";

/**
 * Looks over a world's shoulder: at every entry as it is written, at every change of a stack as it is made, and at what
 * is left in the end. It reads the bytes that were kept and the world as it is, and shares no judgement with the code.
 */
export class Watch implements Watched {
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
    if (change !== null && plan !== null) this.known.set(runId, { change, plan, ...this.standing(change) });
  }

  /** What stands now, and what of it a change no longer has although an earlier one had it. */
  private standing(change: Change): Pick<Known, "before" | "aside"> {
    const before = snapshotOf(this.world);
    const earlier = [...this.known.values()];
    const aside = environments.flatMap((environment) => {
      const own = new Set(change.environments[environment].map(({ stackName }) => stackName));
      const steps = earlier.flatMap(({ change: { environments: of } }) => of[environment]);
      return [...new Map(steps.map(({ stackName, part }) => [stackName, part]))]
        .filter(([stackName]) => before.has(stackName) && !own.has(stackName))
        .map(([stackName, part]) => ({ environment, stackName, part }));
    });
    return { before, aside };
  }
}
