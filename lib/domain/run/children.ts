import type { Environment } from "../environment.ts";

/**
 * The child executions that a run may have, as the parent's definition names them (a test compares the two): the
 * machine, and the purpose of the child. Because the names are known in advance, a second starter adopts a child,
 * and a recovery stops the children of the execution before it.
 */
export const children: readonly {
  readonly machine: "publish" | "provision" | "validate" | "roll-back" | "prove" | "reopen";
  readonly environment: Environment;
  readonly what: string;
}[] = [
  { machine: "publish", environment: "development", what: "publish" },
  { machine: "provision", environment: "development", what: "provision" },
  { machine: "validate", environment: "development", what: "validate" },
  { machine: "validate", environment: "development", what: "confirm" },
  { machine: "roll-back", environment: "development", what: "destroy" },
  { machine: "prove", environment: "development", what: "prove" },
  { machine: "publish", environment: "staging", what: "publish" },
  { machine: "provision", environment: "staging", what: "provision" },
  { machine: "validate", environment: "staging", what: "validate" },
  { machine: "validate", environment: "staging", what: "confirm" },
  { machine: "roll-back", environment: "staging", what: "tear-down" },
  { machine: "prove", environment: "staging", what: "prove" },
  { machine: "publish", environment: "production", what: "publish" },
  { machine: "provision", environment: "production", what: "provision" },
  { machine: "validate", environment: "production", what: "validate" },
  { machine: "validate", environment: "production", what: "unchanged" },
  { machine: "provision", environment: "production", what: "open-ingress" },
  { machine: "validate", environment: "production", what: "confirm" },
  { machine: "roll-back", environment: "production", what: "disable-ingress" },
  { machine: "prove", environment: "production", what: "prove-closed" },
  { machine: "roll-back", environment: "production", what: "tear-down" },
  { machine: "prove", environment: "production", what: "prove" },
  { machine: "reopen", environment: "production", what: "reopen-ingress" },
];

/** A child execution's name. */
export const childName = (
  runId: string,
  { environment, what }: { readonly environment: Environment; readonly what: string },
  epoch: number,
): string => `${runId}-${environment}-${what}-${epoch}`;
