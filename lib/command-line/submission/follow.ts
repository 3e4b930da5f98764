import { setTimeout } from "node:timers/promises";
import type { Gate } from "../../domain/gates.ts";
import type { Entry } from "../../domain/records/entry.ts";
import { heldPlace } from "../../domain/run/hold.ts";
import type { Superseded } from "../../domain/run/lease.ts";
import { isSealed } from "../../domain/run/status.ts";
import { type Verdict, verdictOf } from "../../domain/run/verdict.ts";
import type { Installation } from "../../installation/installation.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import type { Records } from "../../ports/records/port.ts";
import { answerGate, type GateAnswer } from "../../sandbox/answer-gate.ts";
import { inboxOf, linkIn, mailsIn } from "../../sandbox/mailbox.ts";
import type { Say } from "../../sandbox/up.ts";
import { supersededInWords } from "../../shared-use-cases/run-view.ts";
import { heldBy, placeInWords, situationIn, waitsBecause } from "../../shared-use-cases/situation.ts";
import { visible } from "../../text/visible.ts";
import type { Connection } from "../connect.ts";

const pollIntervalMs = 400;
/** A run begins within a second. Only one that does not is asked what it waits for. */
const beginsWithinMs = 1_000;

/**
 * How to answer each gate as the approvers would; the answer null leaves that gate until it expires. Null as a whole leaves
 * every gate to people.
 */
export type Answering = ((gate: Gate) => GateAnswer | null) | null;

/** How following a run ends: with its verdict, or because a newer change took its place before it began. */
export type FollowedOutcome = Verdict | "SUPERSEDED";

/** Approves a gate, with a reason. */
export const approve = (gate: Gate): GateAnswer => ({ decision: "approve", reason: `looked at ${gate}` });

/**
 * Follows a run to its verdict. Prints each entry that matters to a person, and each approval link from the mail that
 * carried it. Answers the gates as `answering` says.
 */
export async function follow(
  installation: Installation,
  runId: string,
  {
    inbox,
    answering,
    say,
  }: {
    /** The sandbox's inbox; null where people read their own mail. */
    readonly inbox: string | null;
    readonly answering: Answering;
    readonly say: Say;
  },
): Promise<FollowedOutcome> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const seenMails = new Set<string>();
  let printed = 0;
  let said: string | null = null;
  let entries: readonly Entry[] = [];
  const sinceMs = systemClock.nowMs();
  for (;;) {
    // The entries are read again only when there are more of them.
    if ((await records.head(runId)).count !== entries.length) ({ entries } = await records.read(runId));
    if (entries.length === 0 && systemClock.nowMs() - sinceMs >= beginsWithinMs) {
      const { superseded, waits } = await beforeItBegan(records, runId);
      const news = superseded === null ? waits : supersededInWords(superseded);
      if (news !== null && news !== said) say(`          ${visible(news)}`);
      if (superseded !== null) return "SUPERSEDED";
      said = news;
    }
    for (const entry of entries.slice(printed)) {
      const line = lineOf(entry);
      if (line !== null) say(visible(`${entry.at.slice(11, 19)}  ${line}`));
    }
    printed = entries.length;
    if (isSealed(entries)) return verdictOf(entries);
    const open = openGate(entries);
    if (open !== null && inbox !== null)
      for (const mail of await mailsIn(inbox)) {
        const link = linkIn(mail);
        if (
          seenMails.has(mail.id) ||
          link === null ||
          mail.atMs < open.sinceMs ||
          !mail.subject.includes(runId) ||
          !mail.subject.includes(open.gate)
        )
          continue;
        seenMails.add(mail.id);
        say(`          link for ${mail.to}: ${link}`);
        const answer = answering?.(open.gate) ?? null;
        if (answer !== null) await answerGate(link, answer);
      }
    await setTimeout(pollIntervalMs);
  }
}

/** What keeps a run from beginning: a newer change in its place, or what it waits for; both null if it is about to begin. */
async function beforeItBegan(
  records: Records,
  runId: string,
): Promise<{ readonly superseded: Superseded | null; readonly waits: string | null }> {
  const claim = await records.claimOf(runId);
  const superseded = claim === null ? null : await records.supersededBy(claim);
  const situation = await situationIn(records);
  const isWaiting = situation.waiting.some((one) => one.runId === runId);
  return {
    superseded,
    waits: isWaiting ? waitsBecause(heldBy(situation), placeInWords(situation, runId)) : null,
  };
}

/** Follows a run to its verdict, with the gates left to people. Returns the exit code: 0 only if it SUCCEEDED. */
export async function watch({ installation, sandbox }: Connection, runId: string, say: Say): Promise<number> {
  const inbox = sandbox === null ? null : inboxOf(sandbox);
  const verdict = await follow(installation, runId, { inbox, answering: null, say });
  say(`run ${runId} ${verdict}`);
  return verdict === "SUCCEEDED" ? 0 : 1;
}

/** The gate that the run waits at, and since when; null if it does not wait. */
function openGate(entries: readonly Entry[]): { readonly gate: Gate; readonly sinceMs: number } | null {
  const opened = entries.findLast(({ action }) => action === "open-gate");
  if (opened?.action !== "open-gate") return null;
  const settled = entries
    .slice(entries.indexOf(opened))
    .some(({ action }) => action === "decide-gate" || action === "expire-gate");
  // A mail's time has a resolution of one second.
  const sinceMs = Math.floor(Date.parse(opened.at) / 1000) * 1000;
  return settled ? null : { gate: opened.detail.gate, sinceMs };
}

