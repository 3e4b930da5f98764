import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { throttled } from "../../../domain/errors.ts";

/**
 * Errors that pass by themselves: too many requests, or CloudFormation is not well. A caller that asks again finds what was
 * done by its token. Source: CloudFormation API reference, common errors; "Rate exceeded" is the message of a Throttling.
 */
const passing = /^(Throttling|RequestLimitExceeded|ServiceUnavailable|InternalFailure)/;

/** The one client of CloudFormation. It throws Throttled for an error that passes by itself but outlasted the SDK's retries. */
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
  // Outside the SDK's own retries: only errors that they gave up on arrive here.
  { step: "initialize", name: "throttled" },
);
