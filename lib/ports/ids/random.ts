import { randomBytes } from "node:crypto";
import type { Ids } from "./port.ts";

const secretBytes = 32;

/** Ids that nobody can guess. */
export const randomIds: Ids = { secret: () => randomBytes(secretBytes).toString("base64url") };
