import type { Environment } from "../environment.ts";
import { type GateState, gateState } from "../gate/gate-state.ts";
import type { Gate } from "../gates.ts";
import type { HistoryAction } from "../records/actions.ts";
import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";
import { hasChanged, hasEffect } from "./effects.ts";
import { isReopening, reopeningOf } from "./reopening.ts";
import { isSealed } from "./status.ts";

/** A disagreement between entries and history. */
export type Discrepancy = {
  /** The entry that nothing in the history explains; null for an action that left no entry. */
  readonly entry: number | null;
  readonly what: string;
};

/** The clocks of Step Functions and of the functions may differ a little. */
const skewMs = 5_000;

/** The tasks that call the signer, which writes the receipts. */
const askForReceipts: readonly string[] = [
  "validate-environment",
  "read-gate",
  "read-windows",
  "prove-rollback",
  "close-run",
];
const perEnvironment: readonly string[] = [
  "provision-step",
  "validate-environment",
  "roll-back-step",
  "reopen-ingress",
];

/** The time of each entry in milliseconds; an entry is compared with every action. */
const times = new WeakMap<Entry, number>();
function atMsOf(entry: Entry): number {
  const atMs = times.get(entry) ?? Date.parse(entry.at);
  times.set(entry, atMs);
  return atMs;
}

type Left = (action: HistoryAction, entries: readonly Entry[], during: (entry: Entry) => boolean) => boolean;

const answered = ({ answer }: HistoryAction, key: string): unknown =>
  (answer as Readonly<Record<string, unknown>> | null)?.[key];
const about = (environment: string | undefined) => (entry: Entry) =>
  "environment" in entry.detail && entry.detail.environment === environment;
const until = (entries: readonly Entry[], { untilMs }: HistoryAction): readonly Entry[] =>
  entries.filter((entry) => atMsOf(entry) <= (untilMs ?? Number.POSITIVE_INFINITY) + skewMs);

/** What became of the gate that an action is about; null if it is about none. */
const gateOf = ({ about }: HistoryAction, entries: readonly Entry[]): GateState | null =>
  gateState(entries, about["gate"] as Gate);

/** The entry that each proof ends with. */
const provedBy: Readonly<Record<string, Entry["action"]>> = {
  gone: "prove-rollback",
  closed: "confirm-closed",
  preserved: "confirm-preserved",
};

