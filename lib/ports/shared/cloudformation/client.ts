import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { Clients } from "../environments/environments.ts";
import { patientClient } from "../passing-errors.ts";

/** CloudFormation in an environment. A caller that repeats its request finds by its token what was done. */
export const cloudFormationOf = (clients: Clients): CloudFormationClient => clients(CloudFormationClient);

/** CloudFormation in the account and region of the caller's own credentials. */
export const ownCloudFormation = (): CloudFormationClient => patientClient(new CloudFormationClient());
