import { groupedBy } from "../../../../lib/domain/grouped.ts";
import type { TaskName } from "../../../../lib/tasks/tasks.ts";
import { type Definition, resources, type StateOf } from "../definition.ts";
import { edgesFrom } from "../flow.ts";
import { loopsOf } from "../loops.ts";
import { type Machine, machinesOf, taskStates } from "../machines.ts";
import { about, at, type Rule } from "./rule.ts";

/**
 * Lambda's own passing errors: the Step Functions developer guide's list, throttling, and a function that was killed.
 */
export const lambdaTransients = [
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
];
/** Our own passing errors: AWS throttled a task, or another call wrote the entry first. */
export const ownTransients = ["Throttled", "EntryConflict"];
/** Those of starting a child. */
export const childTransients = [
  "StepFunctions.AWSStepFunctionsException",
  "StepFunctions.SdkClientException",
];

/** The longest wait that a task may ask its child for: a confirmation that nothing answers pauses for days. */
export const longestWaitSeconds = 600;
/** The longest that a task lets its machine wait: a freeze lasts for weeks, so its windows are read every two hours. */
export const longestWaitOf = (task: TaskName): number =>
  task === "read-windows" ? 2 * 3_600 : longestWaitSeconds;
/** The longest time that one call works (lib/shared-use-cases/patience.ts). */
const longestCallSeconds = 40;

const dayS = 86_400;
const gateCeilingS = 30 * dayS;
/** Step Functions quotas: a task, and an execution, may take a year. */
const yearS = 365 * dayS;
const retried = { attemptsAtMost: 5, delayAtMostS: 60, pausesAtLeastS: 30 };

/** The longest pauses of a retrier, together, before any jitter. */
const pausesOf = ({
  IntervalSeconds,
  BackoffRate,
  MaxAttempts,
  MaxDelaySeconds = yearS,
}: StateOf<"Task">["Retry"][number]): number =>
  Array.from({ length: MaxAttempts }, (_, attempt) =>
    Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** attempt),
  ).reduce((sum, pause) => sum + pause, 0);

/** How often a Task is tried at most. */
export const attemptsOf = ({ Retry }: StateOf<"Task">): number =>
  1 + Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);

/** The longest that a state can take: every attempt to its ceiling, every pause to its longest. */
export function longestSeconds(machine: Machine, name: string): number {
  const state = machine.definition.States[name];
  if (state?.Type === "Wait") return state.Seconds ?? 0;
  if (state?.Type !== "Task") return 0;
  const { TimeoutSeconds = yearS, Retry } = state;
  const pauses = Retry.reduce(
    (sum, { MaxAttempts, MaxDelaySeconds = yearS }) => sum + MaxAttempts * MaxDelaySeconds,
    0,
  );
  const call = machine.calls.get(name);
  // What is retried failed early: the invocation, or the start of the child. Only the last attempt waits to its
  // ceiling.
  const early = call?.is === "task" ? call.functionTimeoutSeconds : 0;
  return TimeoutSeconds + (attemptsOf(state) - 1) * Math.min(early, TimeoutSeconds) + pauses;
}

/** The heaviest way through a machine, as its weight: the states of a loop count together, once. */
export function heaviestWay(definition: Definition, weightOf: (state: string) => number): number {
  const loops = loopsOf(definition);
  const known = new Map<string, number>();
  const from = (name: string): number => {
    const states = loops.find((loop) => loop.states.includes(name))?.states ?? [name];
    const key = states.join("\n");
    const found = known.get(key);
    if (found !== undefined) return found;
    const onward = states
      .flatMap((state) => edgesFrom(definition, state))
      .filter(({ to }) => !states.includes(to))
      .map(({ to }) => from(to));
    const weight = states.reduce((sum, state) => sum + weightOf(state), 0) + Math.max(0, ...onward);
    known.set(key, weight);
    return weight;
  };
  return from(definition.StartAt);
}

