import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { patientClient } from "../passing-errors.ts";

/** The one client of CloudFormation. A caller that repeats its request finds by its token what was done. */
export const cloudFormation = patientClient(new CloudFormationClient());
