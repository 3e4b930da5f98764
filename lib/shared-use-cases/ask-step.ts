import { askAbout, askAboutStack, isAskedAbout, type Reading } from "../domain/check/probes.ts";
import type { Environment } from "../domain/environment.ts";
import { deployedDigest } from "../domain/step/deployed-digest.ts";
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
): Promise<readonly Reading[]> {
  const name = `${environment}/${step.step}`;
  const ofStack = askAboutStack(observed, deployedDigest(step), name, checks);
  if (observed.stackId === null) return ofStack;
  const resources = (await stackReader.resources(observed.stackId)).filter(({ type }) =>
    isAskedAbout(type, checks),
  );
  const ofResources = await fewAtATime(resources, async (resource) => {
    const inspected = await inspector.inspect(resource);
    const place = { part: step.part, name: `${name}/${resource.logicalId}`, released };
    if (inspected === null) return missing(resource.type, place.name, checks);
    return inspected === undefined ? [] : askAbout(inspected, place, checks);
  });
  return [...ofStack, ...ofResources.flat()];
}

/** The readings of a resource that its stack names and no call finds: it fails every check. */
const missing = (type: string, resource: string, checks: readonly string[]): readonly Reading[] =>
  checks.slice(0, 1).map((check) => ({
    check,
    fact: "exists",
    resource,
    answer: "broken",
    saw: `no ${type} is there`,
    settles: false,
  }));
