import { ExecutionAlreadyExists, ExecutionDoesNotExist } from "@aws-sdk/client-sfn";
import { resources } from "../../assurance/prove/definition.ts";
import type { Installed, Machine } from "../../assurance/prove/machines.ts";
import { nameIn } from "../arn.ts";
import type { Outcome } from "../functions.ts";
import type { Random } from "../random.ts";
import type { VirtualTime } from "../time.ts";
import { type Data, Fatal, StateError } from "./data.ts";
import { Execution } from "./execution.ts";
import { TaskTokens } from "./task-tokens.ts";

const gone = { $metadata: {} };
/** Source: Step Functions developer guide, redrive eligibility. */
const redriveWindowMs = 14 * 86_400_000;
const mostEventsToRedrive = 24_999;

/** How Step Functions behaves where AWS and the emulator differ, or where AWS promises nothing. */
export type Variant = {
  /**
   * What a parent hears of a failed child: AWS wraps it in States.TaskFailed, the emulator passes the child's own
   * error.
   */
  readonly childFailure: "wrapped" | "own";
  /** Whether stopping a parent stops its child: AWS tries to, the emulator does not. */
  readonly stopsChildren: boolean;
  /**
   * What becomes of an error thrown while a task token is waited for: AWS fails the state, the emulator keeps waiting.
   */
  readonly throwingAsker: "fails" | "waits";
  /**
   * What StopExecution answers about an execution that has ended: AWS does not say, and lists ValidationException among
   * the errors; the emulator answers ValidationException unless the execution was stopped already.
   */
  readonly stoppingTheEnded: "accepted" | "refused";
};

/** As AWS documents it. */
export const awsVariant: Variant = {
  childFailure: "wrapped",
  stopsChildren: true,
  throwingAsker: "fails",
  stoppingTheEnded: "accepted",
};
/** As the emulator was found. */
export const emulatorVariant: Variant = {
  childFailure: "own",
  stopsChildren: false,
  throwingAsker: "waits",
  stoppingTheEnded: "refused",
};

/**
 * What becomes of one attempt of a Task as a whole: an error before or after its work, its work done twice, or the end
 * of the execution itself, from outside or where no Catch sees it.
 */
export type TaskFault =
  | { readonly when: "before" | "after"; readonly error: string }
  | { readonly when: "twice" }
  | { readonly when: "fatal"; readonly error: string }
  | { readonly when: "overflow" }
  | { readonly when: "ended"; readonly status: "ABORTED" | "TIMED_OUT" };

