import { AsyncLocalStorage } from "node:async_hooks";

/** One invocation of a function: it has no memory but its container's, and may die at any point. */
export class Process {
  /** The function or the person. */
  readonly name: string;
  /** The reason for the invocation: the state, the event or the person. */
  readonly purpose: string;
  /** The input of the invocation. */
  readonly input: unknown;
  alive = true;

  constructor(name: string, purpose: string, input: unknown = null) {
    this.name = name;
    this.purpose = purpose;
    this.input = input;
  }
}

/** The account, as its callers see it. */
export type RequestReceiver = {
  /** Carries out one request of a process, as the SDK would. */
  send(
    service: string,
    operation: string,
    input: unknown,
    process: Process,
    session?: string | null,
  ): Promise<unknown>;
};

/** The caller of the code that runs now: its process, and the account that answers its requests. */
export const calling = new AsyncLocalStorage<{
  readonly account: RequestReceiver;
  readonly process: Process;
}>();

/** A promise that never settles: a dead process waits for it. */
export const forever = <T>(): Promise<T> => new Promise(() => undefined);
