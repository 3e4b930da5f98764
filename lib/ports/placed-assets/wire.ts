import { reaching } from "../shared/environments/wire.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { placedAssetsIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const placedAssets = wire<typeof access>()(reaching, ({ ENVIRONMENTS }) =>
  placedAssetsIn(ENVIRONMENTS),
);
