import type { Definition, StateOf } from "../../assurance/prove/definition.ts";
import { resources } from "../../assurance/prove/definition.ts";
import type { Machine } from "../../assurance/prove/machines.ts";
import { forever } from "../process.ts";
import type { Random } from "../random.ts";
import type { VirtualTime } from "../time.ts";
import {
  type Data,
  evaluate,
  Fatal,
  filled,
  matches,
  placed,
  refuseTooLarge,
  StateError,
  stateErrorOf,
} from "./data.ts";
import type { TaskTokens } from "./task-tokens.ts";

/** The status of an execution (Step Functions API reference, DescribeExecution). */
export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT";

/** One line of an execution's history. */
export type HistoryEvent = {
  readonly type: string;
  readonly state: string | null;
  readonly atMs: number;
  readonly detail?: object;
};

/** What an execution needs from the service that runs it. */
export type ExecutionService = {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly tokens: TaskTokens;
  /** Does the work of one attempt of a Task. */
  carryOut(
    execution: Execution,
    state: string,
    resource: string,
    parameters: Data,
    token: string | null,
  ): Promise<unknown>;
  /** Called when an execution enters a state, before the state does anything. */
  hasEntered(execution: Execution): void;
  /** Called when an execution has ended. */
  hasEnded(execution: Execution): void;
};

/** Source: Step Functions quotas. */
const mostEvents = 25_000;

