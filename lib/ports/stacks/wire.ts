import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { stacksUnder } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const stacks = wire<typeof access>()(
  { CLOUDFORMATION_ROLE_ARN: text, BUCKET_URL: text },
  ({ CLOUDFORMATION_ROLE_ARN, BUCKET_URL }) =>
    stacksUnder({ roleArn: CLOUDFORMATION_ROLE_ARN, bucketUrl: BUCKET_URL }),
);
