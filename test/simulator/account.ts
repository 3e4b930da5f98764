import type { Fault } from "./faults.ts";
import { calling, type Process } from "./process.ts";
import type { Random } from "./random.ts";
import { interceptSdk } from "./sdk.ts";
import type { VirtualTime } from "./time.ts";

/** The operations of a service by the names of the SDK's commands. They act at once and throw what the SDK throws. */
export type Service = {
  // biome-ignore lint/suspicious/noExplicitAny: each operation types its own input.
  readonly [operation: string]: (input: any) => unknown;
};

/** One request to a service, on its way. */
export type Call = {
  /** The number of the call in this world, from 0. */
  readonly index: number;
  readonly atMs: number;
  readonly service: string;
  readonly operation: string;
  readonly process: Process;
  readonly input: unknown;
  /** The key of the session that the client acts under; null for the process's own credentials. */
  readonly session: string | null;
};

/** An observer of every call. */
export type Watcher = {
  /** Just before the service acts. */
  acts?(call: Call): void;
  /** Once it has, with the error it answered. */
  acted?(call: Call, error: unknown): void;
};

const dayMs = 86_400_000;

/** Operations that the SDK sends with a token of its own, so that the service carries out a repeated request once. */
const idempotent = new Set(["dynamodb TransactWrite"]);

/**
 * One AWS account in memory. Every request takes a little time, so that requests of different processes come between
 * each other; what goes wrong with one is decided by `faultAt`.
 */
export class Account {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly services = new Map<string, Service>();
  readonly watchers: Watcher[] = [];
  /** The fault of a call; undefined for none. */
  faultAt: (call: Call) => Fault | undefined = () => undefined;
  /** Throws what AWS answers to a call that is not allowed. */
  confirm: (call: Call) => void = () => undefined;
  /** The requests that a service refuses because there are too many; undefined for none. */
  throttles: (call: Call) => Fault | undefined = () => undefined;
  /** Called when a fault kills its process. */
  kill: (process: Process) => void = () => undefined;
  /** How long a request takes, in milliseconds. */
  latencyMs: () => number;
  private calls = 0;

  constructor(time: VirtualTime, random: Random) {
    this.time = time;
    this.random = random;
    this.latencyMs = () => random.between(1, 9);
  }

  /** How many requests there were. */
  get callCount(): number {
    return this.calls;
  }

  /**
   * Runs `act` in a process, and lets time pass until it has come to its end. Inside of a process it only runs: time
   * passes there already.
   * @throws what `act` throws; Error if a day passes, or no event is left, before it ends.
   */
  async carryOut<T>(process: Process, act: () => Promise<T>): Promise<T> {
    if (calling.getStore() !== undefined) return act();
    const working = calling.run({ account: this, process }, act);
    let ended = false;
    const end = () => {
      ended = true;
    };
    working.then(end, end);
    if (await this.time.passUntil(() => ended, this.time.nowMs() + dayMs)) return working;
    throw new Error(`${process.name} comes to no end`);
  }

  /** Carries out one request of a process, as the SDK would. */
  send(
    service: string,
    operation: string,
    input: unknown,
    process: Process,
    session: string | null = null,
  ): Promise<unknown> {
    const call: Call = {
      index: this.calls,
      atMs: this.time.nowMs(),
      service,
      operation,
      process,
      input,
      session,
    };
    this.calls += 1;
    const fault = this.faultAt(call) ?? this.throttles(call);
    return new Promise((resolve, reject) => {
      this.time.after(this.latencyMs() + (fault?.kind === "late" ? fault.ms : 0), () => {
        if (!process.alive) return;
        if (fault?.kind === "refused") return reject(fault.error());
        if (fault?.kind === "hangs") return;
        const times = fault?.kind === "twice" && !idempotent.has(`${service} ${operation}`) ? 2 : 1;
        let answer: unknown;
        let error: unknown;
        for (let time = 1; time <= times; time += 1) [answer, error] = this.act(call);
        if (fault?.kind === "dies") return this.kill(process);
        if (fault?.kind === "lost") return reject(fault.error());
        return error === undefined ? resolve(answer) : reject(error);
      });
    });
  }

  private act(call: Call): [answer: unknown, error: unknown] {
    for (const watcher of this.watchers) watcher.acts?.(call);
    let answer: unknown;
    let error: unknown;
    try {
      this.confirm(call);
      answer = this.operation(call)(call.input);
    } catch (thrown) {
      error = thrown;
    }
    for (const watcher of this.watchers) watcher.acted?.(call, error);
    return [answer, error];
  }

  private operation({ service, operation }: Call): (input: unknown) => unknown {
    const known = this.services.get(service)?.[operation];
    if (known !== undefined) return known;
    throw new Error(
      `the account in memory has no ${service} ${operation}: add it to test/simulator/services`,
    );
  }
}

interceptSdk();
