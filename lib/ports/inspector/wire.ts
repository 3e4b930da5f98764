import { reaching } from "../shared/environments/wire.ts";
import { wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { inspectorIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const inspector = wire<typeof access>()(reaching, ({ ENVIRONMENTS }) => inspectorIn(ENVIRONMENTS));
