import { isFact } from "../../lib/domain/records/facts.ts";
import { hasChanged } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isReopening } from "../../lib/domain/run/reopening.ts";
import { removedFrom } from "../../lib/domain/step/removed-step.ts";
import { announcedNames, exposedIn, mayStay } from "../../lib/shared-use-cases/exposed.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Proof } from "./proof.ts";

/** How long the addresses of a deleted load balancer may linger. */
const longestClosingMs = 15 * 60_000;
const waitSeconds = 15;

/**
 * Reads back that nothing of the environment can be reached from outside (21.03 section 6.4): no route, no listener, no open
 * security group and no public address in any of its networks, and no resource of it by a policy or setting of its own. A
 * resource that nothing tells about counts as a way in. Under a plan that announces exposure, what stays open outside the ingress is named.
 */
export async function proveClosed(
  ports: TaskPorts<"prove-rollback">,
  { run, work, environment }: Proof,
): Promise<TaskAnswer<"prove-rollback">> {
  const { records, changes, signer, clock } = ports;
  // What this run opens again after its rollback was proved is not part of that rollback.
  if (!hasChanged(run.entries, environment) || isReopening(run.entries))
    return { outcome: "done", waitSeconds: 0 };
  const opened = openedWith(run.runId, run.entries);
  const [plan, change] = await Promise.all([
    changes.plan(opened.planDigest),
    changes.change(opened.changeDigest),
  ]);
  const steps = [...change.environments[environment], ...removedFrom(opened, environment)];
  const names = await announcedNames(changes, plan, change, environment);
  const all = await exposedIn(ports, environment, steps, opened.waivers);
  const ways = all.filter((way) => !mayStay(way, names));
  const announced = all.filter((way) => way.resource !== null && mayStay(way, names));
  const closed = ways.length === 0;
  const closing = run.entries.filter(isFact("roll-back-step", "outcome")).findLast(isIngress);
  // A way in that does not close by itself is not waited for: the rollback closes it where it is.
  const lingers = !closed && ways.every((way) => way.lingers);
  if (lingers && closing !== undefined && clock.nowMs() - Date.parse(closing.at) < longestClosingMs)
    return { outcome: "waiting", waitSeconds };
  await records.append(run, work, [
    {
      action: "confirm-closed",
      kind: "observation",
      subject: environment,
      detail: {
        environment,
        closed,
        exposed: ways.map(({ what }) => what),
        ...(announced.length === 0 ? {} : { announced: announced.map(({ what }) => what) }),
      },
    },
  ]);
  if (!closed) return { outcome: "failed", waitSeconds: 0 };
  if (closing?.detail.result === "deleted")
    await signer.sign(work, { statement: "ingress-closed", about: environment });
  return { outcome: "done", waitSeconds: 0 };
}

const isIngress = ({ detail }: { readonly detail: { readonly part: string } }): boolean =>
  detail.part === "ingress";
