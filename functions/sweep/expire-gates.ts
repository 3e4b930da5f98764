import { gates } from "../../lib/domain/gates.ts";
import type { Concern } from "./concern.ts";

/** An open gate whose time is over is a no, by the clock. */
export const expireGates: Concern = async ({ records, clock }, { runId }) => {
  if (runId === null) return {};
  const nowMs = clock.nowMs();
  let expired = 0;
  for (const gate of gates) {
    const item = await records.gate(runId, gate);
    if (item?.state === "open" && item.expiresAtMs <= nowMs && (await records.expire(item, nowMs)))
      expired += 1;
  }
  return { expired };
};
