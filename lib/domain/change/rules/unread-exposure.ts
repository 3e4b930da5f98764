import { reachToldBy } from "../../../resources/reach.ts";
import { opensWhat } from "../../../resources/tables.ts";
import { isWaived } from "../../waived.ts";
import { type ReadStep, type RuledResource, refusing, resourcesOf } from "./candidate.ts";

/**
 * What nothing reads is never closed, so an environment whose exposure is read cannot become valid with a resource of which nothing
 * tells whether it can be reached: a custom resource of the team's own, or what opens a resource that the environment does not have.
 * It is refused here, and not after two environments.
 */
export const unreadExposure = refusing((steps, { demands, allowances }) =>
  steps.flatMap((step) => {
    const { exposureCheck } = demands.environments[step.environment];
    if (exposureCheck === null) return [];
    if (isWaived(allowances.waivers, { check: exposureCheck, fact: "exposure" })) return [];
    const others = typesBeside(step, steps);
    return resourcesOf(step).flatMap((resource) => {
      const seen = whyUnread(resource, others);
      return seen === null
        ? []
        : [
            {
              rule: "unread-exposure",
              where: resource.where,
              seen,
              todo: `leave it out of ${step.environment}, or have the installation's settings waive the fact "exposure" of the check ${exposureCheck}: every page then says so`,
            },
          ];
    });
  }),
);

/** The types of all resources of a step's environment. */
const typesBeside = ({ environment }: ReadStep, steps: readonly ReadStep[]): ReadonlySet<string> =>
  new Set(
    steps
      .filter((step) => step.environment === environment)
      .flatMap(resourcesOf)
      .map(({ type }) => type),
  );

/** Why nothing tells whether a resource can be reached; null if something does. */
function whyUnread({ type }: RuledResource, beside: ReadonlySet<string>): string | null {
  if (reachToldBy(type) === "nothing") return `nothing tells whether ${type} can be reached`;
  const opened = Object.hasOwn(opensWhat, type) ? opensWhat[type] : undefined;
  return opened === undefined || opened.types.some((one) => beside.has(one))
    ? null
    : `${type} opens ${opened.types.join(" or ")} of others, which nothing reads`;
}
