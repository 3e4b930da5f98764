import type { AskedGate, Phase, PhaseState, PhaseView } from "../../domain/run/phases.ts";
import type { ResourceUnderWay } from "../../installation/resource-under-way.ts";
import type { Typed } from "../../settings/typed.ts";
import { needsOf, type RunView } from "../../shared-use-cases/run-view.ts";
import { type Banner, waitsBecause } from "../../shared-use-cases/situation.ts";
import { duration, moment } from "../../text/time.ts";
import { visible } from "../../text/visible.ts";
import { cut, type Paint, type TextWeight, wrapped } from "./paint.ts";

/** What one screen shows of a run. */
export type Screen = {
  readonly view: RunView;
  readonly banners: readonly Banner[];
  /** What a person must do before a waiting change begins; null if it waits for nothing but a run. */
  readonly held: string | null;
  /** The place of a waiting change in the queue, in words; empty if it waits alone. */
  readonly place: string;
  /** How long each phase usually takes, in milliseconds. */
  readonly usual: Readonly<Partial<Record<Phase, number>>>;
  /** What CloudFormation works on in the step that is under way. */
  readonly resource: ResourceUnderWay | null;
  readonly nowMs: number;
};

const glyphs: Readonly<Record<PhaseState, readonly [string, TextWeight]>> = {
  "to-come": ["·", "faint"],
  "under-way": ["●", "now"],
  done: ["✓", "good"],
  skipped: ["–", "faint"],
  failed: ["✗", "bad"],
  "rolling-back": ["↶", "bad"],
  undone: ["↶", "plain"],
  "not-proved": ["✗", "bad"],
};

const words: Readonly<Partial<Record<PhaseState, string>>> = {
  failed: "failed",
  "rolling-back": "being rolled back",
  undone: "rolled back, proved",
  "not-proved": "rolled back, NOT proved",
};

const nameColumns = 18;
const stepColumns = 6;
const timeColumns = 10;

/** What holds up the installation, one line each, with the command that leads on. */
export const bannerLines = (
  banners: readonly Banner[],
  typed: Typed,
  columns: number,
  paint: Paint,
): readonly string[] =>
  banners.flatMap(({ about, text, next }) => [
    ...wrapped(visible(text), columns - 2).map((line, index) =>
      paint(about === "queue" ? "now" : "bad", `${index === 0 ? "!" : " "} ${line}`),
    ),
    `    ${typed(next)}`,
  ]);

/** A run as a screen of lines, none wider than `columns` except commands, which are there to be copied. */
export function runScreen(
  { view, banners, held, place, usual, resource, nowMs }: Screen,
  { typed, columns, paint }: { readonly typed: Typed; readonly columns: number; readonly paint: Paint },
): readonly string[] {
  const { change, because, stillClosed, state, runId } = view;
  const line = (tone: TextWeight, text: string) => paint(tone, cut(visible(text), columns));
  return [
    ...bannerLines(banners, typed, columns, paint),
    line("strong", `${change.commit.slice(0, 12)}  ${change.subject ?? "the change cannot be read"}`),
    line(
      "plain",
      [change.authors.join(", "), change.repository, timesOf(view, nowMs)].filter(Boolean).join(" · "),
    ),
    ...[because, stillClosed === null ? null : `production stays closed: ${stillClosed}`].flatMap((why) =>
      why === null ? [] : wrapped(visible(why), columns).map((part) => paint("bad", part)),
    ),
    ...(state === "WAITING" ? [line("now", waitsBecause(held, place))] : []),
    ...needsOf(view).flatMap((need) => wrapped(visible(need), columns).map((part) => paint("bad", part))),
    "",
    ...view.phases.flatMap((phase) => phaseLines(phase, { usual, resource, nowMs, columns, paint })),
    "",
    line(
      "faint",
      `${view.records.count} entries${newestOf(view, nowMs)}, head ${view.records.head ?? "none"}`,
    ),
    ...nextOf(view).map(typed),
    paint(toneOf(state), `run ${runId} ${view.verdict}`),
  ];
}

