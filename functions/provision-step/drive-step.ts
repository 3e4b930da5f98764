import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/** What is recorded before an effect on a step. */
export type Intent = FactOf<"provision-step", "intent">;

/** What is recorded once it is known how an effect on a step ended. */
export type Outcome = FactOf<"provision-step", "outcome">;

/** How a step ends for this call: with an outcome to record, or with none if there is nothing to record. */
type End =
  | { readonly do: "finish"; readonly outcome: Outcome | null }
  | { readonly do: "fail"; readonly as: "failed" | "unknown"; readonly outcome: Outcome };

/** What to do next about a step. */
export type StepMove =
  | End
  | { readonly do: "wait" }
  | {
      readonly do: "act";
      readonly operation: Intent["detail"]["operation"];
      /** The intent to record before the effect; null if an earlier call recorded it. */
      readonly intent: Intent | null;
      /** The effect. It answers `begun`, `busy` if another operation is under way, or how the step ends. */
      readonly act: () => Promise<"begun" | "busy" | End>;
    };

/** How far one call brought a step, or all steps in its scope. */
export type Driven = "done" | "waiting" | "failed" | "unknown";

/** A run's entries while one call of provision-step adds to them. */
export class Journal {
  /** The run as it is after the last write. */
  run: RunRecords;
  /**
   * Outcomes that wait for the next intent, so that both are one transaction. If the call is killed in between, the next
   * call finds the outcome again.
   */
  private held: readonly Outcome[] = [];
  private readonly records: TaskPorts<"provision-step">["records"];
  private readonly work: Work;

  constructor(records: TaskPorts<"provision-step">["records"], run: RunRecords, work: Work) {
    this.records = records;
    this.run = run;
    this.work = work;
  }

  /** Keeps an outcome for the next write. */
  hold(outcome: Outcome): void {
    this.held = [...this.held, outcome];
  }

  /**
   * Writes these facts after the held ones. Writing none still confirms the lease.
   * @throws LeaseLost if another execution has taken the run over.
   */
  async write(facts: readonly Fact[]): Promise<void> {
    this.run = await this.records.append(this.run, this.work, [...this.held, ...facts]);
    this.held = [];
  }

  /** Writes these facts, if there are any. Errors as `write`. */
  async note(facts: readonly Fact[]): Promise<void> {
    if (facts.length > 0) await this.write(facts);
  }

  /** Writes the held outcomes, if there are any. Errors as `write`. */
  async flush(): Promise<void> {
    if (this.held.length > 0) await this.write([]);
  }
}

/** What is recorded of a step's resources while they stand, so that their end can be proved. */
export type WitnessedResources = {
  /** Before an effect on a stack that stands, and before its intent is recorded. */
  readonly before: (run: RunRecords, intent: Intent) => Promise<readonly Fact[]>;
  /** While the stack is being made or changed; nothing if its template has no such resources. */
  readonly meanwhile: (run: RunRecords) => Promise<readonly Fact[]>;
};

/** Effects that may take something of a stack away. */
const takesAway: ReadonlySet<Intent["detail"]["operation"]> = new Set([
  "update",
  "delete-leftover",
  "continue-rollback",
  "close-ingress",
  "remove",
]);

/**
 * Drives one step as far as it gets in this call: looks, records the intent, acts, and looks again. `look` decides
 * from the entries and from the stack itself, so the next call continues after a call that was killed at any point.
 * @throws LeaseLost before an effect if another execution has taken over the run, and every error of `look` and of
 * the effect.
 */
export async function driveStep(
  journal: Journal,
  patient: Patience,
  look: (run: RunRecords) => Promise<StepMove>,
  witness: WitnessedResources,
): Promise<Driven> {
  for (;;) {
    const move = await look(journal.run);
    if (move.do !== "act") await journal.note(await witness.meanwhile(journal.run));
    if (move.do === "finish" || move.do === "fail") return end(journal, move);
    if (move.do === "act") {
      const seen =
        move.intent !== null && takesAway.has(move.operation)
          ? await witness.before(journal.run, move.intent)
          : [];
      // The write comes first even without a new intent: it fails if this execution no longer holds the lease.
      await journal.write(move.intent === null ? [] : [...seen, move.intent]);
      const answer = await move.act();
      if (typeof answer === "object") return end(journal, answer);
      if (answer === "begun" && move.intent !== null) {
        patient.moved();
        continue;
      }
    }
    if (!(await patient.lookAgain())) return "waiting";
  }
}

async function end(journal: Journal, ended: End): Promise<Driven> {
  if (ended.do === "fail") {
    await journal.write([ended.outcome]);
    return ended.as;
  }
  if (ended.outcome !== null) journal.hold(ended.outcome);
  return "done";
}
