import type { SigningKey } from "../signing-key/port.ts";

/** The operator key, which only `resume-work` and `resolve-quarantine` may use: what it signed, a person said through that function. */
export type OperatorKey = SigningKey;
