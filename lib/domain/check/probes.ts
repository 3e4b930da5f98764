import { notPublic } from "../../resources/checks.ts";
import type { Inspected } from "../../resources/resources.ts";
import { probesOf } from "../../resources/tables.ts";
import type { Part } from "../environment.ts";
import type { FactOf } from "../records/facts.ts";

/** The fact that a resource is there at all. */
export const existence = "exists";

/** A reading as the records keep it, before waivers. */
export type Reading = FactOf<"validate-environment">["detail"]["readings"][number] & {
  /** Whether AWS may still be working towards the answer. */
  readonly settles: boolean;
};

/** Where a resource belongs: its step's part, its name for people, whether ingress is open, and whether its template lets it run nothing. */
export type ResourcePlace = {
  readonly part: Part;
  readonly name: string;
  readonly released: boolean;
  readonly mayBeIdle?: boolean;
};

/** What a question finds in a resource: whether it holds, null if that cannot be seen, and what was seen, in words. */
export function answerTo(
  probe: NonNullable<(typeof probesOf)[string]>[number],
  { facts }: Inspected,
  mayBeIdle = false,
): { readonly holds: boolean | null; readonly saw: string } {
  const holds = mayBeIdle && probe.holdsIdle !== undefined ? probe.holdsIdle(facts) : probe.holds(facts);
  return { holds, saw: holds === null ? "it cannot be seen" : String(probe.saw(facts)) };
}

/** Asks every question of `checks` about one resource. Ingress is public on purpose, so it is not asked whether it is. */
export function askAbout(
  inspected: Inspected,
  place: ResourcePlace,
  checks: readonly string[],
): readonly Reading[] {
  return (probesOf[inspected.type] ?? [])
    .filter(({ untilReleased }) => untilReleased === undefined || !place.released)
    .filter(({ part }) => part === undefined || part === place.part)
    .filter(({ notPart }) => notPart !== place.part)
    .flatMap((probe) => {
      const { holds, saw } = answerTo(probe, inspected, place.mayBeIdle);
      return checks
        .filter((check) => probe.checks.includes(check))
        .filter((check) => place.part !== "ingress" || check !== notPublic)
        .map((check) => ({
          check,
          fact: probe.fact,
          resource: place.name,
          answer: answerOf(holds),
          saw,
          settles: probe.settles === true,
        }));
    });
}

/** The reading of a resource of which nothing tells whether it can be reached, with the reason. */
export const unreadExposureReading = (
  why: string,
  place: ResourcePlace,
  checks: readonly string[],
): readonly Reading[] =>
  place.part === "ingress" || !checks.includes(notPublic)
    ? []
    : [
        {
          check: notPublic,
          fact: "exposure",
          resource: place.name,
          answer: "unobservable",
          saw: why,
          settles: false,
        },
      ];

/** Whether any of `checks` asks about resources of that type. */
export const isAskedAbout = (type: string, checks: readonly string[]): boolean =>
  (probesOf[type] ?? []).some((probe) => checks.some((check) => probe.checks.includes(check)));

/** The checks that a stack answers. */
export const ofStacks: readonly string[] = ["deployment-pipeline-functional", "health-checks-operational"];

/** Whether a stack is deployed as the change declares it: with one of these digests. This is how the pipeline's own work is checked. */
export const askAboutStack = (
  stack: { readonly status: string | null; readonly deployedDigest: string | null },
  declared: readonly string[],
  name: string,
  checks: readonly string[],
): readonly Reading[] =>
  checks
    .filter((check) => ofStacks.includes(check))
    .map((check) => ({
      check,
      fact: "stands-as-declared",
      resource: name,
      answer: answerOf(declared.some((digest) => digest === stack.deployedDigest)),
      saw: stack.status ?? "no stack",
      settles: false,
    }));

const answerOf = (holds: boolean | null): Reading["answer"] =>
  holds === null ? "unobservable" : holds ? "held" : "broken";
