import type { Plan } from "../plan/schema.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { Records } from "../ports/records/port.ts";
import { pluralize } from "../text/plural.ts";

const dayMs = 86_400_000;

/** Why the plan's requirement of a recent rehearsal is not met; null if it is, or if the plan has none. */
export async function rehearsalMissing(
  { records, clock }: { readonly records: Pick<Records, "lastRehearsal">; readonly clock: Clock },
  { rehearsal }: Pick<Plan, "rehearsal">,
): Promise<string | null> {
  if (rehearsal === null) return null;
  const last = await records.lastRehearsal();
  const { withinDays } = rehearsal;
  if (last !== null && clock.nowMs() - last.atMs <= withinDays * dayMs) return null;
  const seen =
    last === null ? "there was none" : `the last was ${last.runId}, ${new Date(last.atMs).toISOString()}`;
  return `the plan asks for a rehearsal within ${pluralize(withinDays, "day")} before production, and ${seen}: "interlock rehearse --here --fail staging/compute"`;
}
