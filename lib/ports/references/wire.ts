import { reaching } from "../shared/environments/wire.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { referencesReader } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const references = wire<typeof access>()(reaching, ({ ENVIRONMENTS }) =>
  referencesReader(ENVIRONMENTS),
);
