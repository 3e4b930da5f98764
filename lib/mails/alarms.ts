/**
 * The problems that alarm the operators. Each name is the alarm's name, and the section of docs/runbook.md that says what
 * to do.
 */
export const problems = {
  "production-is-closed": "Customers cannot reach production, and no run is at work that would open it",
  "run-is-quarantined": "The rollback of a run is not proved: something is left, or nobody could tell",
  "run-was-given-up":
    "The recovery of a run was given up: each of its executions ended before it had rolled the run back",
  "run-ended-badly": "A run failed or was stopped from outside. It is rolled back, and that is proved",
  "run-timed-out": "The execution of a run ran out of time",
  "run-stands-still": "A run has the lease, waits for nobody, and has recorded nothing for hours",
  "run-pauses":
    "A run pauses: a question about an environment that was valid has no answer. Nothing is torn down for three days",
  "gate-waits-too-long": "Nobody has decided at a gate, although its escalation is over",
  "work-is-stopped":
    "Somebody pressed the emergency stop: nothing takes effect any more, not even a rollback",
  "nobody-can-decide": "The pages on which people decide answer with errors",
  "invitations-are-not-accepted": "Mails about a gate were not accepted; they are tried again every minute",
  "mails-are-overheard": "Mails to an approver also reach somebody whom the directory does not name",
  "links-are-forged":
    "Somebody opened a link that Interlock did not make: it passes no gate, and it is an attack",
  "mails-bounce": "Mails that were accepted did not reach a mailbox",
  "events-are-not-delivered":
    "An event for a function could not be delivered, and is kept in its dead-letter queue",
  "builds-fail": "The build of a pushed commit failed, so the commit became no run",
  "sweep-is-silent": "The sweep does not run: nothing recovers runs, expires gates or sends reminders",
  "records-diverge":
    "The two copies of the Infrastructure Records disagree, or the records and the history, or the records and an item",
  "records-are-not-watched": "The Infrastructure Records were not compared or signed",
  "functions-are-throttled": "AWS turns calls of functions away: the account's limit is reached",
} as const;

/** The name of a problem. */
export type Problem = keyof typeof problems;

/** The description of an alarm: what is wrong, of what, and where to read on. `about` is empty for the whole installation. */
export const alarmText = (problem: Problem, about: string): string =>
  `${problems[problem]}${about === "" ? "" : ` (${about})`}. What to do: docs/runbook.md#${problem}`;
