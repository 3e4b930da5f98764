import { gates } from "../../lib/domain/gates.ts";
import { escalationMail } from "../../lib/mails/invitation.ts";
import type { GateItem } from "../../lib/ports/records/port.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import {
  mintInvitations,
  type Occasion,
  sendLinks,
  sendOne,
} from "../../lib/shared-use-cases/send-invitations.ts";
import type { TaskPorts } from "../../lib/tasks.ts";
import type { Concern } from "./concern.ts";

/** How long open-gate may still be sending its own mails. */
const firstMailsMs = 2 * 60_000;

/** What was sent about open gates, and what was not accepted. */
type Told = { readonly told: number; readonly undelivered: number };

/**
 * Tells people about the gates of a run that wait: again where a mail was not accepted, a reminder after the plan's part
 * of the time, and after a greater part somebody else as well. Every approver who has not answered gets a fresh link.
 * Killed in between, a mail may leave twice; none is left out.
 */
export const sendNotices: Concern = async (ports, { runId }) => {
  if (runId === null) return {};
  const told = { told: 0, undelivered: 0 };
  for (const gate of gates) {
    const item = await ports.records.gate(runId, gate);
    if (item === null) continue;
    const occasion = occasionOf(item, ports.clock.nowMs());
    if (occasion === null) continue;
    const sent = await send(ports, item, occasion);
    told.told += sent.told;
    told.undelivered += sent.undelivered;
  }
  return told;
};

/** Why people are to be told about the gate now; null if they are not. */
export function occasionOf(item: GateItem, nowMs: number): Exclude<Occasion, "asked"> | null {
  if (item.state !== "open" || item.expiresAtMs <= nowMs) return null;
  if (item.escalation !== null && !item.escalated && item.escalation.atMs <= nowMs) return "escalation";
  if (!item.reminded && item.remindAtMs <= nowMs) return "reminder";
  const missing = item.approvers.some((approver) => !item.delivered.includes(approver));
  return missing && item.openedAtMs + firstMailsMs <= nowMs ? "retry" : null;
}

async function send(
  ports: TaskPorts<"sweep">,
  item: GateItem,
  occasion: Exclude<Occasion, "asked">,
): Promise<Told> {
  const { records } = ports;
  const [dossier, { head }] = await Promise.all([
    readDossier(ports, item.dossierDigest),
    records.read(item.runId),
  ]);
  const silent = item.approvers.filter((approver) =>
    occasion === "retry" ? !item.delivered.includes(approver) : !item.approvedBy.includes(approver),
  );
  const { secrets, invitations } = mintInvitations(ports, item, silent);
  await records.invite(invitations);
  // An escalation is a reminder too: whoever comes back after a long outage is not told twice in a minute.
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
