import type { Dossier } from "./dossier.ts";

/** What customers will notice, in words for a page, a mail and a subject. */
export type ServiceNotice = {
  /** For a subject and a headline. */
  readonly short: string;
  /** For how long, and what ends it. */
  readonly long: string;
  /** Whether customers lose or gain something the moment people approve. */
  readonly isGrave: boolean;
};

/**
 * What customers notice if people approve, and for how long; null where the gate is not about production. Production is
 * called online if its ingress stands: what the checks say of it is shown elsewhere.
 */
export function serviceNotice({ gate, service }: Pick<Dossier, "gate" | "service">): ServiceNotice | null {
  if (service === undefined) return null;
  const { isOpen, during, releaseHours, standingRelease, closedAt, usuallyMs } = service;
  const usually = usuallyMs === null ? "" : ` (usually ${Math.max(1, Math.round(usuallyMs / 60_000))} min)`;
  const ifItFails =
    standingRelease === null
      ? "No release stands from before, so after a failure or a rejection production stays closed."
      : `If this run fails or is rejected, production opens again as ${standingRelease} released it, once the rollback is proved and production stands exactly as it did then. Otherwise it stays closed, and everyone concerned is told.`;
  if (gate === "production-release")
    return isOpen
      ? {
          short: "production is online",
          long: `Production stayed online while it was updated. After a rejection it goes offline until the rollback is proved. ${ifItFails}`,
          isGrave: false,
        }
      : {
          short: "production goes online",
          long: `Production is offline${closedAt === null ? "" : `, since ${closedAt.slice(0, 16).replace("T", " ")} UTC`}. It goes online when you approve. ${closedAt === null ? "It was not online before this run." : ifItFails}`,
          isGrave: true,
        };
  if (!isOpen)
    return {
      short: "production is offline already",
      long: "Production is offline now, so customers notice nothing until its release.",
      isGrave: false,
    };
  return during === "close"
    ? {
        short: "production goes OFFLINE",
        long: `Production goes offline when you approve, until its release is decided: that takes as long as the update${usually}, and then at most ${releaseHours} hours. ${ifItFails}`,
        isGrave: true,
      }
    : {
        short: "production stays online",
        long: `Production stays online while it is updated, and nothing becomes public that this page does not name. If the update fails, production goes offline until the rollback is proved. ${ifItFails}`,
        isGrave: false,
      };
}
