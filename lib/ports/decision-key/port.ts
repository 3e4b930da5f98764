import type { SigningKey } from "../signing-keys/port.ts";

/** The decision key, which only `decide` may use: what it signed, a person said through that function. */
export type DecisionKey = SigningKey;
