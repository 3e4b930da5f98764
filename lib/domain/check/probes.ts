import { notPublic } from "../../resources/checks.ts";
import type { Inspected } from "../../resources/resources.ts";
import { probesOf, reachedBy } from "../../resources/tables.ts";
import type { Part } from "../environment.ts";
import type { FactOf } from "../records/facts.ts";

/** A reading as the records keep it, before waivers. */
export type Reading = FactOf<"validate-environment">["detail"]["readings"][number] & {
  /** Whether AWS may still be working towards the answer. */
  readonly settles: boolean;
};

/** Where a resource belongs: its step's part, its name for people, and whether ingress is open. */
export type Place = { readonly part: Part; readonly name: string; readonly released: boolean };

/** What a question finds in a resource: whether it holds, null if that cannot be seen, and what was seen, in words. */
export function answerTo(
  probe: NonNullable<(typeof probesOf)[string]>[number],
  { facts }: Inspected,
): { readonly holds: boolean | null; readonly saw: string } {
  const holds = probe.holds(facts);
  return { holds, saw: holds === null ? "it cannot be seen" : String(probe.saw(facts)) };
}

/**
 * CDK's own helpers: what they make is in the template, or serves their stack only. `Custom::AWS` is none, because it makes any call.
 * Source: aws-cdk-lib 2.276.0, every `resourceType` of a custom resource, with the handler that it names.
 */
const helpers = [
  "Custom::AWSCDKCfnJson",
  "Custom::AWSCDKCfnJsonStringify",
  "Custom::CDKBucketDeployment",
  "Custom::CrossRegionExportReader",
  "Custom::CrossRegionExportWriter",
  "Custom::DescribeCognitoUserPoolClient",
  "Custom::ECRAutoDeleteImages",
  "Custom::LogRetention",
  "Custom::S3AutoDeleteObjects",
  "Custom::S3BucketNotifications",
  "Custom::SyntheticsAutoDeleteUnderlyingResources",
  "Custom::UserPoolCloudFrontDomainName",
  "Custom::VpcRestrictDefaultSG",
];

/** What tells whether a resource of a type can be reached from the internet. */
export type Reach = (typeof reachedBy)[string] | "nothing";

/**
 * What tells whether a resource of a type can be reached from the internet: `nothing` where no row says so, and `never` where it
 * cannot be reached.
 */
export const reachToldBy = (type: string): Reach => {
  if (helpers.includes(type)) return "never";
  return (Object.hasOwn(reachedBy, type) ? reachedBy[type] : undefined) ?? "nothing";
};

/** Asks every question of `checks` about one resource. Ingress is public on purpose, so it is not asked whether it is. */
export function askAbout(inspected: Inspected, place: Place, checks: readonly string[]): readonly Reading[] {
  return (probesOf[inspected.type] ?? [])
    .filter(({ untilReleased }) => untilReleased === undefined || !place.released)
    .filter(({ part }) => part === undefined || part === place.part)
    .filter(({ notPart }) => notPart !== place.part)
    .flatMap((probe) => {
      const { holds, saw } = answerTo(probe, inspected);
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
export const unreadExposure = (why: string, place: Place, checks: readonly string[]): readonly Reading[] =>
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
