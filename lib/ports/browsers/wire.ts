import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { browsersIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const browsers = wire<typeof access>()({ TABLE_NAME: text }, ({ TABLE_NAME }) =>
  browsersIn({ tableName: TABLE_NAME }),
);
