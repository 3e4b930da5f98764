import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { assetsAt } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const assets = wire<typeof access>()(
  { ASSETS_BUCKET_NAME: text, ENVIRONMENT_ARN: text },
  ({ ASSETS_BUCKET_NAME, ENVIRONMENT_ARN }) =>
    assetsAt({ assetsBucketName: ASSETS_BUCKET_NAME, environmentArn: ENVIRONMENT_ARN }),
);
