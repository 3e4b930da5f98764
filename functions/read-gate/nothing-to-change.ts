import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { gateBefore, gateRows } from "../../lib/domain/gates.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { hasEffect } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { removedFrom } from "../../lib/domain/step/removed-step.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { askedOnce } from "../../lib/shared-use-cases/asked-once.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * The fact that every step of production, ingress included, is exactly as the change wants it, and that nothing else of it
 * stands; null if anything would change. With this fact the run passes the gate without a decision, and provision-step then refuses to
 * change anything. A run that asked at the previous gate asks at this one as well.
 */
export async function nothingToChange(
  { changes, stackReader: allStacks }: TaskPorts<"read-gate">,
  run: RunRecords,
  gate: Gate,
): Promise<FactOf<"pass-gate"> | null> {
  if (!gateRows[gate].passesWithoutChange || hasEffect(run.entries, "production")) return null;
  const before = gateBefore(gate);
  if (before !== null && gateState(run.entries, before) !== "passed") return null;
  const opened = openedWith(run.runId, run.entries);
  if (removedFrom(opened, "production").length > 0) return null;
  const change = await changes.change(opened.changeDigest);
  const steps = stepsInOrder(change, "production", "everything");
  const stackReader = { ...allStacks, stands: askedOnce(allStacks.stands, (stack: string) => [stack]) };
  // One look is enough if production does not exist yet.
  const [first] = steps;
  if (
    first === undefined ||
    (await stackReader.stands(first.stackName)).deployedDigest !== deployedDigest(first)
  )
    return null;
  const { observedSteps, description } = await lookAtEnvironment({ stackReader }, change, "production");
  const asWanted = observedSteps.every(
    ({ step, observed }) =>
      observed.deployedDigest === deployedDigest(step) && standingOf(observed.status) === "settled",
  );
  if (!asWanted) return null;
  return {
    action: "pass-gate",
    kind: "observation",
    subject: gate,
    detail: { gate, description, steps: observedSteps.length },
  };
}
