import { canonicalJson } from "../../lib/domain/canonical.ts";
import { settingMissing } from "../../lib/domain/errors.ts";
import { type Dossier, dossierOf } from "../../lib/domain/gate/dossier.ts";
import { invitationDigest } from "../../lib/domain/gate/invitation.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { GateItem, Invitation, Work } from "../../lib/ports.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { mailAbout } from "./mail.ts";

const hourMs = 60 * 60_000;

/**
 * Opens a gate and invites its approvers, each by a link of their own. The gate stands in the records before the first
 * mail leaves; called again, it sends fresh links to the gate that stands. If not one mail could be sent, the gate
 * expires at once: a gate that nobody can answer is a no.
 */
export const openGate =
  (ports: TaskPorts<"open-gate">) =>
  async ({ runId, epoch, gate, taskToken }: TaskInput<"open-gate">): Promise<TaskAnswer<"open-gate">> => {
    const { records, changes, settings, ids, clock } = ports;
    const work: Work = { runId, epoch, actor: "open-gate" };
    const run = await records.read(runId);
    const { planDigest, changeDigest } = openedWith(runId, run.entries);
    const [plan, change] = await Promise.all([changes.plan(planDigest), changes.change(changeDigest)]);
    const { approvers, quorum, expiresAfterHours, clause, question } = plan.gates[gate];
    const unknown = approvers.filter((approver) => !settings.approvers.some(({ id }) => id === approver));
    if (unknown.length > 0)
      throw settingMissing(
        `the plan asks ${unknown.join(", ")} at ${gate}, who is not in the approver directory: add the person to the settings`,
      );

    const standing = await records.gate(runId, gate);
    const openedAtMs = standing?.openedAtMs ?? clock.nowMs();
    const expiresAtMs = openedAtMs + expiresAfterHours * hourMs;
    const keeps = environmentOf(plan, "production").rollback.keep;
    const dossier = dossierOf(gate, { clause, question, keeps }, change, run, expiresAtMs);
    const dossierDigest = standing?.dossierDigest ?? (await changes.keep(canonicalJson(dossier)));
    const secrets = new Map(approvers.map((approver) => [approver, ids.secret()]));
    const invitations = [...secrets].map(
      ([approver, secret]): Invitation => ({
        idDigest: invitationDigest(secret),
        runId,
        gate,
        approver,
        dossierDigest,
        state: "open",
        expiresAtMs,
      }),
    );
    const item: GateItem = standing ?? {
      runId,
      gate,
      state: "open",
      taskToken,
      dossierDigest,
      approvers,
      quorum,
      approvedBy: [],
      openedAtMs,
      expiresAtMs,
      answered: false,
    };
    if (standing === null) await records.openGate(run, work, item, invitations);
    else if (standing.state === "open") await records.invite(invitations);
    else return {};
    if ((await sendAll(ports, dossier, secrets)) === 0) await records.expire(item, clock.nowMs());
    return {};
  };

async function sendAll(
  { notices }: TaskPorts<"open-gate">,
  dossier: Dossier,
  secrets: ReadonlyMap<string, string>,
): Promise<number> {
  const sent = await Promise.allSettled(
    [...secrets].map(([approver, secret]) => {
      const { subject, text } = mailAbout(dossier, notices.linkTo(secret));
      return notices.send(approver, subject, text);
    }),
  );
  return sent.filter(({ status }) => status === "fulfilled").length;
}
