import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { throttled } from "../../../domain/errors.ts";
import type { Clients } from "../environments/environments.ts";

/**
 * Transient errors: too many requests, or CloudFormation has an outage. A caller that repeats its request finds by its
 * token what was done. Source: CloudFormation API reference, common errors; "Rate exceeded" is the message of a Throttling.
 */
const passing = /^(Throttling|RequestLimitExceeded|ServiceUnavailable|InternalFailure)/;

/** A client that throws Throttled for a transient error that outlasted the SDK's retries. */
class PatientClient extends CloudFormationClient {
  constructor(...config: ConstructorParameters<typeof CloudFormationClient>) {
    super(...config);
    this.middlewareStack.add(
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
  }
}

/** CloudFormation in an environment. */
export const cloudFormationOf = (clients: Clients): CloudFormationClient => clients(PatientClient);

/** CloudFormation in the account and region of the caller's own credentials. */
export const ownCloudFormation = (): CloudFormationClient => new PatientClient();
