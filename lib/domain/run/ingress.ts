import * as z from "zod";
import type { Entry } from "../records/entry.ts";
import { isFact, provisionedAs } from "../records/facts.ts";
import { hasClosedProduction } from "./reopening.ts";

/** What a run did to production's ingress, and since when it is so, in ISO 8601. */
export const ingressSchema = z.object({ state: z.enum(["open", "closed"]), since: z.string() });

/** What a run did to production's ingress. */
export type Ingress = Readonly<z.infer<typeof ingressSchema>>;

const opened: readonly string[] = [...provisionedAs, "restored", "open"];

/**
 * Whether customers can reach production after these entries. Null if the run did not touch live ingress: it never got
 * that far, or there was none before the run and there is none now.
 */
export function ingressAfter(entries: readonly Entry[]): Ingress | null {
  let now: Ingress | null = null;
  const wasLive = hasClosedProduction(entries);
  for (const entry of entries) {
    const result = resultOfIngress(entry);
    if (result === null) continue;
    const { at: since } = entry;
    if (result === "ingress-closed") now = { state: "closed", since };
    else if (opened.includes(result)) now = { state: "open", since };
    else if (result === "deleted") now = wasLive ? { state: "closed", since: closedSince(now, since) } : null;
  }
  return now;
}

/** An ingress that this run had closed already stays closed since then. */
const closedSince = (before: Ingress | null, since: string): string =>
  before?.state === "closed" ? before.since : since;

/** What an entry says of production's ingress; null if it says nothing. What was not opened again is as it was. */
function resultOfIngress(entry: Entry): string | null {
  if (
    !isFact("provision-step", "outcome")(entry) &&
    !isFact("roll-back-step", "outcome")(entry) &&
    !isFact("reopen-ingress", "outcome")(entry)
  )
    return null;
  const { environment, part, result } = entry.detail;
  return environment === "production" && part === "ingress" ? result : null;
}
