import type { SigningKey } from "../signing-keys/port.ts";

/** The operator key, which only `resume-work`, `resolve-quarantine` and `adopt-commit` may use: what it signed, a person said through that function. */
export type OperatorKey = SigningKey;
