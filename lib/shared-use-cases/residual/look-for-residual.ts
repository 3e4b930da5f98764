import type { Change } from "../../domain/change/manifest.ts";
import type { Environment } from "../../domain/environment.ts";
import { fewAtATime } from "../../domain/few-at-a-time.ts";
import { groupedBy } from "../../domain/grouped.ts";
import {
  dependent,
  describable,
  isLeft,
  type Looked,
  type ResidualCandidate,
  withoutOwner,
} from "../../domain/rollback/candidates.ts";
import type { Goneness } from "../../domain/rollback/gone.ts";
import { impliedLogGroups, isLogGroupOf } from "../../domain/rollback/implied.ts";
import { resourceIdentity } from "../../domain/rollback/resource-of-arn.ts";
import { hasChanged } from "../../domain/run/effects.ts";
import { openedWith } from "../../domain/run/opened.ts";
import { removedFrom } from "../../domain/step/removed-step.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import { environmentOf, type Plan } from "../../plan/schema.ts";
import type { Changes } from "../../ports/changes/port.ts";
import type { CloudControl } from "../../ports/cloud-control/port.ts";
import type { Exposure } from "../../ports/exposure/port.ts";
import type { Finder } from "../../ports/finder/port.ts";
import type { Inspector } from "../../ports/inspector/port.ts";
import type { PolicyAnalyzer } from "../../ports/policy-analyzer/port.ts";
import type { RunRecords } from "../../ports/records/port.ts";
import type { StackReader } from "../../ports/stack-reader/port.ts";
import { announcedNames, exposedIn, mayStay } from "../exposed.ts";
import { seenStanding } from "../see-standing.ts";
import { findCandidates } from "./find-candidates.ts";
import { lookAtStack } from "./look-at-stack.ts";
import { ownedReader, readCandidate } from "./read-candidate.ts";
import { type WhatWent, whatWent } from "./what-went.ts";

type Ports = {
  readonly changes: Changes;
  readonly stackReader: StackReader;
  readonly inspector: Inspector;
  readonly cloudControl: CloudControl;
  readonly finder: Finder;
  readonly exposure: Exposure;
  readonly policyAnalyzer: PolicyAnalyzer;
};

/** What exists of a rolled-back environment, read from the environment itself. */
export type ResidualLook = {
  /** Every resource that was looked for, and how it was seen. */
  readonly looked: readonly Looked[];
  /** Steps that the plan keeps, by name. */
  readonly kept: readonly string[];
};

/** Whether nothing is left that must go. */
export const isClean = ({ looked }: Pick<ResidualLook, "looked">): boolean => !looked.some(isLeft);

/** Whether everything that is left is being deleted, so that it is worth looking again. */
export const isGoing = ({ looked }: Pick<ResidualLook, "looked">): boolean =>
  !isClean({ looked }) && looked.every(({ is }) => is !== "present" && is !== "unproven");

/**
 * Looks for everything that this run may have left of an environment: what the events of its stacks named, what
 * carries their tags, and what carries the environment's name. It believes none of these before the resource's own
 * call describes it. It skips the resources of stacks that should exist. It reads the environment and not the
 * rollback's own entries, so it can be repeated at any time.
 */
