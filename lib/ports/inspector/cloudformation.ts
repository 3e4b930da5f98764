import { describe } from "../shared/cloudformation/stack.ts";
import type { Describe } from "./aws.ts";

/** A stack that another stack has nested in it, by its id: by its name a deleted one is not told. */
export const stack: Describe<"AWS::CloudFormation::Stack"> = async (id) => {
  const seen = await describe(id);
  return seen === null ? null : { status: seen.StackStatus ?? "unknown" };
};
