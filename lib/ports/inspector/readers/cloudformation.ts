import { cloudFormationOf } from "../../shared/cloudformation/client.ts";
import { describe } from "../../shared/cloudformation/stack.ts";
import type { Describe, Readers } from "../describe.ts";

/** A stack that is nested in another one. Its id finds it after it was deleted; its name doesn't. */
const stack: Describe<"AWS::CloudFormation::Stack"> = async (id, clients) => {
  const seen = await describe(cloudFormationOf(clients), id);
  return seen === null ? null : { status: seen.StackStatus ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"cloudformation"> = {
  "AWS::CloudFormation::Stack": stack,
};
