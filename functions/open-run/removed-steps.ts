import { type Change, type Step, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Refusal } from "../../lib/domain/change/refusal.ts";
import { type Environment, environments } from "../../lib/domain/environment.ts";
import type { RemovedStep } from "../../lib/domain/records/removed-step.ts";
import type { Claim } from "../../lib/domain/run/lease.ts";
import { provisionIntents } from "../../lib/domain/step/attempts.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import type { ListedStack } from "../../lib/ports/stack-index/port.ts";
import { baselineDeployedDigest } from "../../lib/shared-use-cases/baseline.ts";
import { changeOrNull } from "../../lib/shared-use-cases/change-or-null.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { inOneText } from "./broken-rules.ts";

type Ports = Pick<TaskPorts<"open-run">, "records" | "changes" | "stackReader" | "stackIndex">;

/** What the change no longer has: the steps that the run removes, or why one of them may not be removed. */
export type Removal = { readonly removed: readonly RemovedStep[] } | { readonly refused: string };

/** A step whose stack exists and that the change no longer has, and why it may not be removed; empty if it may. */
type Found = { readonly removed: readonly RemovedStep[]; readonly refusals: readonly Refusal[] };

/**
 * Looks for stacks that have an environment's name and that the change does not have. Those that a run deployed and that could be
 * made again are removed. Every other one refuses the change, so that none is left behind unnoticed.
 */
export async function removedSteps(ports: Ports, change: Change): Promise<Removal> {
  const found = await Promise.all(environments.map((environment) => findIn(ports, change, environment)));
  const refused = inOneText(found.flatMap(({ refusals }) => refusals));
  return refused === null ? { removed: found.flatMap(({ removed }) => removed) } : { refused };
}

async function findIn(ports: Ports, change: Change, environment: Environment): Promise<Found> {
  const own = new Set(change.environments[environment].map(({ stackName }) => stackName));
  const standing = await ports.stackIndex.named(`${change.application}-${environment}-`);
  const aside = standing.filter(({ stackName }) => !own.has(stackName));
  if (aside.length === 0) return { removed: [], refusals: [] };
  // The specification of types is large: it is read only where something is to be removed.
  const { removalRefusals } = await import("../../lib/domain/change/rules/removal.ts");
  const steps = await deployedAs(ports, environment, aside, await ports.records.claims());
  const names = namesOf(change, environment, steps);
  const strangers = aside.filter(({ stackName }) => !names.has(stackName));
  const looks = await Promise.all(
    steps.map(async ({ step, part, stackName, dependsOn }): Promise<Found> => {
      const stack = aside.find((one) => one.stackName === stackName) as ListedStack;
      const baseline = isSettled(stack) ? await ports.stackReader.baseline(stack.stackId) : null;
      const deployed = baseline && { template: baseline.template, secrets: baseline.previous };
      const removed = baseline && {
        environment,
        step: names.get(stackName) ?? step,
        part,
        stackName,
        stackId: stack.stackId,
        deployedDigest: baselineDeployedDigest(baseline),
        dependsOn: steps.flatMap((other) =>
          dependsOn.includes(other.step) ? (names.get(other.stackName) ?? []) : [],
        ),
      };
      return {
        refusals: removalRefusals({ ...stack, deployed, isOurs: true }),
        removed: removed === null ? [] : [removed],
      };
    }),
  );
  return {
    removed: looks.flatMap(({ removed }) => removed),
    refusals: [
      ...strangers.flatMap((stack) => removalRefusals({ ...stack, deployed: null, isOurs: false })),
      ...looks.flatMap(({ refusals }) => refusals),
    ],
  };
}

const isSettled = ({ status }: ListedStack): boolean => ["settled", "restored"].includes(standingOf(status));

/**
 * The steps as which runs deployed these stacks, from the newest run that changed each, and each before those that it depends on.
 * `claims` is newest first. A run that only asked for a stack did not deploy it.
 */
async function deployedAs(
  { changes, records }: Ports,
  environment: Environment,
  aside: readonly ListedStack[],
  claims: readonly Claim[],
): Promise<readonly Step[]> {
  const missing = new Set(aside.map(({ stackName }) => stackName));
  const steps: Step[] = [];
  for (const { changeDigest, runId } of claims) {
    if (missing.size === 0) break;
    const change = await changeOrNull({ changes }, changeDigest);
    if (change === null) continue;
    const wanted = stepsInOrder(change, environment, "everything").filter(({ stackName }) =>
      missing.has(stackName),
    );
    if (wanted.length === 0) continue;
    const { entries } = await records.read(runId);
    const changed = new Set(provisionIntents(entries, environment).map(({ stackName }) => stackName));
    for (const step of wanted.toReversed())
      if (changed.has(step.stackName)) {
        missing.delete(step.stackName);
        steps.push(step);
      }
  }
  return steps;
}

/** A name for each removed step, by its stack: the change may have given the step's own name to another stack. */
function namesOf(
  change: Change,
  environment: Environment,
  steps: readonly Step[],
): ReadonlyMap<string, string> {
  const taken = new Set(change.environments[environment].map(({ step }) => step));
  const names = new Map<string, string>();
  for (const { step, stackName } of steps) {
    const name = [step, stackName].find((one) => !taken.has(one)) ?? `${stackName}-removed`;
    taken.add(name);
    names.set(stackName, name);
  }
  return names;
}
