import { isFact } from "../../lib/domain/records/facts.ts";
import { hasChanged } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isReopening } from "../../lib/domain/run/reopening.ts";
import { exposedIn } from "../../lib/shared-use-cases/exposed.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks.ts";
import type { Proof } from "./proof.ts";

/** How long the addresses of a deleted load balancer may linger. */
const longestClosingMs = 15 * 60_000;
const waitSeconds = 15;

/**
 * Reads back that nothing of the environment can be reached from outside: no route, no listener, no open security
 * group and no public address in any of its networks (21.03 section 6.4). It reads the networks themselves and
 * ignores what their stacks report.
 */
export async function proveClosed(
  { records, changes, stackReader, exposure, signer, clock }: TaskPorts<"prove-rollback">,
  { run, work, environment }: Proof,
): Promise<TaskAnswer<"prove-rollback">> {
  // What this run opens again after its rollback was proved is not part of that rollback.
  if (!hasChanged(run.entries, environment) || isReopening(run.entries))
    return { outcome: "done", waitSeconds: 0 };
  const change = await changes.change(openedWith(run.runId, run.entries).changeDigest);
  const exposed = await exposedIn({ stackReader, exposure }, change, environment);
  const closed = exposed.length === 0;
  const closing = run.entries.filter(isFact("roll-back-step", "outcome")).findLast(isIngress);
  if (!closed && closing !== undefined && clock.nowMs() - Date.parse(closing.at) < longestClosingMs)
    return { outcome: "waiting", waitSeconds };
  await records.append(run, work, [
    {
      action: "confirm-closed",
      kind: "observation",
      subject: environment,
      detail: { environment, closed, exposed: [...exposed] },
    },
  ]);
  if (!closed) return { outcome: "failed", waitSeconds: 0 };
  if (closing?.detail.result === "deleted")
    await signer.sign(work, { statement: "ingress-closed", about: environment });
  return { outcome: "done", waitSeconds: 0 };
}

const isIngress = ({ detail }: { readonly detail: { readonly part: string } }): boolean =>
  detail.part === "ingress";
