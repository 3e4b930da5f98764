import type { GateItem } from "../../lib/domain/gate/gate-item.ts";
import { escalationMail } from "../../lib/mails/escalation.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import {
  confirmMinted,
  type InvitationOccasion,
  mintInvitations,
  sendLinks,
  sendOne,
} from "../../lib/shared-use-cases/send-invitations.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Concern } from "./concern.ts";

/** How long open-gate may still be sending the first mails. */
const firstMailsMs = 2 * 60_000;

/** How many mails about open gates were sent, and how many were not accepted. */
type Sent = { readonly told: number; readonly undelivered: number };

/**
 * Sends the mails about a run's open gates that are due: a retry if a mail was not accepted, a reminder after the
 * plan's fraction of the time, and after a greater fraction an escalation to one more person. Every approver who
 * has not answered gets a fresh link. If it is killed in between, a mail may be sent twice; none is left out.
 */
export const sendNotices: Concern = async (ports, { runId }) => {
  if (runId === null) return {};
  const total = { told: 0, undelivered: 0 };
  for (const item of await ports.records.gatesOf(runId)) {
    const occasion = occasionOf(item, ports.clock.nowMs());
    if (occasion === null) continue;
    const sent = await send(ports, item, occasion);
    total.told += sent.told;
    total.undelivered += sent.undelivered;
  }
  return total;
};

/** Why a mail about the gate is due now; null if none is due. */
export function occasionOf(item: GateItem, nowMs: number): Exclude<InvitationOccasion, "asked"> | null {
  if (item.state !== "open" || item.expiresAtMs <= nowMs) return null;
  if (item.escalation !== null && !item.escalated && item.escalation.atMs <= nowMs) return "escalation";
  if (!item.reminded && item.remindAtMs <= nowMs) return "reminder";
  const missing = item.approvers.some((approver) => !item.delivered.includes(approver));
  return missing && item.openedAtMs + firstMailsMs <= nowMs ? "retry" : null;
}

async function send(
  ports: TaskPorts<"sweep">,
  item: GateItem,
  occasion: Exclude<InvitationOccasion, "asked">,
): Promise<Sent> {
  const { records } = ports;
  await confirmMinted(ports, item);
  const [dossier, { head }] = await Promise.all([
    readDossier(ports, item.dossierDigest),
    records.read(item.runId),
  ]);
  const silent = item.approvers.filter((approver) =>
    occasion === "retry" ? !item.delivered.includes(approver) : !item.approvedBy.includes(approver),
  );
  const { secrets, invitations } = await mintInvitations(ports, item, silent);
  await records.invite(invitations);
  // An escalation counts as a reminder too, so that no one gets two mails in a minute after a long outage.
  const done =
    occasion === "escalation"
      ? { escalated: true, reminded: true }
      : occasion === "reminder"
        ? { reminded: true }
        : {};
  const became = await sendLinks(ports, item, { dossier, head, occasion }, secrets, done);
  const { escalation } = item;
  const other = occasion === "escalation" && escalation !== null && !item.approvers.includes(escalation.to);
  if (became !== null && other) {
    const fact = await sendOne(
      ports,
      item,
      occasion,
      escalation.to,
      escalationMail(dossier, item, { head, silent }),
    );
    await records.progress(became, { escalated: true }, [fact]);
  }
  return {
    told: silent.length + (other ? 1 : 0),
    undelivered:
      became === null ? 0 : silent.filter((approver) => !became.delivered.includes(approver)).length,
  };
}
