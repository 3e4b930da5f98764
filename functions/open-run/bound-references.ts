import type { Change } from "../../lib/domain/change/manifest.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { demandsOf } from "../../lib/plan/demands.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { allowancesOf } from "../../lib/settings/allowances.ts";
import type { TaskPorts } from "../../lib/tasks.ts";
import { templatesOf } from "./broken-rules.ts";

type Ports = Pick<TaskPorts<"open-run">, "changes" | "settings" | "references">;
type Bound = NonNullable<FactOf<"open-run">["detail"]["references"]>;

/**
 * What of the change may mean another thing after it was approved, and what each stands for now. Plan 21.03 refuses such
 * references; other plans bind those that can be read, and announce the others.
 */
export async function boundReferences(
  { changes, settings, references }: Ports,
  plan: Plan,
  change: Change,
): Promise<Bound> {
  if (demandsOf(plan).mutableReferences !== "bound") return [];
  const read = await templatesOf(changes, change);
  if ("unreadable" in read) return [];
  const { mutableReferencesInChange } = await import(
    "../../lib/domain/change/rules/findings-about-change.ts"
  );
  const found = mutableReferencesInChange(change, read.templates, allowancesOf(settings).places);
  return Promise.all(
    found.map(async ({ environment, step, seen, reference }) => ({
      environment,
      step,
      seen,
      reference,
      is: reference === null ? null : await references.current(environment, reference),
    })),
  );
}
