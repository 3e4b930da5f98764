/**
 * The name of every error that Interlock throws. The set is closed and the names are literal, because bundling
 * renames classes and the state machines, logs and tests refer to these names. A message says what is wrong, the
 * value seen and what to do.
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
  "NotDone",
] as const;

/** The name of an Interlock error. */
export type ErrorName = (typeof errorNames)[number];

/** An Interlock error. `name` is one of `errorNames`; `cause` is the underlying error, if there is one. */
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

/** Input at an edge does not parse. Nothing was done. */
export const invalidInput = refusal("InvalidInput");
/** A plan that does not parse, skips, repeats or reorders. */
export const invalidPlan = refusal("InvalidPlan");
/** A change that cannot be carried out: a missing Stage, a name outside the pattern, a reference across Stages. */
export const invalidChange = refusal("InvalidChange");
/** Bytes whose digest is not the one that they were requested by. */
export const digestMismatch = refusal("DigestMismatch");
/** The run, change or plan does not exist. */
export const notFound = refusal("NotFound");
/** Another writer appended first. The entry was not written. */
export const entryConflict = refusal("EntryConflict");
/** The lease has moved on. This worker may no longer change anything. */
export const leaseLost = refusal("LeaseLost");
/** The emergency stop is pressed. No one may change anything. */
export const workStopped = refusal("WorkStopped");
/** The entries do not support the statement to be signed, or a signature does not verify. */
export const receiptRefused = refusal("ReceiptRefused");
/** What must come before an effect is missing, such as a receipt; or a rollback has begun. */
export const prerequisiteMissing = refusal("PrerequisiteMissing");
/** AWS answered something that this code does not know. Stop; never guess. */
export const unknownAnswer = refusal("UnknownAnswer");
/** AWS asks to be called later. The request may have been carried out or not. */
export const throttled = refusal("Throttled");
/** A setting of the deployment is absent or does not parse. */
export const settingMissing = refusal("SettingMissing");

/** A task came to no good end: the entries say why. Its cause is the task's answer. The state that called it is red. */
export const notDone = refusal("NotDone");

/** Whether `error` is an Interlock error that stays: asking again would answer the same. */
export const isLasting = (error: unknown): error is InterlockError =>
  error instanceof InterlockError && error.name !== "Throttled";

/** Whether `error` is an Interlock error and, if `name` is given, has that name. */
export const isInterlockError = (error: unknown, name?: ErrorName): error is InterlockError =>
  error instanceof InterlockError && (name === undefined || error.name === name);
