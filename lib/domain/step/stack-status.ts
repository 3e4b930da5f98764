/**
 * Every status that a CloudFormation stack can have, and what it means for a step. Source: CloudFormation API
 * reference, Stack.StackStatus.
 * - `absent`: the stack does not exist, or only its record does
 * - `busy`: an operation is under way; look again
 * - `settled`: the stack is as its last operation wanted it
 * - `restored`: an update failed and CloudFormation restored the previous state
 * - `leftover`: a failed creation or an empty shell; it can only be deleted
 * - `wedged`: an update that could not be undone; waiting does not help, but it can be updated back or deleted
 * - `foreign`: an import that failed and could not be undone; Interlock never starts one, and what it means is not guessed
 *
 * A stack stays IMPORT_COMPLETE, or IMPORT_ROLLBACK_COMPLETE, until its next operation (CloudFormation user guide, "Stack
 * status codes"): a stack that was once imported into is a stack like any other.
 */
export const stackStatuses = {
  CREATE_IN_PROGRESS: "busy",
  CREATE_FAILED: "leftover",
  CREATE_COMPLETE: "settled",
  ROLLBACK_IN_PROGRESS: "busy",
  ROLLBACK_FAILED: "leftover",
  ROLLBACK_COMPLETE: "leftover",
  DELETE_IN_PROGRESS: "busy",
  DELETE_FAILED: "leftover",
  DELETE_COMPLETE: "absent",
  UPDATE_IN_PROGRESS: "busy",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "busy",
  UPDATE_COMPLETE: "settled",
  UPDATE_FAILED: "wedged",
  UPDATE_ROLLBACK_IN_PROGRESS: "busy",
  UPDATE_ROLLBACK_FAILED: "wedged",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "busy",
  UPDATE_ROLLBACK_COMPLETE: "restored",
  REVIEW_IN_PROGRESS: "leftover",
  IMPORT_IN_PROGRESS: "busy",
  IMPORT_COMPLETE: "settled",
  IMPORT_ROLLBACK_IN_PROGRESS: "busy",
  IMPORT_ROLLBACK_FAILED: "foreign",
  IMPORT_ROLLBACK_COMPLETE: "restored",
} as const;

/** One of CloudFormation's stack statuses. */
export type StackStatus = keyof typeof stackStatuses;

/** What a status means for a step; see `stackStatuses`. `unknown` is a status that this table does not have. */
export type Standing = (typeof stackStatuses)[StackStatus] | "unknown";

/** What `status` means; a stack that was not found is `absent`. */
export const standingOf = (status: string | null): Standing =>
  status === null
    ? "absent"
    : Object.hasOwn(stackStatuses, status)
      ? stackStatuses[status as StackStatus]
      : "unknown";

/** Why nothing is done about a stack in one of the two states that nobody can interpret without looking. */
export const whyNotGuessed = (standing: "foreign" | "unknown", status: string | null): string =>
  standing === "foreign"
    ? `someone's import into the stack failed and was not undone (${status}): look at it`
    : `CloudFormation answers the unknown status ${status}`;