export async function lookForResidual(
  ports: Ports,
  run: RunRecords,
  environment: Environment,
): Promise<ResidualLook> {
  const { changes, stackReader, finder } = ports;
  const opened = openedWith(run.runId, run.entries);
  const [change, plan] = await Promise.all([
    changes.change(opened.changeDigest),
    changes.plan(opened.planDigest),
  ]);
  const went = await whatWent(stackReader, run, environment, change, plan);
  const [ofStacks, candidates, seenBefore] = await Promise.all([
    Promise.all(went.stacks.map((stack) => lookAtStack(ports, stack))),
    findCandidates(finder, `${change.application}-${environment}`, went),
    seenStanding(ports, run.entries, environment),
  ]);
  // Resources of some types share an id: a name may have records of several types, and in several zones.
  const told = groupedBy(went.ofEvents, resourceIdentity);
  const keeping = keepingOf(run, environment, plan, went);
  const seen = await fewAtATime(describable(candidates), async (candidate) => {
    const sharing = told.get(resourceIdentity(candidate)) ?? [];
    const is = await readCandidate(ports, candidate, sharing, seenBefore);
    return { candidate, looked: asLooked(candidate, is, keeping) };
  });
  const readOwned = ownedReader(ports, went.standing, seen, seenBefore);
  const ofOthers = await fewAtATime(withoutOwner(candidates, seen), async (candidate) => ({
    candidate,
    is: await readOwned(candidate),
  }));
  const readAlready = ofOthers.flatMap(({ candidate, is }) => (is === null ? [] : [{ candidate, is }]));
  return {
    looked: [
      ...ofStacks.flat(),
      ...(await lookAtExposure(ports, run, environment, plan, change)),
      ...seen.map(({ looked }) => looked),
      ...readAlready.map(({ candidate: { type, id, from }, is }): Looked => ({ type, id, from, ...is })),
      ...dependent(
        candidates.filter((one) => !readAlready.some(({ candidate }) => candidate === one)),
        seen,
      ),
    ],
    kept: went.stacks.flatMap(({ step, obligation, observed }) =>
      obligation?.undo.to === "kept" && standingOf(observed.status) !== "absent"
        ? [`${environment}/${step}`]
        : [],
    ),
  };
}

/** A rollback closes ingress, so an environment with ingress must no longer be reachable (21.03 section 6.4). */
async function lookAtExposure(
  ports: Ports,
  run: RunRecords,
  environment: Environment,
  plan: Plan,
  change: Change,
): Promise<readonly Looked[]> {
  const opened = openedWith(run.runId, run.entries);
  const all = [...change.environments[environment], ...removedFrom(opened, environment)];
  if (!hasChanged(run.entries, environment) || !all.some(({ part }) => part === "ingress")) return [];
  const names = await announcedNames(ports.changes, plan, change, environment);
  const ways = await exposedIn(ports, environment, all, opened.waivers);
  return ways
    .filter((way) => !mayStay(way, names))
    .map(({ what, lingers }) => ({
      type: "public",
      id: what,
      from: "names",
      is: lingers ? "going" : "present",
      how: "it can be reached",
    }));
}

/** When the run began, the stacks that the plan keeps, and the implied names of the log groups that it keeps. */
type Keeping = {
  readonly beganAtMs: number;
  readonly keptStacks: ReadonlySet<string>;
  readonly keptLogs: readonly string[];
};

function keepingOf(
  { entries }: RunRecords,
  environment: Environment,
  plan: Plan,
  { stacks, ofEvents }: WhatWent,
): Keeping {
  const keptStacks = stacks.filter(({ obligation }) => obligation?.isKept === true);
  return {
    beganAtMs: Date.parse(entries[0]?.at ?? ""),
    keptStacks: new Set(keptStacks.map(({ observed }) => observed.stackId ?? "")),
    // Where the plan keeps an environment's logs, what services wrote about it stays as well (21.03 section 6.4).
    keptLogs: environmentOf(plan, environment).rollback.policy === "keep" ? impliedLogGroups(ofEvents) : [],
  };
}

/** What existed before the run is someone else's. What a stack that the plan keeps has released is kept as well. */
function asLooked(
  candidate: ResidualCandidate,
  { is, how }: { readonly is: Goneness; readonly how: string },
  { beganAtMs, keptStacks, keptLogs }: Keeping,
): Looked {
  const { type, id, from, stack, createdAtMs } = candidate;
  const isForeign = from !== "events" && createdAtMs !== null && createdAtMs < beganAtMs;
  if (is !== "gone" && isForeign)
    return { type, id, from, is: "foreign", how: `it was there before the run; ${how}` };
  if (is === "present" && keptStacks.has(stack))
    return { type, id, from, is: "kept", how: `the plan keeps what its stack held; ${how}` };
  if (is === "present" && type === "AWS::Logs::LogGroup" && isLogGroupOf(id, keptLogs))
    return { type, id, from, is: "kept", how: `the plan keeps the logs; ${how}` };
  return { type, id, from, is, how };
}
