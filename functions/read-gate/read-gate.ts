import { receiptRefused, unknownAnswer } from "../../lib/domain/errors.ts";
import { flawOfApproval, lastOpeningOf, timesAwaited } from "../../lib/domain/gate/gate-facts.ts";
import { gateState } from "../../lib/domain/gate/gate-state.ts";
import { refusalToDecide, waivesIdentities } from "../../lib/domain/gate/may-decide.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import { gateRows } from "../../lib/domain/gates.ts";
import { readVerifyingKey } from "../../lib/domain/records/dsse.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { gateRule } from "../../lib/plan/gate-rule.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import { confirmReceipt } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { isLocked } from "../../lib/shared-use-cases/locked-plan.ts";
import { lookAtRealState } from "../../lib/shared-use-cases/look-at-real-state.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { nothingToChange } from "./nothing-to-change.ts";

type Ports = TaskPorts<"read-gate">;
type Answer = TaskAnswer<"read-gate">;

/** How often a gate may be woken, or fail to open, before the run is rolled back instead of asking for ever. */
const mostTimesAwaited = { open: 50, unopened: 3 };

/**
 * Reads from the entries, and verifies, what became of a gate. It does not trust whatever woke the state machine. A
 * passed gate gets its receipt, and the Platform Owner's approval locks the plan; a locked plan needs no second
 * approval. A gate that is still open asks again, so a forged answer ends nothing. A gate whose dossier is outdated
 * asks again as well.
 * @throws ReceiptRefused if the entries claim an approval that the gate's rule does not support; UnknownAnswer if
 * something other than a decision woke the gate too often. In both cases the run is rolled back.
 */
export const readGate =
  (ports: Ports) =>
  async ({ runId, epoch, gate }: TaskInput<"read-gate">): Promise<Answer> => {
    const { records } = ports;
    const work: Work = { runId, epoch, actor: "read-gate" };
    const run = await records.read(runId);
    const { documentId, planDigest } = openedWith(runId, run.entries);
    const lockedBy = gate === "plan-approval" ? await ports.signer.keyring() : null;
    if (lockedBy !== null && (await isLocked(ports, lockedBy, documentId, planDigest))) {
      await sign(ports, run, work, gate);
      return { decision: "approved" };
    }
    const state = gateState(run.entries, gate);
    switch (state) {
      case "rejected":
      case "expired":
        return { decision: state };
      case "passed":
        // An entry that says so proves nothing: the look at production is taken again.
        if (!(await isSigned(ports, run, gate)) && (await nothingToChange(ports, run, gate)) === null)
          throw receiptRefused(
            `the entries say that ${gate} of ${runId} was passed because nothing would change, but something would`,
          );
        await sign(ports, run, work, gate);
        return { decision: "nothing-to-change" };
      case "approved":
        return confirm(ports, run, work, gate);
      case "open":
      case "void":
        return awaitPeople(ports, run, work, gate);
      case null: {
        const nothing = await nothingToChange(ports, run, gate);
        if (nothing === null) return awaitPeople(ports, run, work, gate);
        const passed = await records.append(run, work, [nothing]);
        await sign(ports, passed, work, gate);
        return { decision: "nothing-to-change" };
      }
    }
  };

/**
 * Confirms an approval that follows the gate's rule. If what was shown has changed, it voids the gate, which asks
 * again.
 */
async function confirm(ports: Ports, run: RunRecords, work: Work, gate: Gate): Promise<Answer> {
  const { records, changes, verifyingKeys, settings } = ports;
  if (!(await isSigned(ports, run, gate))) {
    const opening = openedWith(run.runId, run.entries);
    const { planDigest, changeDigest, waivers, documentId } = opening;
    const { opened } = lastOpeningOf(run.entries, gate);
    const [plan, change, dossier, item, decisionPem] = await Promise.all([
      changes.plan(planDigest),
      changes.change(changeDigest),
      readDossier(ports, opened?.detail.dossierDigest ?? ""),
      records.gate(run.runId, gate),
      verifyingKeys.decisionPem(),
    ]);
    const refusalFor = (id: string) => {
      const approver = settings.approvers.find((one) => one.id === id);
      return approver === undefined
        ? "not in the directory"
        : refusalToDecide(approver, dossier.people, settings, waivesIdentities(waivers));
    };
    const rule = gateRule(plan, gate, settings.platformOwner);
    const flaw = flawOfApproval(run.entries, gate, rule, refusalFor, readVerifyingKey(decisionPem));
    if (flaw !== null || item === null)
      throw receiptRefused(
        `the entries say that the gate ${gate} of ${run.runId} is approved, but it is not: ${flaw ?? "the gate does not exist"}`,
      );
    const moved = await whatMoved(ports, dossier, opening, change);
    if (moved !== null) return awaitPeople(ports, await records.voidGate(run, work, item, moved), work, gate);
    await sign(ports, run, work, gate);
    if (gate === "plan-approval") await records.lockPlan(documentId, planDigest, run.runId);
  }
  return { decision: "approved" };
}

/** What has changed since the dossier; null if nothing has. */
async function whatMoved(
  ports: Ports,
  dossier: Awaited<ReturnType<typeof readDossier>>,
  opening: ReturnType<typeof openedWith>,
  change: Parameters<typeof lookAtRealState>[1],
): Promise<string | null> {
  if (dossier.planDigest !== opening.planDigest) return "the plan is a different one";
  if (dossier.changeDigest !== opening.changeDigest) return "the change is a different one";
  const { environment } = gateRows[dossier.gate];
  const { digest } = await lookAtRealState(ports, change, environment, opening);
  return digest === dossier.realState ? null : `${environment} was changed while the gate was open`;
}

/** Sends the state machine to wait for people, and records that. An open gate whose time is over expires. */
async function awaitPeople(ports: Ports, run: RunRecords, work: Work, gate: Gate): Promise<Answer> {
  const { records, clock } = ports;
  const item = await records.gate(run.runId, gate);
  if (item?.state === "open" && item.expiresAtMs <= clock.nowMs()) {
    await records.expire(item, clock.nowMs());
    return { decision: "expired" };
  }
  const time = timesAwaited(run.entries, gate) + 1;
  if (time > mostTimesAwaited[item?.state === "open" ? "open" : "unopened"])
    throw unknownAnswer(
      `the gate ${gate} of ${run.runId} is still ${item?.state ?? "not opened"} after ${time - 1} attempts: something other than a decision wakes it, or keeps it from opening`,
    );
  await records.append(run, work, [
    { action: "await-gate", kind: "observation", subject: gate, detail: { gate, time } },
  ]);
  return { decision: "ask" };
}

/**
 * Whether the gate has its receipt.
 * @throws ReceiptRefused if an entry says so, and its receipt is not signed for this run and gate.
 */
async function isSigned({ signer }: Ports, run: RunRecords, gate: Gate): Promise<boolean> {
  const says = run.entries.some((entry) => entry.action === "sign-receipt" && entry.detail.about === gate);
  if (says) confirmReceipt(run, { statement: "gate-passed", about: gate }, await signer.keyring());
  return says;
}

async function sign(ports: Ports, run: RunRecords, work: Work, gate: Gate): Promise<void> {
  if (!(await isSigned(ports, run, gate)))
    await ports.signer.sign(work, { statement: "gate-passed", about: gate });
}
