import type { Concern } from "./concern.ts";

/** Expires an open gate whose time is over. An expired gate counts as rejected. */
export const expireGates: Concern = async ({ records, clock }, { runId }) => {
  if (runId === null) return {};
  const nowMs = clock.nowMs();
  let expired = 0;
  for (const item of await records.gatesOf(runId))
    if (item.state === "open" && item.expiresAtMs <= nowMs && (await records.expire(item, nowMs)))
      expired += 1;
  return { expired };
};
