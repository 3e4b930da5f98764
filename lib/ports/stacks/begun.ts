import { AlreadyExistsException, TokenAlreadyExistsException } from "@aws-sdk/client-cloudformation";
import type { Asked } from "./port.ts";

/** Source: CloudFormation API reference, errors of the operations: what is wrong with a request has one of these names. */
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
 * Asks, and answers `taken` if the request was taken now or before: a second worker that asks for what is under way
 * already has not failed, and whoever looks next sees what came of it.
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
