import { gateRows, gates } from "../domain/gates.ts";
import type { Entry } from "../domain/records/entry.ts";
import { causeOf } from "../domain/run/cause.ts";
import { pluralize } from "../text/plural.ts";
import { title } from "./words.ts";

/** How an event reads: as it should be, as it should not, as a person's, or neither. */
export type Tone = "good" | "bad" | "person" | "plain";

/** Something that happened, in a reader's words, and the entry that says so. */
export type Event = {
  readonly entry: number;
  readonly at: string;
  readonly text: string;
  readonly more: string;
  readonly tone: Tone;
};

/** A phase of 21.03. */
export type PhaseName = "open" | "development" | "staging" | "production" | "close";

/** What happened in a phase, in its order. */
export type PhaseStory = { readonly name: PhaseName; readonly events: readonly Event[] };

/** The phases with their titles and clauses. */
export const phases: Readonly<Record<PhaseName, { readonly title: string; readonly clause: string }>> = {
  open: { title: "Opening and plan", clause: "9" },
  development: { title: "Phase A: development", clause: "4" },
  staging: { title: "Phase B: staging", clause: "5" },
  production: { title: "Phase C: production", clause: "6" },
  close: { title: "Closing", clause: "8" },
};

/** The events of a run by phase. Consecutive steps become one event. Receipts appear in a section of their own. */
export function storyOf(entries: readonly Entry[]): readonly PhaseStory[] {
  const byPhase = new Map<PhaseName, Event[]>((Object.keys(phases) as PhaseName[]).map((name) => [name, []]));
  let phase: PhaseName = "open";
  let steps: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    phase = phaseOf(entry, phase);
    const key = stepsKey(entry);
    const events = byPhase.get(phase) ?? [];
    const [first] = steps;
    if (key !== null && first !== undefined && stepsKey(first) === key) {
      steps.push(entry);
      events.splice(-1, 1, tellSteps(steps));
      continue;
    }
    steps = key === null ? [] : [entry];
    const event = key === null ? tell(entry, entries.slice(0, index)) : tellSteps([entry]);
    if (event !== null) events.push(event);
  }
  return [...byPhase].map(([name, events]) => ({ name, events }));
}

/** The phase of an entry. An entry about no environment belongs to the current phase. */
function phaseOf(entry: Entry, now: PhaseName): PhaseName {
  if (entry.action === "sign-receipt" && entry.detail.statement === "run-closed") return "close";
  if ("gate" in entry.detail) return gateRows[entry.detail.gate].phase;
  const gate = gates.find((name) => entry.action === "sign-receipt" && entry.detail.about === name);
  if (gate !== undefined) return gateRows[gate].phase;
  if (!("environment" in entry.detail)) return now;
  const { environment } = entry.detail;
  // A run looks at development again when staging begins, and after staging was torn down (21.03 sections 5.1 and 5.4).
  const isLookedAtAgain = environment === "development" && now !== "open" && isLook(entry);
  return isLookedAtAgain && wasPast(now) ? "staging" : environment;
}

const isLook = ({ action }: Entry): boolean =>
  action === "validate-environment" || action === "confirm-preserved";
const wasPast = (now: PhaseName): boolean => now === "staging" || now === "production";

function stepsKey(entry: Entry): string | null {
  if (entry.action !== "provision-step" && entry.action !== "roll-back-step") return null;
  return `${entry.action} ${entry.detail.environment}`;
}

/** Several steps in one sentence, with the result of each. */
function tellSteps(entries: readonly Entry[]): Event {
  const [first] = entries as readonly [Entry];
  const outcomes = entries.flatMap((entry) =>
    (entry.action === "provision-step" || entry.action === "roll-back-step") && entry.kind === "outcome"
      ? [entry.detail]
      : [],
  );
  const results = [...new Set(outcomes.map(({ result }) => result))];
  const failed = outcomes.filter(({ result }) => result === "failed" || result === "unknown");
  const named = results.map((result) => {
    const of = outcomes.filter((outcome) => outcome.result === result).map(({ step }) => step);
    return result === "ingress-closed" ? "live ingress closed" : `${of.join(", ")} ${result}`;
  });
  const verb = first.action === "roll-back-step" ? "Undone" : "Provisioned";
  return {
    entry: first.sequence,
    at: first.at,
    text: outcomes.length === 0 ? `${verb}: begun, without an outcome` : `${verb}: ${named.join("; ")}`,
    more: failed.map(({ step, reason }) => `${step}: ${reason}`).join("; "),
    tone: failed.length > 0 || outcomes.length === 0 ? "bad" : "good",
  };
}

