import { type Announcements, isAnnounced } from "../domain/change/exposure.ts";
import type { Change } from "../domain/change/manifest.ts";
import {
  type Reachability,
  reachabilityByProbes,
  reachabilityByProperties,
} from "../domain/check/exposure.ts";
import type { Waiver } from "../domain/check/judge.ts";
import { doesWithoutOpinions, opinionFact } from "../domain/check/policy-opinion.ts";
import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { Plan } from "../plan/schema.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { CloudControl } from "../ports/cloud-control/port.ts";
import type { Exposure, Way } from "../ports/exposure/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { PolicyAnalyzer } from "../ports/policy-analyzer/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { reachToldBy } from "../resources/reach.ts";
import { lingering } from "../resources/tables.ts";
import { opensAnother, opensOneOf } from "./opens-read.ts";
import { opinionsOnFacts, opinionsOnProperties } from "./opinions-of-aws.ts";
import { propertiesReader } from "./read-generally.ts";

/** A way in, and the resource that it leads into. */
export type WayInto = Way & {
  /** Environment, step and logical id; null for what a network lists. */
  readonly resource: string | null;
  /** The question that it answers; null for what a network lists, and where nothing was asked. */
  readonly question: string | null;
  /** How far it is open, in words; absent where open is open. */
  readonly extent?: readonly string[];
  /** Whether nothing told whether it can be reached: it may be open in a way that nobody announced. */
  readonly isUnread: boolean;
};

/**
 * What of an environment can be reached from the internet, or may be because nothing tells; empty if every resource of it was
 * read, and none can be reached. Networks are read whole: what is in them without a stack counts too. A waiver covers only the
 * opinion of AWS on a policy that our own rule has read.
 */
export async function exposedIn(
  ports: {
    readonly stackReader: StackReader;
    readonly exposure: Exposure;
    readonly inspector: Inspector;
    readonly cloudControl: CloudControl;
    readonly policyAnalyzer: PolicyAnalyzer;
  },
  environment: Environment,
  steps: readonly { readonly step: string; readonly stackName: string }[],
  waivers: readonly Waiver[],
): Promise<readonly WayInto[]> {
  const { stackReader, exposure, inspector, cloudControl } = ports;
  const inSteps = await fewAtATime(steps, async ({ step, stackName }) =>
    (await stackReader.resources(stackName)).map((resource) => ({
      ...resource,
      name: `${environment}/${step}/${resource.logicalId}`,
    })),
  );
  const resources = inSteps.flat();
  const networks = resources.filter(({ type }) => type === "AWS::EC2::VPC").map(({ id }) => id);
  const inNetworks = networks.length === 0 ? [] : await exposure.exposedIn(networks);
  const readProperties = propertiesReader({ cloudControl, stackReader });
  const opensOurs = opensOneOf({ stackReader }, resources);
  const probed = resources.filter(({ type }) => reachToldBy(type) === "probe");
  const inspectedOf = await inspector.inspect(probed);
  const ofResources = await fewAtATime(resources, async (resource): Promise<readonly WayInto[]> => {
    const { type, name } = resource;
    const unread = (because: string): WayInto => ({
      what: `nothing tells whether ${name} (${type}) can be reached: ${because}`,
      lingers: false,
      resource: null,
      question: null,
      isUnread: true,
    });
    const open = (reachabilities: readonly Reachability[]): readonly WayInto[] =>
      reachabilities
        .filter(({ is, fact }) => is !== "closed" && !(fact === opinionFact && doesWithoutOpinions(waivers)))
        .map(({ is, fact, saw, extent }) => ({
          what: `${fact} of ${name}: ${saw}`,
          lingers: lingering.includes(type),
          resource: name,
          question: fact,
          ...(extent === undefined ? {} : { extent }),
          isUnread: is === "unread",
        }));
    const by = reachToldBy(type);
    if (by === "nothing") return [unread("no row says")];
    if (by === "owner") return (await opensOurs(resource)) ? [] : [unread(opensAnother(type))];
    if (by === "properties") {
      const read = await readProperties(resource);
      if (read.properties === null) return [unread(read.because)];
      const opinions = await opinionsOnProperties(ports, type, read);
      return open([...reachabilityByProperties(type, read), ...opinions]);
    }
    if (by !== "probe") return [];
    const inspected = inspectedOf.get(resource);
    if (inspected === undefined) return [unread("nothing describes it")];
    // What was just made may not be seen yet (EC2 developer guide, "Eventual consistency"): it is looked for again.
    return inspected === null
      ? [{ ...unread("its stack names it, and it is not found"), lingers: true }]
      : open([...reachabilityByProbes(inspected), ...(await opinionsOnFacts(ports, inspected))]);
  });
  return [
    ...inNetworks.map((way) => ({ ...way, resource: null, question: null, isUnread: false })),
    ...ofResources.flat(),
  ];
}

/**
 * What may stay open when ingress is closed, as `resource question`: under a plan that announces exposure, what the template of a step
 * other than the ingress announces. Null if the plan announces none: then nothing may.
 */
export async function announcedNames(
  changes: Changes,
  plan: Plan,
  change: Change,
  environment: Environment,
): Promise<Announcements | null> {
  if (plan.exposure !== "announced") return null;
  const { announcedQuestions } = await import("../domain/change/announced-exposure.ts");
  const named = await Promise.all(
    change.environments[environment]
      .filter(({ part }) => part !== "ingress")
      .map(async (step) =>
        [...announcedQuestions({ ...step, template: await changes.bytes(step.templateDigest) })].map(
          ([question, extent]) => [`${environment}/${step.step}/${question}`, extent] as const,
        ),
      ),
  );
  return new Map(named.flat());
}

/**
 * Whether a way in may stay open. Under a plan that announces exposure, what makes a network reachable is judged resource by
 * resource, so a network's own list adds nothing.
 */
export const mayStay = (
  { resource, question, extent, isUnread }: WayInto,
  announced: Announcements | null,
): boolean =>
  announced !== null &&
  !isUnread &&
  (resource === null || isAnnounced(announced, `${resource} ${question}`, extent));
