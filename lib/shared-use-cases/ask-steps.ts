import type { Asset } from "../domain/change/assets.ts";
import { isAnnounced } from "../domain/change/exposure.ts";
import type { Step } from "../domain/change/manifest.ts";
import { type Objects, objectIn } from "../domain/change/template/values.ts";
import { approvedCode, askAboutCode, askAboutPlace } from "../domain/check/approved-code.ts";
import {
  askAboutExposure,
  askAboutReach,
  type Reachability,
  reachabilityByProperties,
  reachabilityOf,
  unread,
} from "../domain/check/exposure.ts";
import {
  askAbout,
  askAboutStack,
  existence,
  isAskedAbout,
  type Reading,
  unreadExposureReading,
} from "../domain/check/probes.ts";
import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { Entry } from "../domain/records/entry.ts";
import { publishedIn } from "../domain/run/published.ts";
import { declaredDigests } from "../domain/step/attempts.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { CloudControl } from "../ports/cloud-control/port.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { PlacedAssets } from "../ports/placed-assets/port.ts";
import type { PolicyAnalyzer } from "../ports/policy-analyzer/port.ts";
import type { ResourceId, StackReader } from "../ports/stack-reader/port.ts";
import { asAnnounced } from "../resources/checks.ts";
import { reachToldBy } from "../resources/reach.ts";
import type { Inspected } from "../resources/resources.ts";
import type { Templated } from "../resources/row.ts";
import { mayBeIdle } from "../resources/tables.ts";
import type { ObservedStep } from "./look-at-environment.ts";
import { opensAnother, opensOneOf } from "./opens-read.ts";
import { opinionsOnFacts, opinionsOnProperties } from "./opinions-of-aws.ts";
import { propertiesReader } from "./read-generally.ts";

type Ports = {
  readonly changes: Changes;
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly placedAssets: PlacedAssets;
  readonly cloudControl: CloudControl;
  readonly policyAnalyzer: PolicyAnalyzer;
};

/** What is asked about the steps of an environment. */
export type StepQuestions = {
  readonly environment: Environment;
  /** The ids of the plan's checks. */
  readonly checks: readonly string[];
  /** Whether production's ingress is open, or may be. */
  readonly released: boolean;
  /** The files that the change brings along for the environment. */
  readonly assets: readonly Asset[];
  /** The entries of the run that deployed the steps. */
  readonly entries: readonly Entry[];
};

/** Asks every question of `checks` about each of the steps: of its stack, and of each resource in it. */
export async function askSteps(
  ports: Ports,
  steps: readonly ObservedStep[],
  asking: StepQuestions,
): Promise<readonly Reading[]> {
  const inStacks = await fewAtATime(steps, async ({ observed: { stackId } }) =>
    stackId === null ? [] : ports.stackReader.resources(stackId),
  );
  const described = inStacks.flat().filter(({ type }) => isDescribed(type, asking.checks));
  const read: Readers = {
    inspected: await ports.inspector.inspect(described),
    properties: propertiesReader(ports),
    opensOurs: opensOneOf(ports, inStacks.flat()),
  };
  const [ofSteps, ofAssets] = await Promise.all([
    fewAtATime(steps, (one) => askStep(ports, one, inStacks[steps.indexOf(one)] ?? [], read, asking)),
    asking.checks.includes(approvedCode) ? askPlacedAssets(ports, asking) : [],
  ]);
  return [...ofSteps.flat(), ...ofAssets];
}

/** What is read of resources: their own descriptions, of all at once, and what else tells of them. */
type Readers = {
  readonly inspected: ReadonlyMap<ResourceId, Inspected | null>;
  readonly properties: ReturnType<typeof propertiesReader>;
  readonly opensOurs: ReturnType<typeof opensOneOf>;
};

/** Asks whether the files that the run published are still where it put them. */
const askPlacedAssets = (
  { placedAssets }: Ports,
  { environment, entries }: StepQuestions,
): Promise<readonly Reading[]> =>
  fewAtATime(
    publishedIn(entries, environment).filter(({ standing }) => standing === undefined),
    async (published) => askAboutPlace(published, await placedAssets.version(published), environment),
  );

