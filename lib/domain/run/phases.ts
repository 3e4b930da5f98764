import { type Change, stepsInOrder } from "../change/manifest.ts";
import { type Environment, isInScope, type Part, type Scope } from "../environment.ts";
import { gateState } from "../gate/gate-state.ts";
import { type Gate, gateRows, gates } from "../gates.ts";
import type { Entry } from "../records/entry.ts";
import { isFact, provisionedAs } from "../records/facts.ts";
import { rollbackSoFar } from "./rollback-so-far.ts";

/** The name of a phase: a gate, an environment, or production's ingress. */
export type Phase = Gate | Environment | "ingress";

type GatePhase = { readonly phase: Phase; readonly gate: Gate };
type EnvironmentPhase = { readonly phase: Phase; readonly environment: Environment; readonly scope: Scope };

/** Every phase of a run, in its order: each gate, and behind it what it allows, by the scope that is provisioned in one go. */
const phaseRows: readonly (GatePhase | EnvironmentPhase)[] = gates.flatMap((gate) => [
  { phase: gate, gate },
  ...gateRows[gate].allows.map(({ environment, scope }) => ({
    phase: scope === "ingress" ? ("ingress" as const) : environment,
    environment,
    scope,
  })),
]);

/** The phases between a gate and the next one, or the end. */
export function phasesBehind(gate: Gate): readonly Phase[] {
  const rest = phaseRows.slice(phaseRows.findIndex((row) => "gate" in row && row.gate === gate) + 1);
  const next = rest.findIndex((row) => "gate" in row);
  return rest.slice(0, next < 0 ? rest.length : next).map(({ phase }) => phase);
}

/** How far a phase has come. `skipped`: no person had to be asked. `undone`: rolled back, and proved. */
export type PhaseState =
  | "to-come"
  | "under-way"
  | "done"
  | "skipped"
  | "failed"
  | "rolling-back"
  | "undone"
  | "not-proved";

/** The operation on one step that has begun and not ended. Times are ISO 8601. */
export type StepUnderWay = {
  readonly step: string;
  readonly operation: string;
  readonly stackName: string;
  readonly since: string;
};

/** A gate that was opened: who is asked, until when, who answered, and whether each one's mail was accepted. */
export type AskedGate = {
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly until: string;
  readonly decisions: readonly {
    readonly approver: string;
    readonly decision: "approve" | "reject";
    readonly reason: string;
    readonly at: string;
  }[];
  /** The newest mail to each person. */
  readonly mails: readonly { readonly to: string; readonly at: string; readonly accepted: boolean }[];
};

/** One phase of a run, as people see it. */
export type PhaseView = {
  readonly phase: Phase;
  readonly state: PhaseState;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** From start to end in milliseconds; null while it has not ended well. */
  readonly tookMs: number | null;
  /** For an environment: how many of its steps are as the change wants them, and the one that is under way. */
  readonly steps: { readonly done: number; readonly of: number; readonly now: StepUnderWay | null } | null;
  /** For a gate that was opened. */
  readonly gate: AskedGate | null;
};

/** The phases of a run according to its entries. `change` names the steps; null if it could not be read. */
export function phasesOf(entries: readonly Entry[], change: Change | null): readonly PhaseView[] {
  return phaseRows
    .filter((row) => !("environment" in row) || row.scope !== "ingress" || hasIngress(change))
    .map((row) => ("gate" in row ? gateView(entries, row) : environmentView(entries, row, change)));
}

const hasIngress = (change: Change | null): boolean =>
  change !== null && stepsInOrder(change, "production", "ingress").length > 0;

function timed(startedAt: string | null, endedAt: string | null) {
  const tookMs = startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
  return { startedAt, endedAt, tookMs };
}

function gateView(entries: readonly Entry[], { phase, gate }: GatePhase): PhaseView {
  const about = entries.filter(({ detail }) => "gate" in detail && detail.gate === gate);
  const opened = about.findLast(isFact("open-gate", "outcome"));
  const state = gateState(entries, gate);
  const settled = about.findLast(
    ({ action }) => action === "decide-gate" || action === "expire-gate" || action === "pass-gate",
  );
  const isOver = state !== null && state !== "open" && state !== "void";
  const times = timed(opened?.at ?? null, isOver ? (settled?.at ?? null) : null);
  return {
    phase,
    state: state === null ? (wasLockedBefore(entries, gate) ? "skipped" : "to-come") : gateWords[state],
    ...times,
    steps: null,
    gate: opened === undefined ? null : askedGate(about, opened.detail),
  };
}

