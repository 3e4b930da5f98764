import { asAnnounced } from "../../check/exposure.ts";
import { reachToldBy } from "../../check/probes.ts";
import { inEachResource } from "./candidate.ts";

/**
 * What nothing reads is never closed, so an environment whose exposure is read cannot become valid with a resource of which nothing
 * tells whether it can be reached, such as a custom resource of the team's own. It is refused here, and not after two environments.
 */
export const unreadExposure = inEachResource(({ step, type, where }, { demands, allowances }) =>
  !demands.environments[step.environment].readsExposure ||
  reachToldBy(type) !== "nothing" ||
  allowances.waivers.some(({ check, fact }) => check === asAnnounced && fact === "exposure")
    ? []
    : [
        {
          rule: "unread-exposure",
          where,
          seen: `nothing tells whether ${type} can be reached`,
          todo: `leave it out of ${step.environment}, or have the installation's settings waive the fact "exposure" of the check ${asAnnounced}: every page then says so`,
        },
      ],
);
