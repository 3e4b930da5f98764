import { isSealed } from "./ledger.ts";
import type { Watch } from "./watch.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Longer than any function may still run, and than any event may still be tried again. */
const stragglersMs = 5 * minuteMs;

/**
 * Lets a world go on until every run that was claimed is sealed and nobody has the lease, and then long enough for whatever
 * hangs, repeats or comes late. Returns whether it came to rest within `atMostMs` of its own time.
 */
export async function untilQuiet(
  { world, ledger }: Watch,
  { runs = 1, atMostMs = 4 * hourMs }: { runs?: number; atMostMs?: number } = {},
): Promise<boolean> {
  const { time, dynamodb } = world;
  const isQuiet = () => {
    const lease = dynamodb.find({ pk: `LEASE#${world.application}`, sk: "LEASE" });
    if ((lease?.["runId"] ?? null) !== null || lease?.["stoppedAt"] !== undefined) return false;
    const claims = dynamodb.items.get("RUNS")?.values() ?? [];
    const runIds = [...claims].map((item) => (item["claim"] as { runId: string }).runId);
    return (
      runIds.length >= runs &&
      runIds.every((runId) => ledger.superseded.has(runId) || isSealed(ledger.of(runId)))
    );
  };
  const came = await time.passUntil(isQuiet, time.nowMs() + atMostMs);
  await time.passUntil(() => false, time.nowMs() + stragglersMs);
  return came;
}
