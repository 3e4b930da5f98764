import { typedFor } from "../settings/typed.ts";

/** What an alarm is about. */
type About = {
  /** What is wrong. */
  readonly text: string;
  /**
   * The command that shows the entry, line or message at fault: arguments of `interlock`, or a command of the AWS CLI in which
   * APPLICATION is the application's name.
   */
  readonly look: string;
};

const about = (text: string, look: string): About => ({ text, look });

/**
 * The problems that alarm the operators. Each name is the alarm's name, and the section of docs/runbook.md that says what
 * to do.
 */
export const problems = {
  "production-is-closed": about(
    "Customers cannot reach production, and no run is at work that would open it",
    "status",
  ),
  "run-is-quarantined": about(
    "The rollback of a run is not proved: something is left, or nobody could tell",
    "quarantine show",
  ),
  "run-was-given-up": about(
    "The recovery of a run was given up: each of its executions ended before it had rolled the run back",
    "status",
  ),
  "run-ended-badly": about(
    "A run failed, ran out of time or was stopped from outside. It is rolled back, and that is proved",
    "runs",
  ),
  "run-stands-still": about(
    "A run does not go on: it waits for nobody and has recorded nothing for hours, or a question about an environment that was valid has no answer",
    "status",
  ),
  "gate-waits-too-long": about(
    "A gate waits in vain: nobody has decided although its escalation is over, or a mail about it was not accepted",
    "status",
  ),
  "work-is-stopped": about(
    "Somebody pressed the emergency stop: nothing takes effect any more, not even a rollback",
    "runs",
  ),
  "nobody-can-decide": about("The pages on which people decide answer with errors", "logs"),
  "mails-are-overheard": about(
    "Mails to an approver also reach somebody whom the directory does not name",
    "approvers list",
  ),
  "links-are-forged": about(
    "Somebody opened a link that Interlock did not make: it passes no gate, and it is an attack",
    "logs",
  ),
  "mails-bounce": about("Mails that were accepted did not reach a mailbox", "approvers list"),
  "events-are-not-delivered": about(
    "An event could not be delivered, and is kept among the dead letters",
    "logs",
  ),
  "builds-fail": about(
    "The build of a pushed commit failed, so the commit became no run",
    "aws logs tail /aws/codebuild/APPLICATION-build --since 1h",
  ),
  "sweep-is-silent": about(
    "The sweep does not run: nothing recovers runs, expires gates or sends reminders",
    "aws logs tail /aws/lambda/APPLICATION-sweep --since 1h",
  ),
  "records-diverge": about(
    "The two copies of the Infrastructure Records disagree, or the records and the history, or the records and an item",
    "runs",
  ),
  "records-are-not-watched": about(
    "The Infrastructure Records are not compared or signed",
    "aws logs tail /aws/lambda/APPLICATION-watch-records --since 1h",
  ),
  "functions-are-throttled": about(
    "AWS turns calls of functions away: the account's limit is reached",
    "aws lambda get-account-settings --query AccountLimit.ConcurrentExecutions",
  ),
} as const satisfies Readonly<Record<string, About>>;

/** The name of a problem. */
export type Problem = keyof typeof problems;

/** The application of an installation, and the options that reach it. */
export type Reached = Parameters<typeof typedFor>[0];

/** The command with which an operator begins at an alarm, as it is typed. */
export function firstCommand(problem: Problem, reached: Reached): string {
  const { look } = problems[problem];
  return look.startsWith("aws ") ? look.replace("APPLICATION", reached.application) : typedFor(reached)(look);
}

/**
 * The description of an alarm: what is wrong, of what, the command that shows it, and where to read on. `of` is empty for the whole
 * installation.
 */
export const alarmText = (problem: Problem, of: string, reached: Reached): string =>
  `${problems[problem].text}${of === "" ? "" : ` (${of})`}. Begin with: ${firstCommand(problem, reached)}. What to do: docs/runbook.md#${problem}`;
