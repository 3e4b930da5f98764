/**
 * Every error Interlock throws: a closed set, each with a literal name, because bundling renames classes and the
 * state machines, logs and tests speak of these names. A message says what is wrong, the value seen, what to do.
 */
export const errorNames = [
  "InvalidInput",
  "InvalidPlan",
  "InvalidChange",
  "DigestMismatch",
  "NotFound",
  "EntryConflict",
  "LeaseLost",
  "WorkStopped",
  "ReceiptRefused",
  "PrerequisiteMissing",
  "UnknownAnswer",
  "Throttled",
  "SettingMissing",
] as const;

/** The name of an error of ours. */
export type ErrorName = (typeof errorNames)[number];

/** An error of ours. `name` is one of the closed set; `cause` holds what it was made from, when there is one. */
export class InterlockError extends Error {
  override readonly name: ErrorName;

  constructor(name: ErrorName, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = name;
  }
}

const refusal =
  (name: ErrorName) =>
  (message: string, cause?: unknown): InterlockError =>
    new InterlockError(name, message, cause === undefined ? undefined : { cause });

/** What came in at an edge does not parse. Nothing was done. */
export const invalidInput = refusal("InvalidInput");
/** A plan that does not parse, skips, repeats or reorders. */
export const invalidPlan = refusal("InvalidPlan");
/** A change that cannot be carried out: a Stage missing, a name outside the pattern, a reference across Stages. */
export const invalidChange = refusal("InvalidChange");
/** Bytes that are not those of the digest they were asked for by. */
export const digestMismatch = refusal("DigestMismatch");
/** A run, change or plan that nobody has heard of. */
export const notFound = refusal("NotFound");
/** Somebody else appended first; the entry was not written. */
export const entryConflict = refusal("EntryConflict");
/** The lease has moved on: this worker may change nothing any more. */
export const leaseLost = refusal("LeaseLost");
/** The emergency stop is pressed: nobody may change anything. */
export const workStopped = refusal("WorkStopped");
/** The entries do not support the statement that was to be signed, or a signature does not verify. */
export const receiptRefused = refusal("ReceiptRefused");
/** A receipt that must exist before an effect does not. */
export const prerequisiteMissing = refusal("PrerequisiteMissing");
/** AWS answered something this code does not know: stop, never guess. */
export const unknownAnswer = refusal("UnknownAnswer");
/** AWS wants to be asked later: what was asked may be done, or not. */
export const throttled = refusal("Throttled");
/** A setting of the deployment is absent or does not parse. */
export const settingMissing = refusal("SettingMissing");

/** Whether `error` is ours and, if `name` is given, of that name. */
export const isInterlockError = (error: unknown, name?: ErrorName): error is InterlockError =>
  error instanceof InterlockError && (name === undefined || error.name === name);
