import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * Why a step may not be deployed now: something that its template refers to stands for something else than when the run was
 * opened and people were asked. Null if nothing has moved. What could not be bound was announced, and is not looked at.
 */
export async function movedReference(
  { references }: Pick<TaskPorts<"provision-step">, "references">,
  { runId, entries }: RunRecords,
  environment: Environment,
  { step }: Step,
): Promise<string | null> {
  const bound =
    openedWith(runId, entries).references?.filter(
      (one) => one.environment === environment && one.step === step,
    ) ?? [];
  for (const { reference, is } of bound) {
    if (reference === null || is === null) continue;
    const now = await references.current(environment, reference);
    if (now !== is)
      return `${reference} was ${is} when the run was opened, and is ${now ?? "gone"} now: submit the change again`;
  }
  return null;
}
