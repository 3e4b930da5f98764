import {
  askAbout,
  askAboutStack,
  isAskedAbout,
  type Reading,
  unreadExposure,
} from "../domain/check/probes.ts";
import type { Environment } from "../domain/environment.ts";
import type { Entry } from "../domain/records/entry.ts";
import { declaredDigests } from "../domain/step/attempts.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { fewAtATime } from "./few-at-a-time.ts";
import type { ObservedStep } from "./look-at-environment.ts";

/** Asks every question of `checks` about one step: of its stack, and of each resource in it. */
export async function askStep(
  { stackReader, inspector }: { readonly stackReader: StackReader; readonly inspector: Inspector },
  { step, observed }: ObservedStep,
  environment: Environment,
  checks: readonly string[],
  released: boolean,
  entries: readonly Entry[],
): Promise<readonly Reading[]> {
  const name = `${environment}/${step.step}`;
  const ofStack = askAboutStack(observed, declaredDigests(entries, environment, step), name, checks);
  if (observed.stackId === null) return ofStack;
  const resources = await stackReader.resources(observed.stackId);
  const ofResources = await fewAtATime(resources, async (resource) => {
    const place = { part: step.part, name: `${name}/${resource.logicalId}`, released };
    if (!isAskedAbout(resource.type, checks)) return unreadExposure(resource.type, place, checks);
    const inspected = await inspector.inspect(resource);
    if (inspected === null) return missing(resource.type, place.name, checks);
    return inspected === undefined ? [] : askAbout(inspected, place, checks);
  });
  return [...ofStack, ...ofResources.flat()];
}

/**
 * The readings of a resource that its stack names and no call finds: it fails every check. What was just made may not be seen
 * yet (EC2 developer guide, "Eventual consistency").
 */
const missing = (type: string, resource: string, checks: readonly string[]): readonly Reading[] =>
  checks.slice(0, 1).map((check) => ({
    check,
    fact: "exists",
    resource,
    answer: "broken",
    saw: `no ${type} is there`,
    settles: true,
  }));