/** A receipt without a question: an earlier run's approval locked this plan. */
const wasLockedBefore = (entries: readonly Entry[], gate: Gate): boolean =>
  entries.some(
    (entry) =>
      entry.action === "sign-receipt" &&
      entry.detail.statement === "gate-passed" &&
      entry.detail.about === gate,
  );

const gateWords = {
  open: "under-way",
  void: "under-way",
  approved: "done",
  passed: "skipped",
  rejected: "failed",
  expired: "failed",
} as const;

function askedGate(
  about: readonly Entry[],
  { approvers, quorum, expiresAtMs }: { approvers: readonly string[]; quorum: number; expiresAtMs: number },
): AskedGate {
  const mails = about
    .filter(isFact("send-invitation", "outcome"))
    .map(({ at, detail: { to, accepted } }) => ({
      to,
      at,
      accepted,
    }));
  return {
    approvers,
    quorum,
    until: new Date(expiresAtMs).toISOString(),
    decisions: about
      .filter(isFact("decide-gate", "decision"))
      .map(({ at, detail: { approver, decision, reason } }) => ({ approver, decision, reason, at })),
    mails: [...new Map(mails.map((mail) => [mail.to, mail])).values()],
  };
}

function environmentView(
  entries: readonly Entry[],
  { phase, environment, scope }: EnvironmentPhase,
  change: Change | null,
): PhaseView {
  const released = releasedAt(entries);
  const from = scope === "ingress" ? released : 0;
  const about = entries.filter(
    (entry, at) => at >= from && isAbout(entry, environment, scope, at >= released),
  );
  const settled = settledSteps(about);
  const named = change === null ? [] : stepsInOrder(change, environment, scope).map(({ step }) => step);
  const done = named.filter((step) => provisionedWell.includes(settled.get(step) ?? ""));
  const steps = { done: done.length, of: named.length, now: underWay(about) };
  const lastIntent = about.findLastIndex(isFact("provision-step", "intent"));
  const validated = about
    .slice(lastIntent + 1)
    .find((entry) => isFact("validate-environment", "observation")(entry) && entry.detail.held);
  const undoing = rollbackSoFar(entries, environment);
  const isBad =
    [...settled.values()].some((result) => result === "failed" || result === "unknown") ||
    (validated === undefined && about.some((entry) => entry.action === "validate-environment"));
  const started = about[0]?.at ?? null;
  const state: PhaseState =
    started === null
      ? "to-come"
      : undoing !== null
        ? undoingWords[undoing]
        : isBad
          ? "failed"
          : validated === undefined
            ? "under-way"
            : "done";
  return {
    phase,
    state,
    ...timed(started, state === "done" ? (validated?.at ?? null) : null),
    steps,
    gate: null,
  };
}

const provisionedWell: readonly string[] = provisionedAs;

/** The index behind the last decision about the release: what happens to ingress before it belongs to production's phase. */
function releasedAt(entries: readonly Entry[]): number {
  const state = gateState(entries, "production-release");
  if (state !== "approved" && state !== "passed") return entries.length;
  return entries.findLastIndex(
    ({ action, detail }) =>
      (action === "decide-gate" || action === "pass-gate") &&
      "gate" in detail &&
      detail.gate === "production-release",
  );
}

function isAbout(entry: Entry, environment: Environment, scope: Scope, isReleased: boolean): boolean {
  const belongs = (part: Part) => isInScope(part, scope) || (scope === "all-but-ingress" && !isReleased);
  if (!("environment" in entry.detail) || entry.detail.environment !== environment) return false;
  if (isFact("validate-environment", "observation")(entry))
    return scope === "ingress" ? entry.detail.scope === "everything" : entry.detail.scope === scope;
  if (isFact("provision-step", "outcome")(entry) || isFact("roll-back-step", "outcome")(entry))
    return belongs(entry.detail.part);
  if (isFact("provision-step", "intent")(entry)) return belongs(entry.detail.part);
  return isFact("roll-back-step", "intent")(entry);
}

/** The newest outcome of each step that was provisioned. */
const settledSteps = (about: readonly Entry[]): ReadonlyMap<string, string> =>
  new Map(
    about.filter(isFact("provision-step", "outcome")).map(({ detail }) => [detail.step, detail.result]),
  );

/** The newest operation, if it has no outcome yet. */
function underWay(about: readonly Entry[]): StepUnderWay | null {
  const last = about.findLast(({ action }) => action === "provision-step" || action === "roll-back-step");
  if (last === undefined) return null;
  if (!isFact("provision-step", "intent")(last) && !isFact("roll-back-step", "intent")(last)) return null;
  const { step, operation, stackName } = last.detail;
  return { step, operation, stackName, since: last.at };
}

/** The words for a rollback so far. */
const undoingWords = { "under-way": "rolling-back", proved: "undone", unproved: "not-proved" } as const;
