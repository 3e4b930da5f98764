import type { Environment, Part } from "../environment.ts";

/** What a rollback would do to one step. */
export type Undo = "deleted" | "restored" | "kept" | "closed" | "untouched";

/**
 * What a rollback of an environment would do to a step that was, or will be, provisioned like this. What it creates
 * is deleted unless the plan keeps its part, what it updates is restored, and ingress is closed in any case.
 */
export function undoOf(
  environment: Environment,
  { part, created, changed }: { readonly part: Part; readonly created: boolean; readonly changed: boolean },
  keep: readonly Part[],
): Undo {
  if (environment === "production" && part === "ingress") return "closed";
  if (!changed) return "untouched";
  if (!created) return "restored";
  return keep.includes(part) ? "kept" : "deleted";
}
