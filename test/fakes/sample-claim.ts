import type { Claim } from "../../lib/ports/records/port.ts";

/** The claim of the run shop-`index`. */
export const claimOf = (index: number): Claim => ({
  runId: `shop-${index}`,
  repository: "example/shop",
  commit: "c".repeat(40),
  attempt: index,
  changeDigest: "a".repeat(64),
  planDigest: "b".repeat(64),
  claimedAtMs: index,
});