/** An entry as a line for people; null if it would only repeat another entry. */
function lineOf(entry: Entry): string | null {
  switch (entry.action) {
    case "open-run":
      return `run opened for ${entry.detail.commit.slice(0, 12)} under plan ${entry.detail.documentId}`;
    case "refuse-run":
      return `run refused: ${entry.detail.reason}`;
    case "recover-run":
      return `run recovered: ${entry.detail.cause}`;
    case "publish-asset":
      return entry.kind === "outcome" && entry.detail.result !== "already-there"
        ? `${entry.subject}: ${entry.detail.name} ${entry.detail.result}${entry.detail.reason === "" ? "" : `: ${entry.detail.reason}`}`
        : null;
    case "provision-step":
      return entry.kind === "outcome"
        ? `${entry.subject} ${entry.detail.result}${entry.detail.reason === "" ? "" : `: ${entry.detail.reason}`}`
        : null;
    case "validate-environment":
      return entry.detail.held
        ? `${entry.subject} validated (${entry.detail.scope}): ${entry.detail.readings.length} readings`
        : `${entry.subject} is NOT valid: ${entry.detail.readings
            .filter(({ answer }) => answer === "broken" || answer === "unobservable")
            .map(({ check, fact, resource, saw }) => `${check}: ${fact} of ${resource}: ${saw}`)
            .join("; ")}`;
    case "read-windows":
      return entry.detail.outcome === "open"
        ? `${heldPlace(entry.detail)} may change: no freeze window closes it${entry.detail.lifted.length === 0 ? "" : ` (lifted: ${entry.detail.lifted.join(", ")})`}`
        : `${heldPlace(entry.detail)} may not change until ${entry.detail.continuesAt ?? "no time that is near"}: ${entry.detail.closedBy.map(({ window, reason }) => `${window} ("${reason}")`).join("; ")}`;
    case "lift-window":
      return `${entry.subject}: ${entry.detail.people.map(({ person }) => person).join(" and ")} lifted the freeze window ${entry.detail.window}`;
    case "open-gate":
      return `gate ${entry.subject} open: waiting for ${entry.detail.approvers.join(", ")}`;
    case "decide-gate":
      return `gate ${entry.subject}: ${entry.detail.approver} decided ${entry.detail.decision}${entry.detail.reason === "" ? "" : ` (${entry.detail.reason})`}`;
    case "expire-gate":
      return `gate ${entry.subject} expired${entry.detail.reason === undefined ? "" : `: ${entry.detail.reason}`}`;
    case "await-checks":
      return `${entry.subject} is looked at again: ${entry.detail.waitsFor.join("; ")}`;
    case "send-invitation":
      return entry.detail.accepted
        ? null
        : `the ${entry.detail.occasion} mail to ${entry.detail.to} was not accepted: ${entry.detail.reason}`;
    case "await-gate":
      return entry.detail.time > 1
        ? `gate ${entry.subject} was woken without a decision: it still waits`
        : null;
    case "void-gate":
      return `gate ${entry.subject} asks again: ${entry.detail.reason}`;
    case "pass-gate":
      return `gate ${entry.subject} skipped: all ${entry.detail.steps} steps of production are already as the change wants them`;
    case "begin-rollback":
      return `rollback of ${entry.subject}: ${entry.detail.cause}`;
    case "roll-back-step":
      return entry.kind === "outcome"
        ? `${entry.subject} ${entry.detail.result}${entry.detail.reason === "" ? "" : `: ${entry.detail.reason}`}`
        : null;
    case "delete-log-group":
      if (entry.kind === "intent") return null;
      return entry.detail.result === "deleted"
        ? `${entry.subject}: ${entry.detail.logGroup} deleted, after its events were kept`
        : `${entry.subject}: ${entry.detail.reason}`;
    case "prove-rollback":
      return entry.detail.proved
        ? `rollback of ${entry.subject} proved: ${entry.detail.resourcesSeen} resources gone${entry.detail.kept.length === 0 ? "" : `, kept ${entry.detail.kept.join(", ")}`}`
        : `rollback of ${entry.subject} NOT proved: ${entry.detail.residual.map(({ type, id, state }) => `${type} ${id} ${state}`).join("; ")}`;
    case "see-standing":
      return null;
    case "look-for-residual":
      return entry.detail.clean
        ? `${entry.subject} searched: ${entry.detail.looked.count} resources, nothing is left`
        : `${entry.subject} searched: something is left`;
    case "confirm-closed":
      return entry.detail.closed
        ? `${entry.subject} can no longer be reached`
        : `${entry.subject} can STILL be reached: ${entry.detail.exposed.join("; ")}`;
    case "confirm-preserved":
      return `${entry.subject} ${entry.detail.same ? "unchanged" : "NOT as it was"}`;
    case "preserve-logs":
      return `logs ${entry.detail.readable ? "kept and readable" : "NOT readable"}: ${entry.detail.logGroups.join(", ")}`;
    case "reopen-ingress":
      return reopeningLine(entry);
    case "sign-receipt":
      return entry.detail.statement === "run-closed" ? "run sealed" : null;
    case "note":
    case "take-checkpoint":
    case "name-keys":
    case "introduce-key":
    case "archive-history":
    case "find-divergence":
    case "supersede-change":
      return null;
  }
}

function reopeningLine({
  kind,
  subject,
  detail,
}: Extract<Entry, { action: "reopen-ingress" }>): string | null {
  switch (kind) {
    case "observation":
      return detail.stands
        ? `${subject} stands as ${detail.release?.runId} was released: its ingress opens again`
        : `PRODUCTION STAYS CLOSED: ${detail.reason}`;
    case "intent":
      return null;
    case "outcome":
      return detail.result === "open"
        ? `${subject} is open again, as it was before this run`
        : `PRODUCTION STAYS CLOSED: ${detail.reason}`;
  }
}
