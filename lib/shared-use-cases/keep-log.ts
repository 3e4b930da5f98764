import { canonicalJson } from "../domain/canonical.ts";
import type { Environment } from "../domain/environment.ts";
import type { FactOf } from "../domain/records/facts.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { Logs } from "../ports/logs/port.ts";

/** A writer's clock may be ahead of ours. */
const clockSkewMs = 60_000;

/** What was kept of a log group. */
export type KeptLog = FactOf<"delete-log-group", "intent">["detail"]["kept"];

/** Keeps what a log group received since then, next to the changes, by digest; null if there is no such group. */
export async function keepLog(
  { changes, logs, clock }: { readonly changes: Changes; readonly logs: Logs; readonly clock: Clock },
  environment: Environment,
  logGroup: string,
  sinceMs: number,
): Promise<KeptLog | null> {
  const read = await logs.read(environment, logGroup, sinceMs, clock.nowMs() + clockSkewMs);
  if (read === null) return null;
  const { events, complete } = read;
  const digest = events.length === 0 ? null : await changes.keep(canonicalJson(events));
  return { events: events.length, complete, digest };
}
