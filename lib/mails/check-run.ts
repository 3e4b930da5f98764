import type { Change } from "../domain/change/manifest.ts";
import { environments } from "../domain/environment.ts";
import type { Entry } from "../domain/records/entry.ts";
import { isFact } from "../domain/records/facts.ts";
import type { ResourceChange } from "../domain/records/resource-change.ts";
import { becauseOf } from "../domain/rollback/end-of-run.ts";
import type { CommitOutcome, CommitState } from "../domain/run/commit-outcome.ts";
import { environmentRows, statusOf } from "../domain/run/status.ts";
import type { Typed } from "../settings/typed.ts";
import { code } from "../text/markdown.ts";
import { pluralize } from "../text/plural.ts";

/** What a run is called at its commit. */
const titles: Readonly<Record<CommitState, string>> = {
  queued: "Waits for its turn",
  "in-progress": "At work",
  SUCCEEDED: "Released",
  REFUSED: "Refused: nothing was changed",
  REJECTED: "Rejected, and undone",
  ROLLED_BACK: "Failed and rolled back",
  ABORTED: "Aborted and rolled back",
  QUARANTINED: "Quarantined: a person has to look",
  SUPERSEDED: "Superseded by a newer change",
};

const mostBecause = 1_000;
/** Of a very large change, so many effects of one step are named. */
const mostEffects = 50;

/** What a check run says, in Markdown. Every text that is not ours appears as code, in which nothing works. */
export function checkRunText(
  {
    application,
    runId,
    state,
    environments: progress,
    page,
  }: Omit<CommitOutcome, "title" | "summary" | "effects">,
  about: {
    readonly entries: readonly Entry[];
    readonly change: Change | null;
    readonly superseded: { readonly by: string } | null;
    readonly typed: Typed;
  },
): Pick<CommitOutcome, "title" | "summary" | "effects"> {
  const { entries, superseded, typed } = about;
  const waiting = environments.find((environment) => progress[environment].state === "waiting");
  const title =
    state === "in-progress" && waiting !== undefined ? `${waiting} ${progress[waiting].says}` : titles[state];
  const because =
    superseded !== null
      ? `the newer change ${superseded.by} took its place`
      : state === "queued" || state === "in-progress" || state === "SUPERSEDED"
        ? null
        : becauseOf(entries, state);
  return {
    title,
    summary: [
      `**${title}.**${because === null ? "" : ` ${code(because, mostBecause)}`}`,
      "",
      ...environments.map(
        (environment) =>
          `- **${environment}**: ${progress[environment].state.replace("-", " ")}; ${progress[environment].says}`,
      ),
      "",
      `Run ${code(runId)} of application ${code(application)}. [The operators' page](${page}) shows it to people who were let in; everyone else asks:`,
      "",
      "```",
      typed(`status ${runId}`),
      typed(`report ${runId}`),
      "```",
    ].join("\n"),
    effects: effectsOf(runId, about),
  };
}

/** What became of each step, and what its change set announced of each resource. */
function effectsOf(
  runId: string,
  { entries, change }: { readonly entries: readonly Entry[]; readonly change: Change | null },
): string {
  const status = statusOf(runId, entries, { count: entries.length, head: null }, change);
  const lines = environmentRows(status).flatMap(({ environment, steps }) => {
    const touched = steps.filter((step) => step.state !== "absent");
    if (touched.length === 0) return [];
    return [
      `### ${environment}`,
      "",
      ...touched.flatMap(({ step, state }) => [
        `- ${code(step)}: ${state.replaceAll("-", " ")}`,
        ...announced(entries, environment, step),
      ]),
      "",
    ];
  });
  return lines.length === 0 ? "Nothing was changed so far." : lines.join("\n");
}

function announced(entries: readonly Entry[], environment: string, step: string): readonly string[] {
  const changes = entries
    .filter(isFact("provision-step", "intent"))
    .findLast(
      ({ detail }) =>
        detail.environment === environment && detail.step === step && detail.changes !== undefined,
    )?.detail.changes;
  if (changes === undefined) return [];
  if (changes.items === null) return [`  - ${pluralize(changes.count, "resource")}`];
  const rest = changes.count - mostEffects;
  return [
    ...changes.items.slice(0, mostEffects).map(effect),
    ...(rest > 0 ? [`  - and ${pluralize(rest, "resource")} more`] : []),
  ];
}

const effect = ({ action, logicalId, type, replacement, properties }: ResourceChange): string =>
  `  - ${action.toLowerCase()} ${code(logicalId)} (${code(type)})${replacement === "False" || action !== "Modify" ? "" : `, replaced: ${replacement.toLowerCase()}`}${properties.length === 0 ? "" : `: ${code(properties.join(", "))}`}`;
