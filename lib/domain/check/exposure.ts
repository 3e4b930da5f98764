import { asAnnounced, neverPublic, notPublic } from "../../resources/checks.ts";
import { reachToldBy } from "../../resources/reach.ts";
import type { Inspected } from "../../resources/resources.ts";
import { announcing, openingsOf, probesOf } from "../../resources/tables.ts";
import { opensAsRead } from "../opens.ts";
import { answerTo, type Reading, type ResourcePlace } from "./probes.ts";

/** Whether a resource can be reached: `unread` if nothing tells. */
export type Reachability = {
  readonly is: "closed" | "open" | "unread";
  readonly fact: string;
  readonly saw: string;
  /** How far it is open, in words; absent where open is open. */
  readonly extent?: readonly string[];
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
  if (by === "nothing") return unread(`nothing tells whether ${type} can be reached`);
  if (by === "properties") return unread(`no properties of ${type} were read`);
  if (by !== "probe") return [];
  if (inspected === undefined) return unread(`nothing describes ${type}`);
  return inspected === null ? [] : reachabilityByProbes(inspected);
}

/** The one answer about a resource of which nothing tells whether it can be reached. */
export const unread = (saw: string): readonly Reachability[] => [{ is: "unread", fact: "exposure", saw }];

/** What Cloud Control read of a resource that stands in its stack; null if it was not read, or not found. */
export type PropertiesRead =
  | { readonly properties: Readonly<Record<string, unknown>> }
  | { readonly properties: null; readonly because: string };

/**
 * Whether a resource can be reached from the internet, by each question about its properties. Its stack says that it stands, so one
 * that is not found is unread: its identifier may be wrong.
 */
export function reachabilityByProperties(type: string, read: PropertiesRead): readonly Reachability[] {
  if (read.properties === null) return unread(read.because);
  const { properties } = read;
  return (openingsOf[type] ?? []).map((opening) => {
    const { fact, what } = opening;
    const open = opensAsRead(opening, properties);
    return {
      is: open === null ? "unread" : open ? "open" : "closed",
      fact,
      saw: open === null ? "its properties do not tell" : open ? what : `not ${what}`,
    };
  });
}

/**
 * The readings of one resource for the checks that nothing can be reached. Ingress is public on purpose, so it is not asked before
 * the release whether it is.
 */
export const askAboutReach = (
  reachabilities: readonly Reachability[],
  { part, name }: ResourcePlace,
  checks: readonly string[],
): readonly Reading[] =>
  checks
    .filter((check) => neverPublic.includes(check) && (part !== "ingress" || check !== notPublic))
    .flatMap((check) =>
      reachabilities.map(({ is, fact, saw }) => ({
        check,
        fact,
        resource: name,
        answer: is === "closed" ? "held" : is === "open" ? "broken" : "unobservable",
        saw,
        settles: false,
      })),
    );

/** Whether a described resource can be reached from the internet, by each question about that. */
export const reachabilityByProbes = (inspected: Inspected): readonly Reachability[] =>
  (probesOf[inspected.type] ?? [])
    .filter(({ checks }) => checks.includes(notPublic))
    .map((probe) => {
      const { holds, saw } = answerTo(probe, inspected);
      const told = announcing[inspected.type]?.extent?.fact ?? "";
      const extent = (inspected.facts as Readonly<Record<string, unknown>>)[told];
      return {
        is: holds === null ? "unread" : holds ? "closed" : "open",
        fact: probe.fact,
        saw,
        ...(Array.isArray(extent) ? { extent: extent.map(String) } : {}),
      };
    });

/**
 * The readings of one resource for `asAnnounced`: a way in that was announced holds, any other is broken, unread is unobservable.
 * @param announces whether the template answers that question with "open", as far as it is open.
 */
export const askAboutExposure = (
  reachabilities: readonly Reachability[],
  resource: string,
  announces: (question: string, extent: Reachability["extent"]) => boolean,
): readonly Reading[] =>
  reachabilities.map(({ is, fact, saw, extent }) => ({
    check: asAnnounced,
    fact,
    resource,
    answer: is === "unread" ? "unobservable" : is === "closed" || announces(fact, extent) ? "held" : "broken",
    saw:
      is === "open" ? `${saw}, ${announces(fact, extent) ? "as announced" : "which nobody announced"}` : saw,
    settles: false,
  }));
