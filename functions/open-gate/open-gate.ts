import { canonicalJson } from "../../lib/domain/canonical.ts";
import { prerequisiteMissing, settingMissing } from "../../lib/domain/errors.ts";
import { reasonToAskAgain } from "../../lib/domain/gate/gate-facts.ts";
import type { GateItem } from "../../lib/domain/gate/gate-item.ts";
import { gateAsLink } from "../../lib/domain/gate/invitation-link.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { gateRule } from "../../lib/plan/gate-rule.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { askedOnce } from "../../lib/shared-use-cases/asked-once.ts";
import { contributorsTo, uncounted } from "../../lib/shared-use-cases/contributors.ts";
import { readDossier } from "../../lib/shared-use-cases/read-dossier.ts";
import { confirmMinted, mintInvitations, sendLinks } from "../../lib/shared-use-cases/send-invitations.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { composeDossier } from "./compose-dossier.ts";

const hourMs = 60 * 60_000;

/**
 * Asks at a gate: shows what is asked in a dossier, and invites each approver by a link of their own. The gate stands in
 * the records before the first mail leaves. Called again for a gate that stands, it hands the new task token to it and
 * sends only the mails that have not left. If too few could be reached to pass the gate, it is over at once: a run does
 * not wait for people who were not told.
 */
export const openGate =
  (ports: TaskPorts<"open-gate">) =>
  async ({ runId, epoch, gate, taskToken }: TaskInput<"open-gate">): Promise<TaskAnswer<"open-gate">> => {
    const { records, tokenSeal } = ports;
    const sealedToken = await tokenSeal.seal(taskToken, { runId, gate });
    const standing = await records.gate(runId, gate);
    if (standing !== null && standing.state !== "void") {
      await confirmMinted(ports, standing);
      const item = await records.rearm(standing, sealedToken);
      return item.state === "open" ? tell(ports, item) : { undelivered: 0 };
    }
    return ask(ports, { runId, epoch, actor: "open-gate" }, gate, sealedToken);
  };

/** Opens the gate with a fresh dossier, then sends the links. */
async function ask(
  allPorts: TaskPorts<"open-gate">,
  work: Work,
  gate: GateItem["gate"],
  sealedToken: string,
): Promise<TaskAnswer<"open-gate">> {
  const { records: allRecords, changes, settings, clock } = allPorts;
  const records = { ...allRecords, successes: askedOnce(allRecords.successes, () => []) };
  const ports = { ...allPorts, records };
  const run = await records.read(work.runId);
  const { planDigest, changeDigest } = openedWith(run.runId, run.entries);
  const [plan, change] = await Promise.all([changes.plan(planDigest), changes.change(changeDigest)]);
  const rule = gateRule(plan, gate, settings.platformOwner);
  const named = rule.escalation === null ? rule.approvers : [...rule.approvers, rule.escalation.to];
  const strangers = named.filter((approver) => !settings.approvers.some(({ id }) => id === approver));
  if (strangers.length > 0)
    throw settingMissing(
      `the plan asks ${strangers.join(", ")} at ${gate}, who is not in the approver directory: add the person to the settings`,
    );
  const contributors = await contributorsTo(ports, change);
  if (contributors === null) throw prerequisiteMissing(uncounted(change));
  const openedAtMs = clock.nowMs();
  const limitMs = rule.expiresAfterHours * hourMs;
  const expiresAtMs = Math.round(openedAtMs + limitMs);
  const again = reasonToAskAgain(run.entries, gate);
  const dossier = await composeDossier(
    ports,
    gate,
    { plan, change, run },
    { contributors, expiresAtMs, again },
  );
  const dossierDigest = await changes.keep(canonicalJson(dossier));
  const about = { runId: run.runId, gate, dossierDigest, expiresAtMs };
  const item: GateItem = {
    ...about,
    state: "open",
    epoch: work.epoch,
    sealedToken,
    approvers: rule.approvers,
    quorum: rule.quorum,
    approvedBy: [],
    openedAtMs,
    remindAtMs: Math.round(openedAtMs + limitMs * rule.remindAfterFraction),
    escalation:
      rule.escalation === null
        ? null
        : {
            to: rule.escalation.to,
            atMs: Math.round(openedAtMs + limitMs * rule.escalation.afterFraction),
          },
    delivered: [],
    reminded: false,
    escalated: false,
    answered: false,
    mac: await ports.linkMint.mint(gateAsLink(about)),
  };
  const { secrets, invitations } = await mintInvitations(ports, item, item.approvers);
  const { head } = await records.openGate(run, work, item, invitations);
  return settle(ports, await sendLinks(ports, item, { dossier, head, occasion: "asked" }, secrets));
}

/** Sends the mails that have not left yet, because a call before this one was killed. */
async function tell(ports: TaskPorts<"open-gate">, item: GateItem): Promise<TaskAnswer<"open-gate">> {
  const missing = item.approvers.filter((approver) => !item.delivered.includes(approver));
  if (missing.length === 0) return { undelivered: 0 };
  const [dossier, { head }] = await Promise.all([
    readDossier(ports, item.dossierDigest),
    ports.records.read(item.runId),
  ]);
  const { secrets, invitations } = await mintInvitations(ports, item, missing);
  await ports.records.invite(invitations);
  return settle(ports, await sendLinks(ports, item, { dossier, head, occasion: "asked" }, secrets));
}

async function settle(
  { records, clock }: TaskPorts<"open-gate">,
  item: GateItem | null,
): Promise<TaskAnswer<"open-gate">> {
  if (item === null) return { undelivered: 0 };
  const undelivered = item.approvers.length - item.delivered.length;
  if (item.delivered.length < item.quorum)
    await records.expire(
      item,
      clock.nowMs(),
      `no mail about ${item.gate} was accepted for ${item.approvers.filter((one) => !item.delivered.includes(one)).join(", ")}, so nobody waits for them`,
    );
  return { undelivered };
}
