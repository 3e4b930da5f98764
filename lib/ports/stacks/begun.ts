import { AlreadyExistsException, TokenAlreadyExistsException } from "@aws-sdk/client-cloudformation";
import type { Asked } from "./port.ts";

/** The names of errors that refuse a request. Source: CloudFormation API reference, errors of the operations. */
const refusals = [
  "ValidationError",
  "ValidationException",
  "InsufficientCapabilitiesException",
  "InvalidChangeSetStatus",
  "InvalidChangeSetStatusException",
  "ChangeSetNotFound",
  "ChangeSetNotFoundException",
  "LimitExceededException",
];

/**
 * Sends a request, and answers `taken` if CloudFormation accepts it now or accepted it before: a second worker that
 * requests an operation already under way has not failed, and the next observation shows the result.
 */
export async function begun<T extends string>(taken: T, ask: () => Promise<unknown>): Promise<Asked<T>> {
  try {
    await ask();
    return taken;
  } catch (error) {
    if (error instanceof AlreadyExistsException || error instanceof TokenAlreadyExistsException) return taken;
    if (!(error instanceof Error)) throw error;
    if (error.name.startsWith("OperationInProgress") || /_IN_PROGRESS\b/.test(error.message)) return "busy";
    if (refusals.includes(error.name)) return { refused: error.message };
    throw error;
  }
}