/** Step Functions for the machines of one installation. */
export class StepFunctions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly executions = new Map<string, Execution>();
  variant: Variant = awsVariant;
  /** Called whenever an execution enters a state, before the state does anything. */
  hasEntered: (execution: Execution) => void = () => undefined;
  /** Called whenever an execution has ended. */
  hasEnded: (execution: Execution) => void = () => undefined;
  /** The fault of a Task's work as a whole; undefined for none. */
  taskFault: (execution: Execution, state: string) => TaskFault | undefined = () => undefined;
  private readonly machines: ReadonlyMap<string, Machine>;
  private readonly invoke: (functionName: string, payload: unknown, purpose: string) => Promise<Outcome>;
  readonly tokens: TaskTokens;

  constructor(
    { machines }: Pick<Installed, "machines">,
    time: VirtualTime,
    random: Random,
    invoke: (functionName: string, payload: unknown, purpose: string) => Promise<Outcome>,
  ) {
    this.machines = machines;
    this.time = time;
    this.random = random;
    this.tokens = new TaskTokens(random);
    this.invoke = invoke;
  }

  /**
   * Starts an execution (under another ARN than its own, if it is given one), or adopts the one of that name if it runs
   * with the same input (StartExecution, idempotency).
   */
  start(machineName: string, name: string, input: Data, named?: string): Execution {
    const machine = this.machines.get(machineName);
    if (machine === undefined)
      throw Object.assign(new Error(`no machine ${machineName}`), { name: "StateMachineDoesNotExist" });
    const arn = named ?? `arn:aws:states:::execution:${machineName}:${name}`;
    const there = this.executions.get(arn);
    if (there !== undefined) {
      if (there.status === "RUNNING" && JSON.stringify(there.input) === JSON.stringify(input)) return there;
      throw new ExecutionAlreadyExists({ message: `Execution Already Exists: '${arn}'`, ...gone });
    }
    const execution = new Execution(this, machine, arn, name, input);
    this.executions.set(arn, execution);
    this.time.after(1, () => execution.begin());
    return execution;
  }

  /** Stops an execution from outside. Its invoked functions continue; its child stops if `variant` says so. */
  stop(execution: Execution, error = "", cause = ""): void {
    if (execution.status !== "RUNNING") return;
    execution.end("ABORTED", error, cause);
    if (!this.variant.stopsChildren) return;
    for (const child of this.executions.values())
      if (child.input["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"] === execution.arn)
        this.stop(child, error, cause);
  }

  /** Continues a failed, stopped or timed-out execution from its last state. @returns whether that was allowed. */
  redrive(execution: Execution): boolean {
    const { status, stoppedAtMs } = execution;
    if (status === "RUNNING" || status === "SUCCEEDED" || stoppedAtMs === null) return false;
    if (this.time.nowMs() - stoppedAtMs > redriveWindowMs) return false;
    if (execution.history.length >= mostEventsToRedrive) return false;
    execution.begin();
    return true;
  }

  /** The execution of that ARN. */
  find(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (execution === undefined)
      throw new ExecutionDoesNotExist({ message: `Execution Does Not Exist: '${arn}'`, ...gone });
    return execution;
  }

  /** Does the work of one attempt of a Task. */
  async carryOut(
    execution: Execution,
    state: string,
    resource: string,
    parameters: Data,
    token: string | null,
  ): Promise<unknown> {
    const fault = this.taskFault(execution, state);
    if (fault?.when === "before") throw new StateError(fault.error, "injected before the work");
    if (fault?.when === "fatal") throw new Fatal(fault.error, "injected");
    if (fault?.when === "overflow") execution.overflow();
    if (fault?.when === "ended") {
      if (fault.status === "ABORTED") this.stop(execution, "Stopped", "by hand");
      else execution.end("TIMED_OUT", "States.Timeout", "");
    }
    if (resource === resources.start) return this.startAndWait(parameters, fault);
    const answer = token === null ? null : this.tokens.answerTo(token);
    const call = () => this.invoke(nameIn(String(parameters["FunctionName"])), parameters["Payload"], state);
    const [outcome] = await Promise.all(fault?.when === "twice" ? [call(), call()] : [call()]);
    if (fault?.when === "after") throw new StateError(fault.error, "injected after the work");
    if (outcome !== undefined && "error" in outcome) {
      if (answer === null || this.variant.throwingAsker === "fails")
        throw new StateError(outcome.error, outcome.cause);
      return answer;
    }
    return answer ?? { Payload: outcome?.payload, StatusCode: 200 };
  }

  private async startAndWait(
    { StateMachineArn, Name, Input }: Data,
    fault: TaskFault | undefined,
  ): Promise<unknown> {
    let child: Execution;
    try {
      child = this.start(nameIn(String(StateMachineArn)), String(Name), Input as Data);
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists)
        throw new StateError("StepFunctions.ExecutionAlreadyExistsException", error.message);
      throw error;
    }
    if (fault?.when === "after") throw new StateError(fault.error, "injected after the start");
    if (child.status === "RUNNING") await new Promise<void>((resolve) => child.ended.push(resolve));
    if (child.status === "SUCCEEDED") return { Output: child.output };
    if (this.variant.childFailure === "own") throw new StateError(child.error ?? "", child.cause ?? "");
    throw new StateError(
      "States.TaskFailed",
      JSON.stringify({ Name, Status: child.status, Error: child.error, Cause: child.cause }),
    );
  }
}
