import { isFact } from "../../lib/domain/records/facts.ts";
import { hasChanged } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isReopening } from "../../lib/domain/run/reopening.ts";
import { exposedBeyond } from "../../lib/shared-use-cases/exposed.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks.ts";
import type { Proof } from "./proof.ts";

/** How long the addresses of a deleted load balancer may linger. */
const longestClosingMs = 15 * 60_000;
const waitSeconds = 15;

/**
 * Reads back that nothing of the environment can be reached from outside (21.03 section 6.4): no route, no listener, no open
 * security group and no public address in any of its networks, and no resource of its stacks. What nothing reads is not
 * closed. Under a plan that announces exposure, what stays open outside the ingress is named.
 */
export async function proveClosed(
  ports: TaskPorts<"prove-rollback">,
  { run, work, environment }: Proof,
): Promise<TaskAnswer<"prove-rollback">> {
  const { records, changes, signer, clock } = ports;
  // What this run opens again after its rollback was proved is not part of that rollback.
  if (!hasChanged(run.entries, environment) || isReopening(run.entries))
    return { outcome: "done", waitSeconds: 0 };
  const { changeDigest, planDigest } = openedWith(run.runId, run.entries);
  const [plan, change] = await Promise.all([changes.plan(planDigest), changes.change(changeDigest)]);
  const { exposed, announced } = await exposedBeyond(ports, plan, change, environment);
  const closed = exposed.length === 0;
  const closing = run.entries.filter(isFact("roll-back-step", "outcome")).findLast(isIngress);
  if (!closed && closing !== undefined && clock.nowMs() - Date.parse(closing.at) < longestClosingMs)
    return { outcome: "waiting", waitSeconds };
  await records.append(run, work, [
    {
      action: "confirm-closed",
      kind: "observation",
      subject: environment,
      detail: {
        environment,
        closed,
        exposed: [...exposed],
        ...(announced.length === 0 ? {} : { announced: [...announced] }),
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
