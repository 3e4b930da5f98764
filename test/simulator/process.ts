import { AsyncLocalStorage } from "node:async_hooks";
import type { Account } from "./account.ts";

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

/** Who is calling: which account answers, and in which process the caller runs. */
export const calling = new AsyncLocalStorage<{ readonly account: Account; readonly process: Process }>();

/** A promise that never comes to anything: what a dead process waits for. */
export const forever = <T>(): Promise<T> => new Promise(() => undefined);
