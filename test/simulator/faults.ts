/**
 * What can go wrong with one request:
 * - `refused`: an error, and nothing was done
 * - `lost`: it was done, and the answer is an error
 * - `twice`: it was done twice, as when the SDK repeats a request whose answer it did not hear
 * - `hangs`: nothing was done and no answer ever comes, until the function's time is over
 * - `dies`: it was done, and the process is gone
 * - `late`: it is done, much later
 */
export type Fault =
  | { readonly kind: "refused" | "lost"; readonly error: () => Error }
  | { readonly kind: "twice" | "hangs" | "dies" }
  | { readonly kind: "late"; readonly ms: number };

/** A fault's kind. */
export type FaultKind = Fault["kind"];

/** The five faults of the matrix. */
export const faultKinds = ["refused", "lost", "twice", "hangs", "dies"] as const;

/** What the SDK throws once it has given up on a service that is not well. */
export function unavailable(): Error {
  const error = new Error("the service is unavailable, also after the SDK's retries");
  error.name = "ServiceUnavailable";
  return error;
}

/** The fault of that kind. */
export const faultOf = (kind: FaultKind, ms = 0): Fault =>
  kind === "refused" || kind === "lost"
    ? { kind, error: unavailable }
    : kind === "late"
      ? { kind, ms }
      : { kind };
