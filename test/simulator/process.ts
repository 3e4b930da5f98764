import { AsyncLocalStorage } from "node:async_hooks";

/** One invocation of a function: it has no memory but its container's, and may die anywhere. */
export class Process {
  /** Which function, or which person, this is. */
  readonly name: string;
  /** What it works for: the state that invoked it, the event, the person. */
  readonly purpose: string;
  /** What it was invoked with. */
  readonly input: unknown;
  alive = true;

  constructor(name: string, purpose: string, input: unknown = null) {
    this.name = name;
    this.purpose = purpose;
    this.input = input;
  }
}

/** The account, as far as its callers see it. */
export type Answering = {
  /** Carries out one request of a process, as the SDK would. */
  send(service: string, operation: string, input: unknown, process: Process): Promise<unknown>;
};

/** The caller of the code that runs now: its process, and the account that answers its requests. */
export const calling = new AsyncLocalStorage<{ readonly account: Answering; readonly process: Process }>();

/** A promise that never comes to anything: what a dead process waits for. */
export const forever = <T>(): Promise<T> => new Promise(() => undefined);
