import { stepsInOrder } from "../../domain/change/manifest.ts";
import type { Environment } from "../../domain/environment.ts";
import {
  type Candidate,
  dependent,
  describable,
  distinct,
  type Looked,
} from "../../domain/rollback/candidates.ts";
import { type Goneness, isGone } from "../../domain/rollback/gone.ts";
import { obligationsOf } from "../../domain/rollback/steps-to-undo.ts";
import { openedWith } from "../../domain/run/opened.ts";
import { createdStacks, provisionIntents, rollbackIntents } from "../../domain/step/attempts.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import { environmentOf, type Plan } from "../../plan/schema.ts";
import type { Changes } from "../../ports/changes/port.ts";
import type { Exposure } from "../../ports/exposure/port.ts";
import type { Finder } from "../../ports/finder/port.ts";
import type { Inspector } from "../../ports/inspector/port.ts";
import type { RunRecords } from "../../ports/records/port.ts";
import type { StackReader } from "../../ports/stack-reader/port.ts";
import { exposedIn } from "../exposed.ts";
import { isMeantToStand, lookAtStack, type StackOfStep } from "./look-at-stack.ts";
import { resourcesInEvents } from "./resources-in-events.ts";

type Ports = {
  readonly changes: Changes;
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly finder: Finder;
  readonly exposure: Exposure;
};

/** What is there of an environment that was rolled back, read from the environment itself. */
export type ResidualLook = {
  /** Every resource that was looked for, and how it was seen. */
  readonly looked: readonly Looked[];
  /** Steps that the plan keeps, by name. */
  readonly kept: readonly string[];
};

/** Whether nothing is left that has to go. */
export const isClean = ({ looked }: Pick<ResidualLook, "looked">): boolean =>
  looked.every(({ is }) => is === "gone" || is === "kept" || is === "foreign");

/** Whether all that is left is on its way: it is worth while to look again. */
export const isGoing = ({ looked }: Pick<ResidualLook, "looked">): boolean =>
  !isClean({ looked }) && looked.every(({ is }) => is !== "present" && is !== "unproven");

/**
 * Looks for everything that this run may have left of an environment: what the events of its stacks ever named, what
 * carries their tags, and what carries the environment's name. Each is described by its own call before it is believed;
 * what stands in a stack that is meant to stand is not looked for. It asks the world and not what the rollback said of
 * itself, so it can be asked again at any time.
 */
export async function lookForResidual(
  ports: Ports,
  run: RunRecords,
  environment: Environment,
): Promise<ResidualLook> {
  const { stackReader, inspector, finder } = ports;
  const { changeDigest, planDigest } = openedWith(run.runId, run.entries);
  const change = await ports.changes.change(changeDigest);
  const plan = await ports.changes.plan(planDigest);
  const obligations = obligationsOf(
    change,
    run.entries,
    environment,
    "everything",
    keptBy(plan, environment),
  );
  const stacks = await Promise.all(
    stepsInOrder(change, environment, "everything").map(
      async ({ step, stackName }): Promise<StackOfStep> => ({
        step,
        stands: await stackReader.stands(stackName),
        obligation: obligations.find((one) => one.step === step),
      }),
    ),
  );
  const ownIds = stacksOf(run, environment);
  const [ofStacks, standing, ofEvents, tagged] = await Promise.all([
    Promise.all(stacks.map((stack) => lookAtStack(ports, stack))),
    Promise.all(
      stacks.filter(isMeantToStand).map(({ stands: { stackId } }) => stackReader.resources(stackId ?? "")),
    ),
    resourcesInEvents(stackReader, run, environment, stacks, ownIds),
    finder.byTag([...ownIds]),
  ]);
  const networks = ofEvents.filter(({ type }) => type === "AWS::EC2::VPC").map(({ id }) => id);
  const named = await finder.byName(`${change.application}-${environment}`, networks);
  const legitimate = new Set(standing.flat().map(({ type, id }) => `${type} ${id}`));
  const candidates = distinct([
    ...ofEvents,
    ...tagged.map((one): Candidate => ({ ...one, stack: "", from: "tags" })),
    ...named.map((one): Candidate => ({ ...one, stack: "", from: "names" })),
  ]).filter(({ type, id }) => !legitimate.has(`${type} ${id}`) && !ownIds.has(id));
  const beganAtMs = Date.parse(run.entries[0]?.at ?? "");
  const keptStacks = new Set(
    stacks.filter(({ obligation }) => obligation?.isKept === true).map(({ stands }) => stands.stackId ?? ""),
  );
  const seen = await Promise.all(
    describable(candidates).map(async (candidate) => {
      const { type, id, stack } = candidate;
      const described = await inspector.inspect({ type, id, logicalId: id, stack });
      return { candidate, looked: asLooked(candidate, isGone(type, described), beganAtMs, keptStacks) };
    }),
  );
  // A rollback closes ingress, so an environment that has one must not be reachable any more (21.03 section 6.4).
  const hasIngress = change.environments[environment].some(({ part }) => part === "ingress");
  const exposed = hasIngress ? await exposedIn(ports, change, environment) : [];
  return {
    looked: [
      ...ofStacks.flat(),
      ...exposed.map(
        (what): Looked => ({
          type: "public",
          id: what,
          from: "names",
          is: "present",
          how: "it can be reached",
        }),
      ),
      ...seen.map(({ looked }) => looked),
      ...dependent(candidates, seen),
    ],
    kept: stacks.flatMap(({ step, obligation, stands }) =>
      obligation?.undo.to === "kept" && standingOf(stands.status) !== "absent"
        ? [`${environment}/${step}`]
        : [],
    ),
  };
}

const keptBy = (plan: Plan, environment: Environment) => environmentOf(plan, environment).rollback.keep;

/** The stacks that this run created, or took down. */
const stacksOf = ({ entries }: RunRecords, environment: Environment): ReadonlySet<string> =>
  new Set([
    ...createdStacks(entries, environment),
    ...provisionIntents(entries, environment).flatMap(({ operation, stackId }) =>
      operation === "close-ingress" && stackId !== null ? [stackId] : [],
    ),
    ...rollbackIntents(entries, environment).flatMap(({ operation, stackId }) =>
      operation === "delete" && stackId !== null ? [stackId] : [],
    ),
  ]);

/** What was there before the run is somebody else's; what a stack that the plan keeps has let go is kept as well. */
function asLooked(
  candidate: Candidate,
  { is, how }: { readonly is: Goneness; readonly how: string },
  beganAtMs: number,
  keptStacks: ReadonlySet<string>,
): Looked {
  const { type, id, from, stack, createdAtMs } = candidate;
  const isForeign = from !== "events" && createdAtMs !== null && createdAtMs < beganAtMs;
  if (is !== "gone" && isForeign)
    return { type, id, from, is: "foreign", how: `it was there before the run; ${how}` };
  if (is === "present" && keptStacks.has(stack))
    return { type, id, from, is: "kept", how: `the plan keeps what its stack held; ${how}` };
  return { type, id, from, is, how };
}
