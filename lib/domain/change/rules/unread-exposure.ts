import { reachToldBy } from "../../../resources/reach.ts";
import { isWaived } from "../../waived.ts";
import { inEachResource } from "./candidate.ts";

/**
 * What nothing reads is never closed, so an environment whose exposure is read cannot become valid with a resource of which nothing
 * tells whether it can be reached, such as a custom resource of the team's own. It is refused here, and not after two environments.
 */
export const unreadExposure = inEachResource(({ step, type, where }, { demands, allowances }) => {
  const { exposureCheck } = demands.environments[step.environment];
  if (exposureCheck === null || reachToldBy(type) !== "nothing") return [];
  if (isWaived(allowances.waivers, { check: exposureCheck, fact: "exposure" })) return [];
  return [
    {
      rule: "unread-exposure",
      where,
      seen: `nothing tells whether ${type} can be reached`,
      todo: `leave it out of ${step.environment}, or have the installation's settings waive the fact "exposure" of the check ${exposureCheck}: every page then says so`,
    },
  ];
});
