import { type Change, stepsInOrder } from "../../domain/change/manifest.ts";
import type { Environment } from "../../domain/environment.ts";
import type { ResidualCandidate } from "../../domain/rollback/candidates.ts";
import { resourceIdentity } from "../../domain/rollback/resource-of-arn.ts";
import { obligationsOf } from "../../domain/rollback/steps-to-undo.ts";
import { openedWith } from "../../domain/run/opened.ts";
import { createdStacks, provisionIntents, rollbackIntents } from "../../domain/step/attempts.ts";
import { removedFrom } from "../../domain/step/removed-step.ts";
import { environmentOf, type Plan } from "../../plan/schema.ts";
import type { RunRecords } from "../../ports/records/port.ts";
import type { ResourceId, StackReader } from "../../ports/stack-reader/port.ts";
import { type StackOfStep, shouldExist } from "./look-at-stack.ts";
import { resourcesInEvents } from "./resources-in-events.ts";

/** What the stacks of an environment hold and held, as they say themselves. */
export type WhatWent = {
  /** The stack of each step. */
  readonly stacks: readonly StackOfStep[];
  /** The ids of the stacks that this run created or deleted. */
  readonly ownIds: ReadonlySet<string>;
  /** The resources of the stacks that should exist. */
  readonly standing: readonly ResourceId[];
  /** Every resource that this run's work on the stacks named. */
  readonly ofEvents: readonly ResidualCandidate[];
  /** Those of them that no stack should hold any more. */
  readonly deleted: readonly ResidualCandidate[];
};

/** Reads what this run's stacks of an environment hold and held. It changes nothing. */
export async function whatWent(
  stackReader: StackReader,
  run: RunRecords,
  environment: Environment,
  change: Change,
  plan: Plan,
): Promise<WhatWent> {
  const opened = openedWith(run.runId, run.entries);
  const { keep } = environmentOf(plan, environment).rollback;
  const obligations = obligationsOf(change, run.entries, environment, "everything", keep);
  const stacks = await Promise.all(
    [...stepsInOrder(change, environment, "everything"), ...removedFrom(opened, environment)].map(
      async ({ step, stackName }): Promise<StackOfStep> => ({
        step,
        observed: await stackReader.stands(stackName),
        obligation: obligations.find((one) => one.step === step),
      }),
    ),
  );
  const ownIds = stacksOf(run, environment);
  const [inStacks, ofEvents] = await Promise.all([
    Promise.all(
      stacks.filter(shouldExist).map(({ observed: { stackId } }) => stackReader.resources(stackId ?? "")),
    ),
    resourcesInEvents(stackReader, run, environment, stacks, ownIds),
  ]);
  const standing = inStacks.flat();
  const legitimate = new Set(standing.map(resourceIdentity));
  const deleted = ofEvents.filter((one) => !legitimate.has(resourceIdentity(one)));
  return { stacks, ownIds, standing, ofEvents, deleted };
}

/** The stacks that this run created or deleted. */
const stacksOf = ({ entries }: RunRecords, environment: Environment): ReadonlySet<string> =>
  new Set([
    ...createdStacks(entries, environment),
    ...provisionIntents(entries, environment).flatMap(({ operation, stackId }) =>
      (operation === "close-ingress" || operation === "remove") && stackId !== null ? [stackId] : [],
    ),
    ...rollbackIntents(entries, environment).flatMap(({ operation, stackId }) =>
      operation === "delete" && stackId !== null ? [stackId] : [],
    ),
  ]);
