import type { Account, Service } from "./account.ts";
import { nameIn } from "./arn.ts";
import { calling, Process } from "./process.ts";

/** What became of an invocation: what the function answered, or the error it ended with. */
export type Outcome = { readonly payload: unknown } | { readonly error: string; readonly cause: string };

/** The code of a function in one container: what it keeps between invocations dies with it. */
export type Handler = (event: unknown) => Promise<unknown>;

/** A deployed function. */
export type Deployed = { readonly timeoutSeconds: number; readonly container: () => Handler };

/**
 * Lambda's names for a function that was killed (Step Functions developer guide, "Handle Lambda service exceptions").
 */
const timedOut = "Sandbox.Timedout";
const exited = "Lambda.Unknown";

type Container = { readonly handler: Handler; busy: boolean };

/** Lambda: a container for each invocation at a time, kept warm until it dies; nothing outlives its timeout. */
export class Functions {
  /** Every process that still runs, with how it ends from outside. */
  private readonly running = new Map<Process, (error: string, cause: string) => void>();
  private readonly warm = new Map<string, Container[]>();
  private readonly account: Account;
  private readonly deployed: ReadonlyMap<string, Deployed>;

  constructor(account: Account, deployed: ReadonlyMap<string, Deployed>) {
    this.account = account;
    this.deployed = deployed;
    account.kill = (process) => this.kill(process);
  }

  readonly service: Service = {
    Invoke: async ({ FunctionName, Payload }: { FunctionName: string; Payload: Uint8Array }) => {
      const event: unknown = JSON.parse(Buffer.from(Payload).toString("utf8"));
      const outcome = await this.invoke(nameIn(FunctionName), event, "asked by a function");
      return "error" in outcome
        ? {
            StatusCode: 200,
            FunctionError: "Unhandled",
            Payload: Buffer.from(
              JSON.stringify({ errorType: outcome.error, errorMessage: messageIn(outcome.cause) }),
            ),
          }
        : { StatusCode: 200, Payload: Buffer.from(JSON.stringify(outcome.payload)) };
    },
  };

  /** Invokes a function as a service or a person does, and waits for what becomes of it. */
  invoke(functionName: string, event: unknown, purpose: string): Promise<Outcome> {
    const deployed = this.deployed.get(functionName);
    if (deployed === undefined) throw new Error(`no function ${functionName} is deployed`);
    const input: unknown = JSON.parse(JSON.stringify(event));
    const process = new Process(functionName, purpose, input);
    const container = this.containerOf(functionName, deployed);
    container.busy = true;
    return new Promise((resolve) => {
      const end = (outcome: Outcome, dead: boolean) => {
        if (!process.alive) return;
        process.alive = false;
        timer.cancel();
        this.running.delete(process);
        container.busy = false;
        if (dead) this.bury(functionName, container);
        resolve(outcome);
      };
      const timer = this.account.time.after(deployed.timeoutSeconds * 1_000, () => {
        end({ error: timedOut, cause: `Task timed out after ${deployed.timeoutSeconds} seconds` }, true);
      });
      this.running.set(process, (error, cause) => end({ error, cause }, true));
      calling
        .run({ account: this.account, process }, () => container.handler(input))
        .then(
          (answer) =>
            end({ payload: answer === undefined ? null : JSON.parse(JSON.stringify(answer)) }, false),
          (error: unknown) =>
            end(
              error instanceof Error
                ? {
                    error: error.name,
                    cause: JSON.stringify({ errorType: error.name, errorMessage: error.message }),
                  }
                : { error: "Unknown", cause: String(error) },
              false,
            ),
        );
    });
  }

  /** Kills a process in the middle of its work. */
  kill(process: Process): void {
    this.running.get(process)?.(exited, "RequestId: Error: Runtime exited without providing a reason");
  }

  /** Deploys the functions anew: each begins in a new container, and remembers nothing. */
  redeploy(): void {
    this.warm.clear();
  }

  /** The processes that run now. */
  get processes(): readonly Process[] {
    return [...this.running.keys()];
  }

  private containerOf(functionName: string, { container }: Deployed): Container {
    const containers = this.warm.get(functionName) ?? [];
    const free = containers.find(({ busy }) => !busy);
    if (free !== undefined) return free;
    const fresh: Container = { handler: container(), busy: false };
    this.warm.set(functionName, [...containers, fresh]);
    return fresh;
  }

  private bury(functionName: string, container: Container): void {
    this.warm.set(
      functionName,
      (this.warm.get(functionName) ?? []).filter((other) => other !== container),
    );
  }
}

/** The message in the cause of a function's error. */
export function messageIn(cause: string): string {
  try {
    return (JSON.parse(cause) as { errorMessage?: string }).errorMessage ?? cause;
  } catch {
    return cause;
  }
}
