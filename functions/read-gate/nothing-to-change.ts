import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Gate } from "../../lib/domain/environment.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { gateState, hasEffect } from "../../lib/domain/run/obligation.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

/** Which gate must have been passed without anybody as well: a run that asked once asks to the end. */
const after: Readonly<Record<Gate, Gate | "begin" | null>> = {
  "plan-approval": null,
  "staging-sign-off": "begin",
  "change-record": "staging-sign-off",
  "production-release": "change-record",
};

/**
 * The fact that every step of production, ingress included, stands exactly as the change wants it, so that nobody needs
 * to be asked; null if anything would change. Nothing may then be changed either: provision-step refuses to.
 */
export async function nothingToChange(
  { changes, stackReader }: TaskPorts<"read-gate">,
  run: RunRecords,
  gate: Gate,
): Promise<FactOf<"pass-gate"> | null> {
  const before = after[gate];
  if (before === null || hasEffect(run.entries, "production")) return null;
  if (before !== "begin" && gateState(run.entries, before) !== "passed") return null;
  const change = await changes.change(openedWith(run.runId, run.entries).changeDigest);
  const steps = stepsInOrder(change, "production", "everything");
  // One look is enough where production does not stand yet.
  const [first] = steps;
  if (
    first === undefined ||
    (await stackReader.stands(first.stackName)).deployedDigest !== deployedDigest(first)
  )
    return null;
  const { stands, description } = await lookAtEnvironment({ stackReader }, change, "production");
  const asWanted = stands.every(
    ({ step, observed }) =>
      observed.deployedDigest === deployedDigest(step) && standingOf(observed.status) === "settled",
  );
  if (!asWanted) return null;
  return {
    action: "pass-gate",
    kind: "observation",
    subject: gate,
    detail: { gate, description, steps: stands.length },
  };
}
