import * as z from "zod";
import type { Json } from "../canonical.ts";
import { memoize } from "../memoize.ts";
import type { ExecutionHistory } from "./history.ts";
import { jsonIn } from "./json-in.ts";

/** One attempt at a Task state of ours, as Step Functions reports it. */
export type HistoryAction = {
  readonly execution: string;
  readonly state: string;
  /** The task that was invoked, by its name in functions/. */
  readonly task: string;
  /** What the state passed to it in addition to the run: environment, gate, scope, proof. */
  readonly about: Readonly<Record<string, string>>;
  readonly fromMs: number;
  /** When it ended; null if the execution ended first. */
  readonly untilMs: number | null;
  readonly succeeded: boolean;
  /** The function's answer; null if there was none, or if a token woke the state. */
  readonly answer: Json;
};

const definitionSchema = z.looseObject({
  States: z.record(
    z.string(),
    z.looseObject({
      Parameters: z
        .looseObject({ FunctionName: z.string().optional(), Payload: z.looseObject({}).optional() })
        .optional(),
    }),
  ),
});

/** The tasks that a state machine invokes. */
const tasks = [
  "open-run",
  "publish-assets",
  "provision-step",
  "validate-environment",
  "roll-back-step",
  "prove-rollback",
  "preserve-logs",
  "reopen-ingress",
  "open-gate",
  "read-gate",
  "read-windows",
  "close-run",
] as const;

/** The events with which an unsuccessful attempt ends (Step Functions API reference, HistoryEvent, type). */
const failures: ReadonlySet<string> = new Set([
  "TaskFailed",
  "TaskTimedOut",
  "TaskStartFailed",
  "TaskSubmitFailed",
]);

type Invocation = { readonly task: string; readonly about: Readonly<Record<string, string>> };

/**
 * What each state of the executed definition invokes. Functions are named after their task and their environment. An installation
 * has a few definitions, and every run executes them.
 */
const invocationsIn = memoize(20, (definition: string): ReadonlyMap<string, Invocation> => {
  const { States } = definitionSchema.parse(JSON.parse(definition));
  return new Map(
    Object.entries(States).flatMap(([state, { Parameters }]) => {
      const name = Parameters?.FunctionName ?? "";
      const about = Object.fromEntries(
        Object.entries(Parameters?.Payload ?? {}).flatMap(([key, value]) =>
          typeof value === "string" && !key.endsWith(".$") ? [[key, value]] : [],
        ),
      );
      const task = tasks.find((known) => new RegExp(`(^|-)${known}(-[a-z]+)?(:[^:]*)?$`).test(name));
      return task === undefined ? [] : [[state, { task, about }] as const];
    }),
  );
});

/**
 * The attempts in a history, in order. Our machines do one thing at a time, so an event belongs to the state that
 * was entered last. Children name their environment in the execution's input.
 * @throws SyntaxError or ZodError if the definition does not parse.
 */
export function actionsIn({ execution, definition, events }: ExecutionHistory): readonly HistoryAction[] {
  const invocations = invocationsIn(definition);
  const actions: HistoryAction[] = [];
  let state = "";
  let input: Readonly<Record<string, string>> = {};
  let scheduled: { readonly invocation: Invocation; readonly fromMs: number } | null = null;
  const end = (untilMs: number | null, succeeded: boolean, answer: Json) => {
    if (scheduled !== null) {
      const { task, about } = scheduled.invocation;
      const { fromMs } = scheduled;
      actions.push({
        execution,
        state,
        task,
        about: { ...input, ...about },
        fromMs,
        untilMs,
        succeeded,
        answer,
      });
    }
    scheduled = null;
  };
  for (const event of events) {
    const type = String(event["type"]);
    const atMs = Date.parse(String(event["timestamp"]));
    if (type === "ExecutionStarted") input = textsIn(member(event["executionStartedEventDetails"], "input"));
    else if (type.endsWith("StateEntered")) state = String(member(event["stateEnteredEventDetails"], "name"));
    else if (type === "TaskScheduled") {
      const invocation = invocations.get(state);
      scheduled = invocation === undefined ? null : { invocation, fromMs: atMs };
    } else if (type === "TaskSucceeded")
      end(atMs, true, payloadOf(member(event["taskSucceededEventDetails"], "output")));
    else if (failures.has(type)) {
      const outcome = badOutcomeIn(event["taskFailedEventDetails"]);
      end(atMs, outcome !== null, outcome === null ? null : { outcome });
    }
  }
  end(null, false, null);
  return actions;
}

const member = (value: Json | undefined, key: string): Json =>
  (value as Readonly<Record<string, Json>> | null | undefined)?.[key] ?? null;

/** The outcome that a task of ours answered by an error (lib/runtime/task.ts); null for any other error. */
function badOutcomeIn(details: Json | undefined): string | null {
  if (member(details, "error") !== "NotDone") return null;
  const message = member(jsonIn(String(member(details, "cause"))), "errorMessage");
  return /^(failed|unknown):/.exec(String(message))?.[1] ?? null;
}

const payloadOf = (output: Json): Json => member(jsonIn(String(output)), "Payload");

function textsIn(input: Json): Readonly<Record<string, string>> {
  const value = jsonIn(String(input));
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (typeof inner === "string" ? [[key, inner]] : [])),
  );
}
