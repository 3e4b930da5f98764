import { PathMissing } from "../../assurance/prove/evaluate.ts";

export { type Data, evaluate, filled, placed } from "../../assurance/prove/evaluate.ts";

/** An error that a Task can throw: Retry and Catch see it. */
export class StateError extends Error {
  override readonly name: string;
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/**
 * An error that ends the execution where no Retry and no Catch sees it, States.ALL included (Step Functions developer
 * guide, "Handling errors": States.Runtime and States.DataLimitExceeded).
 */
export class Fatal extends StateError {}

/** Source: Step Functions quotas. */
const largestData = 262_144;

/** The error of the language for an exception in a state; null if the exception is not one of the language's. */
export function stateErrorOf(error: unknown): StateError | null {
  if (error instanceof StateError) return error;
  return error instanceof PathMissing ? new Fatal("States.Runtime", error.message) : null;
}

/** Refuses what is larger than Step Functions carries. */
export function refuseTooLarge(value: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? "");
  if (bytes > largestData) throw new Fatal("States.DataLimitExceeded", `the data has ${bytes} bytes`);
}

/** Whether an error is one of those that a Retry or Catch names. */
export const matches = (errors: readonly string[], { name }: StateError): boolean =>
  errors.some(
    (error) =>
      error === name ||
      error === "States.ALL" ||
      // Source: the same guide: States.TaskFailed matches any error but States.Timeout.
      (error === "States.TaskFailed" && name !== "States.Timeout"),
  );
