import type { Inspected } from "../../resources/resources.ts";
import { exposureOf, neverReached, probesOf } from "../../resources/tables.ts";
import type { Reading } from "./probes.ts";

/** The check that holds if nothing can be reached but what the change record announced. */
export const asAnnounced = "exposure-as-announced";

/** The question of the rows about reachability. */
const closedCheck = "no-public-access-before-validation";

/** CDK's own helpers: what they make is in the template, or serves their stack only. */
const helpers = [
  "Custom::S3AutoDeleteObjects",
  "Custom::CDKBucketDeployment",
  "Custom::LogRetention",
  "Custom::VpcRestrictDefaultSG",
];

/** Whether a resource can be reached: `unread` if nothing tells. */
export type Reachability = {
  readonly is: "closed" | "open" | "unread";
  readonly fact: string;
  readonly saw: string;
};

/** Whether resources of the type need a look to tell: all but those that a row, or the CDK, makes unreachable. */
export const mayBeReached = (type: string): boolean =>
  !neverReached.includes(type) && !helpers.includes(type);

/**
 * Whether a resource can be reached from the internet, by what its reader saw. What no row calls unreachable and no reader
 * tells is unread, never closed.
 */
export function reachabilityOf(
  type: string,
  inspected: Inspected | null | undefined,
): readonly Reachability[] {
  if (!mayBeReached(type)) return [];
  const row = Object.hasOwn(exposureOf, type) ? exposureOf[type] : undefined;
  const unread = (saw: string): readonly Reachability[] => [{ is: "unread", fact: "exposure", saw }];
  if (row === undefined) return unread(`nothing reads whether ${type} can be reached`);
  if (row.fact === null) return unread(`nothing reads ${row.what}`);
  if (inspected === undefined) return unread(`nothing describes ${type}`);
  if (inspected === null) return [];
  const probes = (probesOf[type] ?? []).filter(({ checks }) => checks.includes(closedCheck));
  if (probes.length === 0) return unread(`nothing asks about ${row.what}`);
  return probes.map((probe) => {
    const isClosed = probe.holds(inspected.facts);
    const saw = isClosed === null ? "it cannot be seen" : String(probe.saw(inspected.facts));
    return { is: isClosed === null ? "unread" : isClosed ? "closed" : "open", fact: probe.fact, saw };
  });
}

/** The readings of one resource for `asAnnounced`: announced exposure holds, any other is broken, unread is unobservable. */
export const askAboutExposure = (
  reachabilities: readonly Reachability[],
  resource: string,
  isAnnounced: boolean,
): readonly Reading[] =>
  reachabilities.map(({ is, fact, saw }) => ({
    check: asAnnounced,
    fact,
    resource,
    answer: is === "unread" ? "unobservable" : is === "closed" || isAnnounced ? "held" : "broken",
    saw: is === "open" ? `${saw}, ${isAnnounced ? "as announced" : "which nobody announced"}` : saw,
    settles: false,
  }));