async function askStep(
  ports: Ports,
  { step, observed }: ObservedStep,
  resources: readonly ResourceId[],
  read: Readers,
  { environment, checks, released, assets, entries }: StepQuestions,
): Promise<readonly Reading[]> {
  const name = `${environment}/${step.step}`;
  const ofStack = askAboutStack(observed, declaredDigests(entries, environment, step), name, checks);
  if (observed.stackId === null) return ofStack;
  const template =
    asksTemplates(checks) || resources.some(({ type }) => Object.hasOwn(mayBeIdle, type))
      ? await templateOf(ports, step)
      : null;
  const ofResources = await fewAtATime(resources, async (resource): Promise<readonly Reading[]> => {
    const { type, logicalId } = resource;
    const place = { part: step.part, name: `${name}/${logicalId}`, released };
    const ofExposure = (reachabilities: readonly Reachability[]) =>
      template !== null && checks.includes(asAnnounced)
        ? askAboutExposure(reachabilities, place.name, (question, extent) =>
            isAnnounced(template.announced, `${logicalId} ${question}`, extent),
          )
        : [];
    const by = reachToldBy(type);
    if (by === "properties") {
      const found = await read.properties(resource);
      const reachabilities = [
        ...reachabilityByProperties(type, found),
        ...(await opinionsOnProperties(ports, type, found)),
      ];
      return [...askAboutReach(reachabilities, place, checks), ...ofExposure(reachabilities)];
    }
    const opensAnothers = by === "owner" && !(await read.opensOurs(resource));
    const ofReach = opensAnothers
      ? unreadExposureReading(opensAnother(type), place, checks)
      : by === "nothing"
        ? unreadExposureReading(`nothing tells whether ${type} can be reached`, place, checks)
        : [];
    if (!isDescribed(type, checks)) return ofReach;
    const inspected = read.inspected.get(resource);
    if (inspected === null) return [...ofReach, ...missing(type, place.name, checks)];
    const reachabilities = opensAnothers ? unread(opensAnother(type)) : reachabilityOf(type, inspected);
    if (inspected === undefined) return [...ofReach, ...ofExposure(reachabilities)];
    const opinions = await opinionsOnFacts(ports, inspected);
    const ofCode =
      template !== null && checks.includes(approvedCode)
        ? askAboutCode(inspected, objectIn(template.resources[logicalId]), assets, place.name)
        : [];
    return [
      ...ofReach,
      ...askAbout(
        inspected,
        { ...place, mayBeIdle: template !== null && letsIdle(type, logicalId, template.resources) },
        checks,
      ),
      ...askAboutReach(opinions, place, checks),
      ...ofExposure([...reachabilities, ...opinions]),
      ...ofCode,
    ];
  });
  return [...ofStack, ...ofResources.flat()];
}

/** Whether a template lets one of its resources run nothing. */
const letsIdle = (type: string, logicalId: string, resources: Objects): boolean =>
  Object.hasOwn(mayBeIdle, type) &&
  mayBeIdle[type]?.({
    logicalId,
    properties: objectIn(objectIn(resources[logicalId])["Properties"]),
    resources: resources as Templated["resources"],
  }) === true;

/** Whether a check compares resources with what their step's template says of them. */
const asksTemplates = (checks: readonly string[]): boolean =>
  checks.includes(asAnnounced) || checks.includes(approvedCode);

/** Whether the answers rest on a resource's own description. */
const isDescribed = (type: string, checks: readonly string[]): boolean =>
  reachToldBy(type) !== "properties" && (asksTemplates(checks) || isAskedAbout(type, checks));

/** What a step's template says of its resources, and which questions about them it answers with "open". */
async function templateOf({ changes }: Ports, step: Step) {
  const { announcedQuestions, resourcesIn } = await import("../domain/change/announced-exposure.ts");
  const withText = { ...step, template: await changes.bytes(step.templateDigest) };
  return {
    resources: resourcesIn(withText),
    announced: announcedQuestions(withText),
  };
}

/**
 * The readings of a resource that its stack names and no call finds: it fails every check. What was just made may not be seen
 * yet (EC2 developer guide, "Eventual consistency").
 */
const missing = (type: string, resource: string, checks: readonly string[]): readonly Reading[] =>
  checks.slice(0, 1).map((check) => ({
    check,
    fact: existence,
    resource,
    answer: "broken",
    saw: `no ${type} is there`,
    settles: true,
  }));
