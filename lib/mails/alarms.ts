/** The descriptions of the alarms that CloudWatch mails to the operators: what happened, and what to do. */
export const alarms = {
  quarantined: "A run is QUARANTINED: its rollback is not proved. See docs/runbook.md",
  givenUp:
    "The recovery of a run was given up: each of its executions ended before it had rolled the run back. Their histories say why. See docs/runbook.md",
  recordsDiverge:
    'The two copies of the Infrastructure Records disagree, or the records and the history do. Stop all work, then run "interlock records export control-plane --output FILE": the file names each entry',
  recordsUnwatched:
    "The Infrastructure Records could not be compared or signed. The log of watch-records has the reason",
  /** An event for a function ended in its dead-letter queue. */
  undeliveredEvent: (task: string): string =>
    `An event for ${task} could not be delivered. It is in the dead-letter queue of ${task}`,
  /** A function could not hand a mail over. */
  undeliveredMail: (task: string): string =>
    `Mails about a gate were not accepted. ${task} tries again. The records name the recipients`,
} as const;
