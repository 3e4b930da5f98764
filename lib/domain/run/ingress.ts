import type { Entry } from "../records/entry.ts";
import { isFact } from "../records/facts.ts";
import { hasClosedProduction, nothingStoodThere, reopeningOf } from "./reopening.ts";
import { verdictOf } from "./verdict.ts";

/**
 * What this run left customers with.
 * - `open`: it was released
 * - `reopened`: this run closed it, and it is open again as it was released before
 * - `as before`: this run closed nothing that was open
 * - `closed`: this run closed it, and it is closed now
 * - `unknown`: it was to open again, and nobody knows what came of it
 */
export type IngressState = "open" | "reopened" | "as before" | "closed" | "unknown";

/** Production's ingress according to a run's entries. */
export type Ingress = {
  readonly state: IngressState;
  /** Since when production was closed by this run; null if it was not. */
  readonly closedAt: string | null;
  /** When it opened again; null if it did not. */
  readonly openedAt: string | null;
  /** Why it is still closed; empty where it is not. */
  readonly reason: string;
};

/** Production's ingress as the entries have left it so far. While the run is under way, a closed one may still open. */
export function ingressOf(entries: readonly Entry[]): Ingress {
  const closing = entries.find(
    (entry) =>
      (isFact("provision-step", "outcome")(entry) && entry.detail.result === "ingress-closed") ||
      (isFact("roll-back-step", "outcome")(entry) &&
        entry.detail.part === "ingress" &&
        entry.detail.result === "deleted" &&
        entry.detail.reason !== nothingStoodThere),
  );
  const closedAt = hasClosedProduction(entries) ? (closing?.at ?? null) : null;
  const ofOpening = entries.findLast(isFact("reopen-ingress", "outcome"));
  const openedAt = ofOpening?.detail.result === "open" ? ofOpening.at : null;
  const end = (state: IngressState, reason = ""): Ingress => ({ state, closedAt, openedAt, reason });
  if (verdictOf(entries) === "SUCCEEDED") return end("open");
  if (closedAt === null) return end("as before");
  const refusal = entries.find(isFact("reopen-ingress", "observation"))?.detail.reason ?? "";
  const reason = refusal || ofOpening?.detail.reason || "its rollback is not proved";
  switch (reopeningOf(entries)) {
    case "open":
      return end("reopened");
    case "unknown":
      return end("unknown", reason);
    default:
      return end("closed", reason);
  }
}

/** Whether customers are shut out by this run, as far as its entries say. */
export const shutsOut = ({ state }: Ingress): boolean => state === "closed" || state === "unknown";
