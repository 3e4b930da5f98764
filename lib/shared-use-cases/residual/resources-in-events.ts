import type { Environment } from "../../domain/environment.ts";
import { ownersIn, type ResidualCandidate } from "../../domain/rollback/candidates.ts";
import { provisionIntents, rollbackIntents } from "../../domain/step/attempts.ts";
import type { RunRecords } from "../../ports/records/port.ts";
import type { ResourceId, StackReader } from "../../ports/stack-reader/port.ts";
import type { StackOfStep } from "./look-at-stack.ts";

/**
 * The resources that the events of this run's stacks name: all of a stack that the run created, and only the run's
 * own work on the others.
 */
export async function resourcesInEvents(
  stackReader: StackReader,
  run: RunRecords,
  environment: Environment,
  stacks: readonly StackOfStep[],
  ownIds: ReadonlySet<string>,
): Promise<readonly ResidualCandidate[]> {
  const intents = [
    ...provisionIntents(run.entries, environment),
    ...rollbackIntents(run.entries, environment),
  ];
  const updated = stacks.flatMap(({ step, observed: { stackId }, obligation }) => {
    const tokens = intents.filter((intent) => intent.step === step).map(({ token }) => token);
    const isThere = obligation !== undefined && obligation.undo.to !== "absent" && stackId !== null;
    return isThere ? [{ stackId, tokens }] : [];
  });
  const lists = await Promise.all([
    ...[...ownIds].map((stackId) => withNested(stackReader, stackId)),
    ...updated.map(({ stackId, tokens }) => withNested(stackReader, stackId, tokens)),
  ]);
  return lists.flat().map(({ type, id, stack, properties }): ResidualCandidate => {
    const owners = ownersIn(type, properties ?? {});
    const candidate: ResidualCandidate = {
      type,
      id,
      stack,
      from: "events",
      createdAtMs: null,
      ...(properties === undefined ? {} : { properties }),
    };
    return owners.length === 0 ? candidate : { ...candidate, owners };
  });
}

/** The resources of a stack and of its nested stacks. */
async function withNested(
  stackReader: StackReader,
  stackId: string,
  tokens?: readonly string[],
): Promise<readonly ResourceId[]> {
  const resources = await stackReader.resourcesEver(stackId, tokens);
  const nested = await Promise.all(
    resources
      .filter(({ type }) => type === "AWS::CloudFormation::Stack")
      .map(({ id }) => withNested(stackReader, id)),
  );
  return [...resources, ...nested.flat()];
}
