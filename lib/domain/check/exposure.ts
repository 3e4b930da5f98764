import { notPublic } from "../../resources/checks.ts";
import type { Inspected } from "../../resources/resources.ts";
import { probesOf, reachedBy } from "../../resources/tables.ts";
import { answerTo, type Reading } from "./probes.ts";

/** The check that holds if nothing can be reached but what the change record announced. */
export const asAnnounced = "exposure-as-announced";

/** CDK's own helpers: what they make is in the template, or serves their stack only. */
const helpers = [
  "Custom::S3AutoDeleteObjects",
  "Custom::CDKBucketDeployment",
  "Custom::LogRetention",
  "Custom::VpcRestrictDefaultSG",
];

/**
 * What tells whether a resource of a type can be reached from the internet: `nothing` where no row says so, and `never` where it
 * cannot be reached.
 */
export const reachToldBy = (type: string): "never" | "probe" | "network" | "owner" | "nothing" => {
  if (helpers.includes(type)) return "never";
  return (Object.hasOwn(reachedBy, type) ? reachedBy[type] : undefined) ?? "nothing";
};

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
  const by = reachToldBy(type);
  const unread = (saw: string): readonly Reachability[] => [{ is: "unread", fact: "exposure", saw }];
  if (by === "nothing") return unread(`nothing tells whether ${type} can be reached`);
  if (by !== "probe") return [];
  if (inspected === undefined) return unread(`nothing describes ${type}`);
  return inspected === null ? [] : reachabilityByProbes(inspected);
}

/** Whether a described resource can be reached from the internet, by each question about that. */
export const reachabilityByProbes = (inspected: Inspected): readonly Reachability[] =>
  (probesOf[inspected.type] ?? [])
    .filter(({ checks }) => checks.includes(notPublic))
    .map((probe) => {
      const { holds, saw } = answerTo(probe, inspected);
      return { is: holds === null ? "unread" : holds ? "closed" : "open", fact: probe.fact, saw };
    });

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
