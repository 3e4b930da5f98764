import type { Environment } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { isLeft } from "../../lib/domain/rollback/candidates.ts";
import { hasEffect, lastIntentIn } from "../../lib/domain/run/effects.ts";
import { isReopening } from "../../lib/domain/run/reopening.ts";
import { keepList } from "../../lib/shared-use-cases/keep-list.ts";
import {
  isClean,
  isGoing,
  lookForResidual,
  type ResidualLook,
} from "../../lib/shared-use-cases/residual/look-for-residual.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Proof } from "./proof.ts";

type Ports = TaskPorts<"prove-rollback">;

/**
 * How long AWS may take for what it removes on its own, mostly network interfaces of load balancers and functions.
 */
const longestGoingMs = 45 * 60_000;
/** For how many quiet periods something that is still listed may be gone already. */
const lagFactor = 3;
const secondMs = 1_000;
const longestWaitSeconds = 60;
const mostNamed = 60;

/**
 * Proves that nothing is left: two looks, a quiet period apart, must both find nothing. The second look catches
 * what reappears on its own, such as a log group that a stopping task writes to again. What is left is believed no
 * sooner: it must be seen over several quiet periods. The proof waits longer for resources that are being deleted, and
 * names at once what no call can describe.
 */
export async function proveGone(
  ports: Ports,
  { run, work, environment }: Proof,
): Promise<TaskAnswer<"prove-rollback">> {
  const { records, settings, clock } = ports;
  // What this run opens again after its rollback was proved is not part of that rollback.
  if (!hasEffect(run.entries, environment) || isReopening(run.entries))
    return { outcome: "done", waitSeconds: 0 };
  const quietMs = settings.quietSeconds * secondMs;
  const nowMs = clock.nowMs();
  const earlier = looksSinceRollback(run.entries, environment);
  const last = earlier.at(-1);
  if (last?.clean === true && nowMs - last.atMs < quietMs)
    return { outcome: "waiting", waitSeconds: secondsOf(quietMs - (nowMs - last.atMs)) };

  const look = await lookForResidual(ports, run, environment);
  const clean = isClean(look);
  const looked = await keepList(ports, look.looked);
  const seen: Fact = {
    action: "look-for-residual",
    kind: "observation",
    subject: environment,
    detail: { environment, clean, looked },
  };
  if (clean && last?.clean !== true) {
    await records.append(run, work, [seen]);
    return { outcome: "waiting", waitSeconds: secondsOf(quietMs) };
  }
  const beganAtMs = earlier[0]?.atMs ?? nowMs;
  // Just after a deletion AWS may still list what is gone (EC2 developer guide, "Eventual consistency").
  const mayLag = look.looked.some(({ is }) => is === "present") && nowMs - beganAtMs < quietMs * lagFactor;
  if (!clean && (mayLag || earlier.every((one) => one.clean)) && !isHopeless(look)) {
    await records.append(run, work, [seen]);
    return { outcome: "waiting", waitSeconds: Math.max(1, secondsOf(quietMs)) };
  }
  if (isGoing(look) && nowMs - beganAtMs < longestGoingMs) {
    await records.append(run, work, [seen]);
    return { outcome: "waiting", waitSeconds: Math.max(1, secondsOf(quietMs)) };
  }
  const reopened =
    run.entries.filter(isFact("confirm-closed", "observation")).at(-1)?.detail.closed === false;
  await records.append(run, work, [
    seen,
    // What closed only with the rest of the rollback was just read back with the rest.
    ...(clean && reopened ? [closedAtLast(environment)] : []),
    proofOf(environment, look, clean, looked),
  ]);
  if (!clean) return { outcome: "failed", waitSeconds: 0 };
  await ports.signer.sign(work, { statement: "nothing-left", about: environment });
  return { outcome: "done", waitSeconds: 0 };
}

/** Whether another look cannot show otherwise what is left: nothing describes any of it. */
const isHopeless = ({ looked }: ResidualLook): boolean =>
  !looked.some(({ is }) => is === "present" || is === "going");

const closedAtLast = (environment: Environment): Fact => ({
  action: "confirm-closed",
  kind: "observation",
  subject: environment,
  detail: { environment, closed: true, exposed: [] },
});

const proofOf = (
  environment: Environment,
  { looked: all, kept }: ResidualLook,
  proved: boolean,
  looked: Awaited<ReturnType<typeof keepList<ResidualLook["looked"][number]>>>,
): Fact => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: {
    environment,
    proved,
    resourcesSeen: all.length,
    kept: [...kept],
    foreign: all.filter(({ is }) => is === "foreign").map(({ type, id }) => `${type} ${id}`),
    residual: residualOf(all),
    looked,
  },
});

/** Names what is left. It cuts a long list short, because the list of what was looked for has every resource. */
function residualOf(all: ResidualLook["looked"]): FactOf<"prove-rollback">["detail"]["residual"] {
  const left = all.filter(isLeft).map(({ type, id, is }) => ({ type, id, state: is }));
  const more = left.length - mostNamed;
  return more <= 0
    ? left
    : [...left.slice(0, mostNamed), { type: "and more", id: `${more} more`, state: "present" }];
}

/** The looks since the last rollback intent in the environment, oldest first. */
function looksSinceRollback(
  entries: readonly Entry[],
  environment: Environment,
): readonly { readonly clean: boolean; readonly atMs: number }[] {
  return entries
    .slice(lastIntentIn(entries, environment) + 1)
    .flatMap((entry) =>
      entry.action === "look-for-residual" && entry.detail.environment === environment
        ? [{ clean: entry.detail.clean, atMs: Date.parse(entry.at) }]
        : [],
    );
}

const secondsOf = (ms: number): number => Math.min(longestWaitSeconds, Math.ceil(ms / secondMs));