/** One entry in words; null if another event or section covers it. */
function tell(entry: Entry, before: readonly Entry[]): Event | null {
  const say = (text: string, tone: Tone = "plain", more = ""): Event => ({
    entry: entry.sequence,
    at: entry.at,
    text,
    more,
    tone,
  });
  switch (entry.action) {
    case "open-run":
      return say(
        `Run opened for attempt ${entry.detail.attempt} of commit ${entry.detail.commit.slice(0, 12)}`,
      );
    case "refuse-run":
      return say("Run refused before it changed anything", "bad", entry.detail.reason);
    case "recover-run":
      return say("Taken over: a second execution can only roll back", "bad", entry.detail.cause);
    case "validate-environment":
      return tellValidation(entry.detail, say, before);
    case "open-gate":
      return say(
        `Gate ${entry.detail.gate} opened: ${entry.detail.approvers.join(", ")} asked`,
        "plain",
        entry.detail.quorum > 1 ? `${entry.detail.quorum} must approve` : "",
      );
    case "decide-gate":
      return say(
        `${entry.detail.approver} ${entry.detail.decision === "approve" ? "approved" : "rejected"} ${entry.detail.gate}`,
        entry.detail.decision === "approve" ? "person" : "bad",
        entry.detail.reason,
      );
    case "expire-gate":
      return say(`Gate ${entry.detail.gate} expired, which counts as a rejection`, "bad");
    case "begin-rollback":
      return say(
        `Rollback of ${entry.detail.environment} begun`,
        "bad",
        entry.detail.cause || causeOf(before),
      );
    case "delete-log-group":
      if (entry.kind === "intent") return null;
      return entry.detail.result === "deleted"
        ? say(`Log group ${entry.detail.logGroup} deleted, after its events were kept`)
        : say(`Log group ${entry.detail.logGroup} could not be deleted`, "bad", entry.detail.reason);
    case "prove-rollback":
      return entry.detail.proved
        ? say(`Proved gone: ${pluralize(entry.detail.resourcesSeen, "resource")}, one by one`, "good")
        : say(`Not proved: ${pluralize(entry.detail.residual.length, "thing")} left or unknown`, "bad");
    case "look-for-residual":
      return entry.detail.clean
        ? say(`Nothing is left of ${pluralize(entry.detail.looked.count, "resource")}`)
        : say(`Some of ${pluralize(entry.detail.looked.count, "resource")} still exist`);
    case "confirm-closed":
      return entry.detail.closed
        ? say("Confirmed: nothing is reachable from outside", "good")
        : say("It is still reachable from outside", "bad", entry.detail.exposed.join("; "));
    case "reopen-ingress":
      return tellReopening(entry, say);
    case "confirm-preserved":
      return entry.detail.same
        ? say(`${title(entry.detail.environment)} is exactly as it was before`, "good")
        : say(`${title(entry.detail.environment)} is not as it was before`, "bad");
    case "preserve-logs":
      return say(
        entry.detail.readable ? "Logs kept, and read back" : "Logs could not be read back",
        entry.detail.readable ? "good" : "bad",
        (entry.detail.exports ?? [])
          .map(({ logGroup, events }) => `${logGroup}: ${pluralize(events, "line")}`)
          .join("; ") || entry.detail.logGroups.join(", "),
      );
    case "sign-receipt":
      return entry.detail.statement === "run-closed" ? say("Run closed and sealed", "plain") : null;
    case "pass-gate":
      return say(`Nothing in production would change, so the run skipped ${entry.detail.gate}`);
    case "void-gate":
      return say(
        `Gate ${entry.detail.gate} asks again: what the approvers saw has changed`,
        "bad",
        entry.detail.reason,
      );
    default:
      return null;
  }
}

/** How ingress was opened again, or why it was not. */
function tellReopening(
  entry: Extract<Entry, { action: "reopen-ingress" }>,
  say: (text: string, tone?: Tone, more?: string) => Event,
): Event | null {
  switch (entry.kind) {
    case "observation":
      return entry.detail.stands
        ? say(`Production stands as ${entry.detail.release?.runId} was released`, "good")
        : say("Production stays closed: it does not stand as it was released", "bad", entry.detail.reason);
    case "intent":
      return null;
    case "outcome":
      return entry.detail.result === "open"
        ? say(
            "Ingress is open again, under the release that stood before",
            "good",
            entry.detail.exposed.join("; "),
          )
        : say("Production stays closed", "bad", entry.detail.reason);
  }
}

function tellValidation(
  { environment, held, readings, scope }: Extract<Entry, { action: "validate-environment" }>["detail"],
  say: (text: string, tone?: Tone, more?: string) => Event,
  before: readonly Entry[],
): Event {
  const failing = readings.filter(({ answer }) => answer === "broken" || answer === "unobservable");
  const again = before.some(
    (entry) => entry.action === "validate-environment" && entry.detail.environment === environment,
  );
  const what = `${title(environment)} ${again ? "asked again" : "validated"}${scope === "all-but-ingress" ? ", ingress closed" : ""}`;
  const [waived = 0, unasked = 0] = ["waived", "unasked"].map(
    (one) => readings.filter(({ answer }) => answer === one).length,
  );
  return held
    ? say(
        `${what}: ${readings.length - waived - unasked} answers hold${waived === 0 ? "" : `, ${waived} waived`}${unasked === 0 ? "" : `, ${unasked} not asked`}`,
        "good",
      )
    : say(
        `${what}: ${failing.length} of ${readings.length} answers do not hold`,
        "bad",
        failing
          .map(({ check, fact, resource, saw }) => `${check}, ${fact} of ${resource}: ${saw}`)
          .join("; "),
      );
}
