import { describe } from "../../stacks/observe.ts";
import type { Describe, Readers } from "../describe.ts";

/** A stack that another stack has nested in it, by its id: by its name a deleted one is not told. */
const stack: Describe<"AWS::CloudFormation::Stack"> = async (id) => {
  const seen = await describe(id);
  return seen === null ? null : { status: seen.StackStatus ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"cloudformation"> = {
  "AWS::CloudFormation::Stack": stack,
};
