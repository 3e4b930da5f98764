import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { throttled } from "../../../domain/errors.ts";

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
