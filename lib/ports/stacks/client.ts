import {
  AlreadyExistsException,
  CloudFormationClient,
  TokenAlreadyExistsException,
} from "@aws-sdk/client-cloudformation";
import { throttled } from "../../domain/errors.ts";
import type { Asked } from "./port.ts";

/**
 * What passes by itself: too much was asked, or CloudFormation is not well. Whoever asks again finds what was done, by its
 * token. Source: CloudFormation API reference, common errors; "Rate exceeded" is how a Throttling is worded.
 */
const passing = /^(Throttling|RequestLimitExceeded|ServiceUnavailable|InternalFailure)/;

/** The one client of CloudFormation. What passes by itself, and outlasted the SDK's own retries, is Throttled. */
export const cloudFormation = new CloudFormationClient();
cloudFormation.middlewareStack.add(
  (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof Error && passing.test(error.name))
        throw throttled(`CloudFormation wants to be asked later (${error.message})`, error);
      throw error;
    }
  },
  // Before the SDK's own retries: only what they gave up on arrives here.
  { step: "initialize", name: "throttled" },
);

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
