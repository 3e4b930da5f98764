import type { Entry } from "../records/entry.ts";
import { type FactOf, isFact, provisionedAs } from "../records/facts.ts";

/** What a run did to production's ingress, and since when it is so. */
export type LiveIngress = {
  readonly state: "open" | "closed";
  /** ISO 8601. */
  readonly since: string;
};

const stands: readonly string[] = provisionedAs;

/**
 * Whether customers can reach production after these entries. Null if the run did not touch live ingress: it never got
 * that far, or there was none before the run and there is none now.
 */
export function ingressAfter(entries: readonly Entry[]): LiveIngress | null {
  let now: LiveIngress | null = null;
  let wasLive = false;
  for (const entry of entries) {
    if (isFact("reopen-ingress", "outcome")(entry) && entry.detail.result === "open")
      now = { state: "open", since: entry.at };
    const said = aboutIngress(entry);
    if (said === null) continue;
    const { at: since } = entry;
    if (said.result === "ingress-closed") {
      wasLive = true;
      now = { state: "closed", since };
    } else if (stands.includes(said.result) || said.result === "restored") now = { state: "open", since };
    else if (said.result === "deleted")
      now = wasLive ? { state: "closed", since: closedSince(now, since) } : null;
  }
  return now;
}

/** An ingress that this run had closed already stays closed since then. */
const closedSince = (before: LiveIngress | null, since: string): string =>
  before?.state === "closed" ? before.since : since;

type Outcome = FactOf<"provision-step", "outcome">["detail"] | FactOf<"roll-back-step", "outcome">["detail"];

function aboutIngress(entry: Entry): Outcome | null {
  if (!isFact("provision-step", "outcome")(entry) && !isFact("roll-back-step", "outcome")(entry)) return null;
  const { detail } = entry;
  return detail.environment === "production" && detail.part === "ingress" ? detail : null;
}