const newestOf = ({ verdict, lastEntryAt }: RunView, nowMs: number): string =>
  verdict !== "RUNNING" || lastEntryAt === null
    ? ""
    : `, the newest ${duration(nowMs - Date.parse(lastEntryAt))} ago`;

const toneOf = (state: RunView["state"]): TextWeight =>
  state === "SUCCEEDED" ? "good" : ["RUNNING", "WAITING", "SUPERSEDED"].includes(state) ? "now" : "bad";

/** The command that an operator types next about a run that ended badly. */
const nextOf = ({ state, runId }: RunView): readonly string[] => {
  if (state === "QUARANTINED") return [`quarantine show ${runId}`];
  return state === "REJECTED" || state === "ROLLED_BACK" || state === "ABORTED" ? [`report ${runId}`] : [];
};

function timesOf({ startedAt, endedAt, claimedAt }: RunView, nowMs: number): string {
  const began = Date.parse(startedAt ?? claimedAt);
  return endedAt === null
    ? `since ${moment(began)}, for ${duration(nowMs - began)}`
    : `${moment(began)}, took ${duration(Date.parse(endedAt) - began)}`;
}

function phaseLines(
  { phase, state, startedAt, tookMs, steps, gate }: PhaseView,
  {
    usual,
    resource,
    nowMs,
    columns,
    paint,
  }: Pick<Screen, "usual" | "resource" | "nowMs"> & { readonly columns: number; readonly paint: Paint },
): readonly string[] {
  const [glyph, tone] = glyphs[state];
  const isUnderWay = state === "under-way" || state === "rolling-back";
  const elapsed = isUnderWay && startedAt !== null ? nowMs - Date.parse(startedAt) : tookMs;
  const usually = steps !== null && isUnderWay ? usual[phase] : undefined;
  const row = [
    phase.padEnd(nameColumns),
    (steps === null ? "" : `${steps.done}/${steps.of}`).padEnd(stepColumns),
    (elapsed === null ? "" : duration(elapsed)).padEnd(timeColumns),
    [
      words[state],
      usually === undefined ? undefined : `usually ${duration(usually)}`,
      state === "skipped" ? "nobody had to be asked" : undefined,
      ...(gate === null ? [] : gateWords(gate, state, nowMs)),
    ]
      .filter(Boolean)
      .join(" · "),
  ].join(" ");
  const lines = [paint(tone, cut(`${glyph} ${visible(row)}`.trimEnd(), columns))];
  const now = steps?.now ?? null;
  if (isUnderWay && now !== null) {
    const about = [
      `${now.step}: ${now.operation}`,
      duration(nowMs - Date.parse(now.since)),
      ...(resource === null
        ? []
        : [
            `${resource.logicalId} (${resource.type}) ${resource.status}, ${duration(nowMs - Date.parse(resource.since))}`,
          ]),
    ];
    lines.push(cut(`    ${visible(about.join(" · "))}`, columns));
  }
  return lines;
}

/** Whom a gate waits for, until when, and whether the mail was accepted; or who decided what. */
function gateWords(
  { approvers, until, decisions, mails }: AskedGate,
  state: PhaseState,
  nowMs: number,
): readonly string[] {
  const said = decisions.map(
    ({ approver, decision, reason }) => `${approver}: ${decision}${reason === "" ? "" : ` "${reason}"`}`,
  );
  if (state !== "under-way") return said;
  const open = approvers.filter((id) => !decisions.some(({ approver }) => approver === id));
  const mailOf = (id: string): string => {
    const mail = mails.find(({ to }) => to === id);
    if (mail === undefined) return "no mail yet";
    return mail.accepted ? "mail accepted" : "MAIL NOT ACCEPTED";
  };
  const untilMs = Date.parse(until);
  return [
    `waits for ${open.map((id) => `${id} (${mailOf(id)})`).join(", ")}`,
    `until ${moment(untilMs)} (${duration(untilMs - nowMs)})`,
    ...said,
  ];
}
