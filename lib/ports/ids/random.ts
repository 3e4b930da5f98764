import { randomBytes } from "node:crypto";
import type { Ids } from "./port.ts";

const secretBytes = 32;
const saltBytes = 16;

/** Unguessable ids. */
export const randomIds: Ids = {
  secret: () => randomBytes(secretBytes).toString("base64url"),
  salt: () => randomBytes(saltBytes).toString("hex"),
};