/** The rules about time and retries. */
export const limits: readonly Rule[] = [
  {
    id: "has-a-ceiling",
    says: "Every Task has a literal timeout that outlasts what it calls, a gate its 30 days, and none waits a year",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const path = "/TimeoutSeconds";
        const { TimeoutSeconds } = state;
        if (TimeoutSeconds === undefined)
          return [at(machine, name, path, "the Task has no timeout: it would wait a year")];
        const call = machine.calls.get(name);
        const callee = call?.is === "machine" ? installed.machines.get(call.machine) : undefined;
        const least =
          state.Resource === resources.ask
            ? gateCeilingS
            : call?.is === "task"
              ? call.functionTimeoutSeconds + 1
              : (callee?.definition.TimeoutSeconds ?? yearS) + 1;
        if (TimeoutSeconds < least)
          return [
            at(
              machine,
              name,
              path,
              `${TimeoutSeconds} s is too short: what it calls may take ${least - 1} s`,
            ),
          ];
        return TimeoutSeconds >= yearS ? [at(machine, name, path, `${TimeoutSeconds} s is no ceiling`)] : [];
      }),
  },
  {
    id: "retries-what-passes",
    says: "Every Task retries exactly the passing errors of what it calls, long enough, a bounded number of times, apart from each other",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const wanted =
          machine.calls.get(name)?.is === "machine"
            ? childTransients
            : [...lambdaTransients, ...ownTransients];
        const covered = new Set(state.Retry.flatMap(({ ErrorEquals }) => ErrorEquals));
        const missing = wanted.filter((error) => !covered.has(error));
        const lasting = [...covered].filter((error) => !wanted.includes(error));
        const pauses = state.Retry.reduce((sum, retrier) => sum + pausesOf(retrier), 0);
        return [
          ...(missing.length > 0
            ? [at(machine, name, "/Retry", `does not retry ${missing.join(", ")}`)]
            : []),
          ...(lasting.length > 0
            ? [at(machine, name, "/Retry", `retries ${lasting.join(", ")}, which would come again`)]
            : []),
          ...(pauses < retried.pausesAtLeastS
            ? [
                at(
                  machine,
                  name,
                  "/Retry",
                  `gives up after ${pauses} s of pauses: AWS may throttle for longer`,
                ),
              ]
            : []),
          ...state.Retry.flatMap(({ MaxAttempts, MaxDelaySeconds, JitterStrategy }, index) => {
            const bounded =
              MaxAttempts >= 1 &&
              MaxAttempts <= retried.attemptsAtMost &&
              MaxDelaySeconds !== undefined &&
              MaxDelaySeconds <= retried.delayAtMostS &&
              JitterStrategy === "FULL";
            return bounded
              ? []
              : [
                  at(
                    machine,
                    name,
                    `/Retry/${index}`,
                    `wants 1 to ${retried.attemptsAtMost} attempts, a longest delay and full jitter`,
                  ),
                ];
          }),
        ];
      }),
  },
  {
    id: "asks-once",
    says: "A gate whose time is over, or that failed, is never asked again by a retry: its new token would be another gate",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) =>
        state.Resource !== resources.ask
          ? []
          : state.Retry.flatMap(({ ErrorEquals }, index) =>
              ErrorEquals.filter((error) =>
                /^States\.(ALL|TaskFailed|Timeout|HeartbeatTimeout)$/.test(error),
              ).map((error) =>
                at(
                  machine,
                  name,
                  `/Retry/${index}/ErrorEquals`,
                  `retries ${error}: a gate that ran out of time would be asked again`,
                ),
              ),
            ),
      ),
  },
  {
    id: "catches-everything",
    says: "Every Task catches States.ALL last, and what it catches replaces nothing",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const last = state.Catch.at(-1);
        const all = last?.ErrorEquals.length === 1 && last.ErrorEquals[0] === "States.ALL";
        return [
          ...(all
            ? []
            : [
                at(
                  machine,
                  name,
                  "/Catch",
                  "the last Catch is not States.ALL alone: what it does not catch ends the run",
                ),
              ]),
          ...state.Catch.flatMap(({ ResultPath }, index) =>
            ResultPath === null
              ? []
              : [
                  at(
                    machine,
                    name,
                    `/Catch/${index}/ResultPath`,
                    `keeps the error under ${ResultPath}: nothing reads it, and its cause may have 32,768 characters`,
                  ),
                ],
          ),
        ];
      }),
  },
  {
    id: "outlasts-its-states",
    says: "Every machine has a timeout above the sum of its states' on every way, its looks included",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const { TimeoutSeconds } = machine.definition;
        if (TimeoutSeconds === undefined)
          return [about(machine, "the machine has no timeout: it might wait a year")];
        const needed = neededSeconds(machine);
        if (TimeoutSeconds <= needed)
          return [
            about(
              machine,
              `its timeout of ${TimeoutSeconds} s would cut off states that may take ${needed} s`,
            ),
          ];
        return TimeoutSeconds > yearS
          ? [about(machine, `its timeout of ${TimeoutSeconds} s is above a year`)]
          : [];
      }),
  },
];

/**
 * How long a machine may take in the regular course: its heaviest way, and every look of the loops that wait; those of one
 * counter share its looks. A gate that is asked again waits for the same deadline, so its loop counts once.
 */
export function neededSeconds(machine: Machine): number {
  const { definition } = machine;
  const waiting = loopsOf(definition).filter(({ states }) =>
    states.some((name) => definition.States[name]?.Type === "Wait"),
  );
  const looks = [...groupedBy(waiting, ({ counter }) => counter).values()].map((sharing) => {
    const tasks = sharing.flatMap(({ states }) => states.flatMap((name) => machine.calls.get(name) ?? []));
    const waits = tasks.map((call) => (call.is === "task" ? longestWaitOf(call.task) : 0));
    return Math.max(...sharing.map(({ bound }) => bound ?? 0)) * (Math.max(0, ...waits) + longestCallSeconds);
  });
  return (
    looks.reduce((sum, seconds) => sum + seconds, 0) +
    heaviestWay(definition, (name) => longestSeconds(machine, name))
  );
}
