import type { Account, Call } from "./account.ts";
import { unavailable } from "./faults.ts";

/** Selects requests. */
export type Which = (call: Call) => boolean;

/** The requests for one operation of a service. */
export const requestsFor =
  (service: string, operation: string): Which =>
  (call) =>
    call.service === service && call.operation === operation;

/** The matching requests that the account receives from now on, in order. */
export function requestsTo({ watchers }: Account, which: Which): readonly Call[] {
  const seen: Call[] = [];
  watchers.push({
    acts: (call) => {
      if (which(call)) seen.push(call);
    },
  });
  return seen;
}

/**
 * Does something just before the account carries out such a request: another writer is faster.
 * @param times how many of those requests meet it. @default 1
 */
export function justBefore({ watchers }: Account, which: Which, act: () => void, times = 1): void {
  let left = times;
  watchers.push({
    acts: (call) => {
      if (left === 0 || !which(call)) return;
      left -= 1;
      act();
    },
  });
}

/** Requests that the account refuses. */
export type Refusal = {
  /** When each such request was made, in milliseconds, whether it was refused or not. */
  readonly askedAtMs: readonly number[];
  /** Ends the refusal. */
  readonly end: () => void;
};

/**
 * From now on the account refuses such requests: it carries out nothing and answers an error.
 * @param times how many requests it refuses. @default all of them, until the refusal ends
 */
export function refuse(
  account: Account,
  which: Which,
  { error = unavailable, times = Number.POSITIVE_INFINITY }: { error?: () => Error; times?: number } = {},
): Refusal {
  const before = account.faultAt;
  const askedAtMs: number[] = [];
  account.faultAt = (call) => {
    if (!which(call)) return before(call);
    askedAtMs.push(call.atMs);
    return askedAtMs.length <= times ? { kind: "refused", error } : before(call);
  };
  return {
    askedAtMs,
    end: () => {
      account.faultAt = before;
    },
  };
}

/** What a function is invoked with, in a request to Lambda. */
export function payloadOf({ input }: Call): Readonly<Record<string, unknown>> {
  const { Payload } = input as { readonly Payload: Uint8Array };
  return JSON.parse(Buffer.from(Payload).toString("utf8"));
}
