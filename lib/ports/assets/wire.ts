import { reaching } from "../shared/environments/wire.ts";
import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { assetsIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const assets = wire<typeof access>()(
  { ASSETS_BUCKET_NAME: text, ...reaching },
  ({ ASSETS_BUCKET_NAME, ENVIRONMENTS }) => assetsIn(ASSETS_BUCKET_NAME, ENVIRONMENTS),
);
