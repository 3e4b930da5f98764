import { notPublic } from "../../resources/checks.ts";
import type { Inspected } from "../../resources/resources.ts";
import { probesOf, reachedBy } from "../../resources/tables.ts";
import type { Reading } from "./probes.ts";

/** The check that holds if nothing can be reached but what the change record announced. */
export const asAnnounced = "exposure-as-announced";

/** CDK's own helpers: what they make is in the template, or serves their stack only. */
const helpers = [
  "Custom::S3AutoDeleteObjects",
  "Custom::CDKBucketDeployment",
  "Custom::LogRetention",
  "Custom::VpcRestrictDefaultSG",
];

/** Whether a type is a custom resource of the CDK itself, which nobody reaches. */
export const isHelper = (type: string): boolean => helpers.includes(type);

/** Whether a resource can be reached: `unread` if nothing tells. */
export type Reachability = {
  readonly is: "closed" | "open" | "unread";
  readonly fact: string;
  readonly saw: string;
};

/**
 * Whether a resource can be reached from the internet, by what its reader saw. What no row calls unreachable and no reader
 * tells is unread, never closed.
 */
export function reachabilityOf(
  type: string,
  inspected: Inspected | null | undefined,
): readonly Reachability[] {
  const by = Object.hasOwn(reachedBy, type) ? reachedBy[type] : undefined;
  const unread = (saw: string): readonly Reachability[] => [{ is: "unread", fact: "exposure", saw }];
  if (isHelper(type)) return [];
  if (by === undefined) return unread(`nothing tells whether ${type} can be reached`);
  if (by !== "probe") return [];
  if (inspected === undefined) return unread(`nothing describes ${type}`);
  if (inspected === null) return [];
  return (probesOf[type] ?? [])
    .filter(({ checks }) => checks.includes(notPublic))
    .map((probe) => {
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