/** One execution of a state machine, as Step Functions carries it out. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  readonly input: Data;
  readonly startedAtMs: number;
  status: ExecutionStatus = "RUNNING";
  stoppedAtMs: number | null = null;
  output: unknown = null;
  error: string | null = null;
  cause: string | null = null;
  /** Its current state and data, with which a redrive begins. */
  state: string;
  data: unknown;
  readonly history: HistoryEvent[] = [];
  /** Callbacks for its end. */
  readonly ended: (() => void)[] = [];
  /** A redriven execution has a new life: pending work of an earlier life has no effect. */
  private life = 0;
  private readonly service: ExecutionService;

  constructor(service: ExecutionService, machine: Machine, arn: string, name: string, input: Data) {
    this.service = service;
    this.machine = machine;
    this.arn = arn;
    this.name = name;
    this.input = input;
    this.startedAtMs = service.time.nowMs();
    this.state = machine.definition.StartAt;
    this.data = input;
  }

  private get definition(): Definition {
    return this.machine.definition;
  }

  /** Begins, or continues from the state at which it stopped. */
  begin(): void {
    this.life += 1;
    const { life } = this;
    this.status = "RUNNING";
    this.tell(life === 1 ? "ExecutionStarted" : "ExecutionRedriven", null, this.input);
    const { TimeoutSeconds } = this.definition;
    if (TimeoutSeconds !== undefined)
      this.service.time.after(TimeoutSeconds * 1_000, () => {
        if (this.life === life && this.status === "RUNNING") this.end("TIMED_OUT", "States.Timeout", "");
      });
    void this.walk(life);
  }

  /** Ends the execution, from within or from outside. */
  end(status: Exclude<ExecutionStatus, "RUNNING">, error: string | null, cause: string | null): void {
    if (this.status !== "RUNNING") return;
    this.status = status;
    this.error = error;
    this.cause = cause;
    this.stoppedAtMs = this.service.time.nowMs();
    this.history.push({ type: `Execution${ended[status]}`, state: null, atMs: this.stoppedAtMs });
    for (const call of this.ended.splice(0)) call();
    this.service.hasEnded(this);
  }

  /** Fills the history up to its last event but one. */
  overflow(): void {
    const atMs = this.service.time.nowMs();
    while (this.history.length < mostEvents - 1) this.history.push({ type: "Filler", state: null, atMs });
  }

  private async walk(life: number): Promise<void> {
    for (;;) {
      try {
        const next = await this.enter(life);
        if (next === null) return;
        this.state = next;
      } catch (error) {
        const failure = stateErrorOf(error);
        if (failure === null) throw error;
        if (this.life === life) this.end("FAILED", failure.name, failure.message);
        return;
      }
    }
  }

  /** Carries out the current state. Returns the next one, null at an end. */
  private async enter(life: number): Promise<string | null> {
    const state = this.definition.States[this.state];
    if (state === undefined) throw new Fatal("States.Runtime", `there is no state ${this.state}`);
    this.tell(`${state.Type}StateEntered`, this.state);
    this.service.hasEntered(this);
    await this.still(life);
    refuseTooLarge(this.data);
    const context = this.context(null);
    switch (state.Type) {
      case "Succeed":
        this.tell("SucceedStateExited", this.state);
        return this.succeed();
      case "Fail": {
        const text = (path: string | undefined, literal: string | undefined) =>
          path === undefined ? (literal ?? "") : String(evaluate(path, this.data, context));
        this.end("FAILED", text(state.ErrorPath, state.Error), text(state.CausePath, state.Cause));
        return null;
      }
      case "Choice": {
        const chosen = state.Choices.find(({ Variable, StringEquals, NumericGreaterThanEquals }) => {
          const value = evaluate(Variable, this.data, context);
          return StringEquals === undefined
            ? typeof value === "number" && value >= Number(NumericGreaterThanEquals)
            : value === StringEquals;
        });
        const next = chosen?.Next ?? state.Default;
        if (next === undefined)
          throw new Fatal("States.Runtime", `no choice of ${this.state} matches (States.NoChoiceMatched)`);
        this.tell("ChoiceStateExited", this.state);
        return next;
      }
      case "Wait": {
        const seconds = state.Seconds ?? Number(evaluate(state.SecondsPath ?? "", this.data, context));
        await this.service.time.pause(seconds * 1_000);
        await this.still(life);
        this.tell("WaitStateExited", this.state);
        return state.Next ?? this.succeed();
      }
      case "Pass":
        this.data = placed(
          this.data,
          state.ResultPath,
          filled(state.Parameters ?? this.data, this.data, context),
        );
        this.tell("PassStateExited", this.state);
        return state.Next ?? this.succeed();
      case "Task":
        return this.task(life, state);
    }
  }

  private succeed(): null {
    this.output = this.data;
    this.end("SUCCEEDED", null, null);
    return null;
  }

  private async task(life: number, state: StateOf<"Task">): Promise<string | null> {
    const tried = state.Retry.map(() => 0);
    for (;;) {
      try {
        const result = await this.attempt(life, state);
        const selected =
          state.ResultSelector === undefined
            ? result
            : filled(state.ResultSelector, result, this.context(null));
        this.data = placed(this.data, state.ResultPath, selected);
        this.tell("TaskStateExited", this.state);
        return state.Next ?? this.succeed();
      } catch (error) {
        if (!(error instanceof StateError) || error instanceof Fatal) throw error;
        const at = state.Retry.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
        const retrier = state.Retry[at];
        const times = tried[at] ?? 0;
        if (retrier !== undefined && times < retrier.MaxAttempts) {
          tried[at] = times + 1;
          const {
            IntervalSeconds,
            BackoffRate,
            MaxDelaySeconds = Number.POSITIVE_INFINITY,
            JitterStrategy,
          } = retrier;
          const seconds = Math.min(IntervalSeconds * BackoffRate ** times, MaxDelaySeconds);
          const share = JitterStrategy === "FULL" ? this.service.random.fraction() : 1;
          await this.service.time.pause(seconds * share * 1_000);
          await this.still(life);
          continue;
        }
        const caught = state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error));
        if (caught === undefined) throw error;
        this.data = placed(this.data, caught.ResultPath, { Error: error.name, Cause: error.message });
        this.tell("TaskStateExited", this.state);
        return caught.Next;
      }
    }
  }

  /** One attempt of a Task: its result, or the error it failed with. */
  private async attempt(life: number, state: StateOf<"Task">): Promise<unknown> {
    const token = state.Resource === resources.ask ? this.service.tokens.issue() : null;
    const parameters = filled(state.Parameters, this.data, this.context(token)) as Data;
    refuseTooLarge(parameters);
    this.tell("TaskScheduled", this.state, parameters);
    this.tell("TaskStarted", this.state);
    if (state.Resource !== resources.invoke) this.tell("TaskSubmitted", this.state);
    try {
      const result = await this.withinTime(
        state,
        this.service.carryOut(this, this.state, state.Resource, parameters, token),
      );
      await this.still(life);
      this.tell("TaskSucceeded", this.state, { output: result });
      return result;
    } catch (error) {
      await this.still(life);
      if (!(error instanceof StateError)) throw error;
      this.tell(error.name === "States.Timeout" ? "TaskTimedOut" : "TaskFailed", this.state);
      throw error;
    } finally {
      if (token !== null) this.service.tokens.close(token);
    }
  }

  private withinTime(state: StateOf<"Task">, work: Promise<unknown>): Promise<unknown> {
    const seconds = Math.min(
      state.TimeoutSeconds ?? Number.POSITIVE_INFINITY,
      state.HeartbeatSeconds ?? Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(seconds)) return work;
    return new Promise((resolve, reject) => {
      const timer = this.service.time.after(seconds * 1_000, () => {
        reject(
          new StateError(seconds === state.TimeoutSeconds ? "States.Timeout" : "States.HeartbeatTimeout", ""),
        );
      });
      work.then(resolve, reject).finally(() => timer.cancel());
    });
  }

  /** Resolves only if the execution still runs, in the same life. */
  private still(life: number): Promise<void> {
    return this.life === life && this.status === "RUNNING" ? Promise.resolve() : forever();
  }

  private context(token: string | null): Data {
    return {
      Execution: { Id: this.arn, Name: this.name },
      State: { Name: this.state },
      ...(token === null ? {} : { Task: { Token: token } }),
    };
  }

  private tell(type: string, state: string | null, detail?: object): void {
    // At the last event but one Step Functions ends the execution, unless that event is its success.
    if (this.history.length >= mostEvents - 1)
      throw new Fatal(
        "States.Runtime",
        `the execution reached the maximum number of history events (${mostEvents})`,
      );
    const event: HistoryEvent = { type, state, atMs: this.service.time.nowMs() };
    this.history.push(detail === undefined ? event : { ...event, detail });
  }
}

const ended = {
  SUCCEEDED: "Succeeded",
  FAILED: "Failed",
  ABORTED: "Aborted",
  TIMED_OUT: "TimedOut",
} as const;
