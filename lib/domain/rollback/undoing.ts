import type { Digest } from "../canonical.ts";
import type { Environment } from "../environment.ts";
import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";
import { isOverdue, lastIntent, provisioned, rollbackIntents } from "../step/attempts.ts";
import type { ObservedStack } from "../step/stack.ts";
import type { Undoing } from "./next-rollback-move.ts";
import type { Obligation } from "./steps-to-undo.ts";

/**
 * How long a call of a task may live, including the requests that it has sent: the functions' timeout of 60 s
 * (lib/control-plane/task-function.ts) and a margin. After that, an effect that was not seen no longer arrives.
 */
export const longestEffectMs = 75_000;

/**
 * How long a deletion that failed rests before the next one, by attempt: access logs arrive late, and network interfaces of
 * functions stay for twenty minutes (Lambda developer guide, "Giving Lambda functions access to resources in a VPC").
 */
const restMinutes = [1, 5, 15];

/**
 * How an obligation is met now. `deployedDigest`: the digest observed once its baseline is restored, null if there
 * is none. `stepMinutes`: the time that the plan gives a step. `released`: the digest observed once nothing of a stack that
 * goes would stay behind, null if nothing would.
 */
export function undoingOf(
  { owners, step, undo }: Obligation,
  entries: readonly Entry[],
  environment: Environment,
  { tokens }: ObservedStack,
  deployedDigest: Digest | null,
  stepMinutes: number,
  nowMs: number,
  released: Digest | null = null,
): Undoing {
  const about = {
    owners,
    mayStillCome: isOnItsWay(entries, environment, step, tokens, nowMs),
    isInTime: !isOverdue(entries, environment, step, stepMinutes, nowMs),
    ...(rests(entries, environment, step, nowMs) ? { rests: true as const } : {}),
  };
  const recreates = undo.to === "baseline" && undo.recreates === true;
  if (deployedDigest !== null) return { ...about, to: "baseline", digest: deployedDigest, recreates };
  if (undo.to === "found") return { ...about, to: "found" };
  if (undo.to === "kept") return { ...about, to: "kept", reason: undo.reason };
  return { ...about, to: "absent", released };
}

/** Whether the last deletion of a step was asked for a short while ago. */
function rests(entries: readonly Entry[], environment: Environment, step: string, nowMs: number): boolean {
  const last = entries
    .filter(isFact("roll-back-step", "intent"))
    .findLast(({ detail }) => detail.environment === environment && detail.step === step);
  if (last?.detail.operation !== "delete") return false;
  return nowMs - Date.parse(last.at) < (restMinutes[last.detail.attempt - 1] ?? 0) * 60_000;
}

/**
 * Whether a call of an execution that this run has given up may still carry out its intent: an execution can be
 * stopped, but a call under way cannot. A change set needs no such care, because it is withdrawn.
 */
function isOnItsWay(
  entries: readonly Entry[],
  environment: Environment,
  step: string,
  tokens: readonly string[],
  nowMs: number,
): boolean {
  const recovered = entries.findLastIndex(({ action }) => action === "recover-run");
  const before = entries.slice(0, Math.max(0, recovered));
  const last = lastIntent(before, environment, step);
  if (last === undefined) return false;
  const { at, sequence, detail } = last;
  const isFenced = detail.changeSet !== undefined || detail.operation === "delete-leftover";
  const since = entries.slice(sequence);
  const isAnswered = provisioned(since, environment, step) !== null;
  // Nothing is deleted until the creation was seen or can no longer arrive. After a deletion, the name no longer
  // shows it.
  const isDeleted = rollbackIntents(since, environment).some(
    (undone) => undone.step === step && undone.operation === "delete",
  );
  const isSeen = tokens.includes(detail.token) || isDeleted;
  return !isFenced && !isAnswered && !isSeen && nowMs - Date.parse(at) < longestEffectMs;
}
