import type { GateItem } from "../../../lib/domain/gate/gate-item.ts";
import { gateAsLink } from "../../../lib/domain/gate/invitation-link.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { someDigest } from "../../fixtures/sample-facts.ts";
import type { Installation } from "../../simulator/installation.ts";

const minuteMs = 60_000;

/** A gate that was opened at that time, and expires an hour later. */
export const gateOpenedAt = (openedAtMs: number, more: Partial<GateItem> = {}): GateItem => ({
  runId: "shop-0123456789ab-1",
  gate: "change-record",
  state: "open",
  epoch: 1,
  sealedToken: "sealed",
  dossierDigest: someDigest,
  approvers: ["change-manager"],
  quorum: 1,
  approvedBy: [],
  openedAtMs,
  expiresAtMs: openedAtMs + 60 * minuteMs,
  remindAtMs: openedAtMs + 30 * minuteMs,
  escalation: null,
  delivered: ["change-manager"],
  reminded: false,
  escalated: false,
  answered: false,
  mac: "",
  ...more,
});

/** Opens a gate of the run that has the lease, now, without invitations. */
export async function openGateOf(
  installation: Installation,
  gate: Gate,
  more: Partial<GateItem> = {},
): Promise<GateItem> {
  const records = installation.port("records");
  const opened = gateOpenedAt(installation.time.nowMs(), { gate, ...more });
  const item = { ...opened, mac: await installation.port("linkMint").mint(gateAsLink(opened)) };
  const { runId, epoch } = item;
  await records.openGate(await records.read(runId), { runId, epoch, actor: "open-gate" }, item, []);
  return item;
}
