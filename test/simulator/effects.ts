import type { Call } from "./account.ts";

const changing = new Set([
  "CreateStack",
  "UpdateStack",
  "DeleteStack",
  "CreateChangeSet",
  "ExecuteChangeSet",
  "DeleteChangeSet",
  "CancelUpdateStack",
  "ContinueUpdateRollback",
  "RollbackStack",
]);

/** Whether a call changes a stack. */
export const isEffect = ({ service, operation }: Call): boolean =>
  service === "cloudformation" && changing.has(operation);