/** What an action that succeeded must have left in the entries, task by task. */
const mustLeave: Readonly<Record<string, Left>> = {
  "open-run": (_, entries) => entries.some(({ action }) => action === "open-run"),
  "provision-step": (action, entries, during) => {
    const outcomes = entries.filter(isFact("provision-step", "outcome"));
    const own = outcomes.filter(about(action.about["environment"]));
    switch (answered(action, "outcome")) {
      case "done":
        return until(own, action).length > 0;
      case "failed":
      case "unknown":
        return own.some(during);
      default:
        return true;
    }
  },
  "validate-environment": (action, entries, during) =>
    answered(action, "outcome") === "waiting" ||
    entries.some(
      (entry) =>
        entry.action === "validate-environment" && about(action.about["environment"])(entry) && during(entry),
    ),
  "roll-back-step": (action, entries) =>
    !hasEffect(until(entries, action), action.about["environment"] as Environment) ||
    until(entries, action).some(
      (entry) => entry.action === "begin-rollback" && about(action.about["environment"])(entry),
    ),
  "prove-rollback": (action, entries, during) => {
    const { proof = "", environment = "" } = action.about;
    const done = proof === "closed" ? hasChanged : hasEffect;
    const nothingDone = !done(until(entries, action), environment as Environment);
    return (
      answered(action, "outcome") === "waiting" ||
      isReopening(until(entries, action)) ||
      (proof !== "preserved" && nothingDone) ||
      entries.some((entry) => entry.action === provedBy[proof] && about(environment)(entry) && during(entry))
    );
  },
  "preserve-logs": (action, entries, during) =>
    !hasChanged(until(entries, action), "production") ||
    entries.some((entry) => entry.action === "preserve-logs" && during(entry)),
  "reopen-ingress": (action, entries) =>
    answered(action, "outcome") !== "failed" || reopeningOf(until(entries, action)) !== null,
  // The state waits for its gate, so the action ends with the answer: only a decision or the expiry wakes it. Whatever else
  // wakes it is told by the entry with which the run then waits again, or by what took its place.
  "open-gate": (action, entries) => {
    const state = gateOf(action, until(entries, action));
    if (state !== null && state !== "open") return true;
    const { fromMs, untilMs: endedAtMs, about } = action;
    const untilMs = endedAtMs ?? 0;
    const isOfGate = (entry: Entry) => "gate" in entry.detail && entry.detail.gate === about["gate"];
    // A decision woke it, and was void: the gate may have been asked again within the skew.
    const isVoid = until(entries, action).some(
      (entry) => entry.action === "void-gate" && isOfGate(entry) && atMsOf(entry) >= untilMs - skewMs,
    );
    if (isVoid) return true;
    // Only some gates are read before they are asked. An entry behind the opening is about another waiting in any case.
    const opened = entries.findLastIndex(
      (entry) => entry.action === "open-gate" && isOfGate(entry) && atMsOf(entry) <= untilMs + skewMs,
    );
    return entries.some((entry, index) =>
      entry.action === "await-gate"
        ? isOfGate(entry) && index > opened && atMsOf(entry) >= (opened < 0 ? fromMs : untilMs - skewMs)
        : (entry.action === "recover-run" || entry.action === "begin-rollback") && atMsOf(entry) > untilMs,
    );
  },
  "read-gate": (action, entries) => {
    const gate = action.about["gate"];
    const before = until(entries, action);
    switch (answered(action, "decision")) {
      case "approved":
      case "nothing-to-change":
        return before.some((entry) => entry.action === "sign-receipt" && entry.detail.about === gate);
      case "ask":
        return before.some((entry) => entry.action === "await-gate" && entry.detail.gate === gate);
      default: {
        const state = gateOf(action, before);
        return state === "rejected" || state === "expired";
      }
    }
  },
  "read-windows": (action, entries) =>
    answered(action, "outcome") === "open" ||
    until(entries, action)
      .filter(isFact("read-windows", "observation"))
      .filter(about(action.about["environment"]))
      .some(({ detail }) => detail.outcome === answered(action, "outcome")),
  "close-run": (_, entries) => isSealed(entries),
};

/**
 * Compares the entries with the histories of Step Functions. It reports an action that left no entry, and an entry
 * that no action explains. Decisions and expiries come from outside the executions, so no action belongs to them.
 */
export function reconcile(
  entries: readonly Entry[],
  actions: readonly HistoryAction[],
): readonly Discrepancy[] {
  const within = ({ fromMs, untilMs }: HistoryAction, entry: Entry) => {
    const atMs = atMsOf(entry);
    return atMs >= fromMs - skewMs && atMs <= (untilMs ?? Number.POSITIVE_INFINITY) + skewMs;
  };
  const unexplained = entries.flatMap((entry): Discrepancy[] => {
    const { actor, at, sequence } = entry;
    const by = actor === "sign-receipt" ? askForReceipts : actor in mustLeave ? [actor] : null;
    if (by === null) return [];
    const explained = actions.some(
      (action) =>
        by.includes(action.task) &&
        within(action, entry) &&
        (!perEnvironment.includes(actor) || about(action.about["environment"])(entry)),
    );
    return explained
      ? []
      : [{ entry: sequence, what: `entry ${sequence} by ${actor} at ${at} is explained by no action` }];
  });
  const silent = actions.flatMap((action): Discrepancy[] => {
    const left = mustLeave[action.task];
    if (!action.succeeded || left === undefined) return [];
    if (left(action, entries, (entry) => within(action, entry))) return [];
    const when = new Date(action.fromMs).toISOString();
    return [
      { entry: null, what: `"${action.state}" at ${when} (${action.task}) left no entry that says so` },
    ];
  });
  return [...unexplained, ...silent];
}
