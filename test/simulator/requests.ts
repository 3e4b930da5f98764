import type { Account, Call } from "./account.ts";
import { unavailable } from "./faults.ts";

/** Tells the requests that a test means from all others. */
export type Which = (call: Call) => boolean;

/** The requests for one operation of a service. */
export const requestsFor =
  (service: string, operation: string): Which =>
  (call) =>
    call.service === service && call.operation === operation;

/** The requests that the account receives from now on, in order, as far as they are those. */
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

/**
 * Begins an outage: from now on such requests fail, and nothing is done.
 * @returns a function that ends the outage.
 */
export function outage(account: Account, which: Which, error = unavailable): () => void {
  const before = account.faultAt;
  account.faultAt = (call) => (which(call) ? { kind: "refused", error } : before(call));
  return () => {
    account.faultAt = before;
  };
}

/** What a function is invoked with, in a request to Lambda. */
export function payloadOf({ input }: Call): Readonly<Record<string, unknown>> {
  const { Payload } = input as { readonly Payload: Uint8Array };
  return JSON.parse(Buffer.from(Payload).toString("utf8"));
}
