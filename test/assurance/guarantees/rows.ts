import { figure, type Row, tests } from "./row.ts";

const faults = figure("faults", "cases that ended right");
const sim = figure("sim", "stories that broke an invariant");
const stories = figure("sim", "stories told");

/** The promises, by their numbers. */
export const rows: readonly Row[] = [
  {
    number: 1,
    promise: "No environment changes without a recorded, valid decision of a person for exactly this plan",
    bar: "0 violations in all stories and all cases",
    shown: [sim, stories, faults],
  },
  {
    number: 2,
    promise:
      "Development, staging, production in this order, none skipped, also under retries, redrive and replay",
    bar: "5 of 5 orders; 0 skips in 1,000,000 walks",
    shown: [
      figure("prove", "orders that no way leads round"),
      figure("prove", "random walks, any task answering anything"),
      figure("prove", "walks on which something was skipped"),
      sim,
    ],
  },
  {
    number: 3,
    promise: "A mail scanner can never approve or reject",
    bar: "0 decisions by 5 models of bots on 1,000 links",
    shown: [tests(/link decides nothing when it is opened/), tests(/assurance\/scanners\//)],
  },
  {
    number: 4,
    promise: "Every failure ends in the right rollback or in quarantine, never silent, never half open",
    bar: "100 % of at least 1,120 cases",
    shown: [figure("faults", "cases"), faults],
  },
  {
    number: 5,
    promise: "Rollback also runs when no Catch can, and when the status event is lost",
    bar: "100 % recovered with all status events dropped",
    shown: [figure("faults", "uncaught ends that were recovered"), sim],
  },
  {
    number: 6,
    promise: "A forged answer of a task token does not pass a gate",
    bar: "0 of N",
    shown: [tests(/forged answer/, 3), figure("forge", "gates passed by forgeries"), sim],
  },
  {
    number: 7,
    promise: "What was approved is immutable and used once; change sets stay within it",
    bar: "100 % refused",
    shown: [
      tests(
        /edited after it was submitted|lies beyond|bounds what the change set may do|(voids the decision|makes the decision void) if/,
        5,
      ),
      figure("sim", "stories in which something was edited"),
    ],
  },
  {
    number: 8,
    promise: "An invitation is used once, expires, and is bound to run, gate and person",
    bar: "exactly one decision in 100,000 interleavings",
    shown: [tests(/interleavings of forms and the clock|sent twice is decided once/, 2), sim],
  },
  {
    number: 9,
    promise: "A rollback of development leaves nothing, proved by describing twice",
    bar: "every trap, backups of every service included",
    shown: [tests(/traps of zero residual trap \d+/, 18), tests(/looks twice, a quiet period apart/)],
  },
  {
    number: 10,
    promise:
      "A rollback of staging never touches development; of production, it cuts ingress first and keeps logs",
    bar: "100 %",
    shown: [faults, sim, tests(/preserves development|closes live ingress before/, 2)],
  },
  {
    number: 11,
    promise: "Tampering with any record is found offline",
    bar: "100 % found, 0 false alarms",
    shown: [
      figure("tamper", "attacks that are found"),
      figure("tamper", "sound bundles that raise a false alarm"),
      figure("forge", "statements by a replaced signing key found offline"),
      tests(/attack of every kind is found/),
      tests(/however well it is signed/, 50),
    ],
  },
  {
    number: 12,
    promise: "No action without evidence: an intent before, an outcome after",
    bar: "0 unexplained effects",
    shown: [figure("faults", "effects with an intent before them"), sim],
  },
  {
    number: 13,
    promise: "An auditor verifies with no network, no account, public keys only",
    bar: "passes",
    shown: [
      tests(/network namespace without a network/),
      tests(/holds a sound bundle for sound, under the trusted key/),
    ],
  },
  {
    number: 14,
    promise: "Duplicate, late and replayed events start at most one run",
    bar: "exactly one run a commit",
    shown: [
      tests(/submitted change is one run when it is submitted twice/),
      figure("doors", "permutations with one end a commit, and no overtaking"),
      figure("doors", "repositories whose pushed commits each ended once"),
      sim,
    ],
  },
  {
    number: 15,
    promise: "A lost commit event is still found",
    bar: "within one period",
    shown: [
      figure("doors", "repositories whose lost push was found by the next look"),
      tests(/head whose event was lost is announced once/),
    ],
  },
  {
    number: 16,
    promise: "At most one run at a time; a stale worker changes nothing",
    bar: "0 stale effects",
    shown: [sim, faults],
  },
  {
    number: 17,
    promise: "Redriving a run that is over changes nothing",
    bar: "0 effects",
    shown: [figure("faults", "redriven executions that changed nothing"), sim],
  },
  {
    number: 18,
    promise: "Every task is idempotent",
    bar: "100 % of tasks, worlds equal",
    shown: [figure("faults", "work done twice, with the world as after once")],
  },
  {
    number: 19,
    promise: "Nobody decides on their own commit; unmapped people decide nothing; a quorum counts people",
    bar: "0 self-approvals",
    shown: [
      tests(
        /one mailbox is one person|commits whose people cannot be told apart|had a hand in the commit|quorum counts people/,
        12,
      ),
    ],
  },
  {
    number: 20,
    promise: "A no works, needs a reason, is final, and ends in the right rollback",
    bar: "exactly one decision; a reason always",
    shown: [tests(/rejected gate .* rolls back exactly|no without a reason|one rejection ends it/, 6)],
  },
  {
    number: 21,
    promise: "A task token never leaves the server",
    bar: "0 occurrences",
    shown: [tests(/task token is in no mail|never what came in|log no execution data/, 3), sim],
  },
  {
    number: 22,
    promise: "What browsers can be made to do is refused",
    bar: "100 % of at least 60 cases",
    shown: [tests(/assurance\/web\//, 60)],
  },
  {
    number: 23,
    promise: "Unknown, used and expired links cannot be told apart",
    bar: "bodies equal; Welch p > 0.01",
    shown: [
      tests(/same answer whether it is unknown, used or expired/),
      tests(/look alike in every byte, and in time/),
    ],
  },
  {
    number: 24,
    promise: "A gate whose time is over is a no, and its links are dead",
    bar: "100 %",
    shown: [tests(/time is over is rejected|their links no longer work/, 2), sim],
  },
  {
    number: 25,
    promise: "A decision survives a crash before it is answered; answering twice does no harm",
    bar: "delivered within one sweep",
    shown: [tests(/not delivered is answered by the sweep/), faults, sim],
  },
  {
    number: 26,
    promise: "CloudFormation is asked so that asking again is safe; every status has its move",
    bar: "100 % of statuses",
    shown: [tests(/has a move for/, 23)],
  },
  {
    number: 27,
    promise: "No execution's data or history comes near its limits",
    bar: "under 64 KB, under 5,000 events",
    shown: [
      figure("prove", "history events of an execution, at worst"),
      figure("prove", "bytes of an execution's data, at worst"),
    ],
  },
  {
    number: 28,
    promise: "The definitions have no error that no Catch sees",
    bar: "0 findings; every seeded defect found",
    shown: [figure("prove", "findings"), tests(/seeded defect .* is found by/, 40)],
  },
  {
    number: 29,
    promise: "Least privilege",
    bar: "0 findings without a reason",
    shown: [tests(/breaks no security rule|break no security rule|names? no other environment's/, 4)],
  },
  {
    number: 30,
    promise: "No escalation by way of CloudFormation's role",
    bar: "0 reachable administrators",
    shown: [
      figure("iam", "ways out of an environment's account"),
      figure("attacks", "attacks with an effect"),
    ],
  },
  {
    number: 31,
    promise: "No role of ours can delete or overwrite a record",
    bar: "0 successes",
    shown: [
      figure("attacks", "attacks with an effect"),
      tests(/no one may delete a record/),
      tests(/a locked version cannot be deleted|a create-only put is taken once/, 2),
    ],
  },
  {
    number: 32,
    promise: "Two copies agree, or operators are told",
    bar: "100 % of divergences within one period",
    shown: [tests(/disagree about .*: an alarm/, 4), tests(/told when the copies disagree/)],
  },
  {
    number: 33,
    promise: "Outsiders see a truncated or rolled-back ledger",
    bar: "found for every k",
    shown: [
      tests(/invitation is evidence/),
      tests(/at least every hour, also when nothing happens/),
      tests(/finds the bundle that has another one there, or ends before it/),
    ],
  },
  {
    number: 34,
    promise: "Mails reach approvers, and no run waits for one that did not",
    bar: "0 runs wait",
    shown: [
      tests(
        /no mail could be sent expires|no mail scanner can end|refused mail and a quarantine are counted|tried again/,
        4,
      ),
    ],
  },
  {
    number: 35,
    promise: "Every asynchronous edge has a dead-letter queue and an alarm",
    bar: "100 % of edges",
    shown: [
      tests(/each edge has a failure destination, and each of those an alarm/, 2),
      tests(/the runbook says of each alarm of a failure destination how to deliver again/, 2),
    ],
  },
  {
    number: 36,
    promise: "The same seed, the same trace",
    bar: "100 % equal",
    shown: [figure("sim", "stories that went the same way twice")],
  },
  {
    number: 37,
    promise: "The tests can see: mutants of domain and use cases are killed",
    bar: "90 %",
    shown: [figure("mutate", "mutation score")],
  },
  {
    number: 38,
    promise: "A burst of commits and clicks keeps every promise",
    bar: "0 violations; p95 under 300 ms",
    shown: [
      figure("load", "milliseconds for a form, p95, at 50 a second"),
      figure("load", "milliseconds for a decision, p95, at 25 a second"),
      figure("load", "winners of fifty forms at once, beyond the one"),
      figure("load", "answers of fifty forms at once that are errors"),
      sim,
    ],
    open: { issue: 5, what: "bursts of commits" },
  },
  {
    number: 39,
    promise: "A change cannot reach the control plane, nor one environment another",
    bar: "0 ways; 0 effects",
    shown: [
      figure("iam", "ways out of an environment's account"),
      figure("attacks", "attacks with an effect"),
    ],
  },
  {
    number: 40,
    promise:
      "Only people's decisions pass a gate: write access to table, bucket, bus and machines passes none",
    bar: "0 gates passed; every attempt recorded or found",
    shown: [
      figure("forge", "gates passed by forgeries"),
      figure("forge", "forgeries recorded or found"),
      tests(/an approval that decide did not sign is refused/, 5),
    ],
  },
  {
    number: 41,
    promise: "With identity: oidc, the provider's signature covers the digest of the decision's statement",
    bar: "verified offline; 100 % of wrong tokens found",
    shown: [
      figure("forge", "wrong tokens and statements found offline"),
      tests(/an ID token proves nothing/, 20),
      tests(/decision that rests on a sign-in/, 2),
    ],
  },
  {
    number: 43,
    promise: 'No proof is given by default: nothing that was not read is "held", "closed" or "gone"',
    bar: "0 of each in the matrix of types, settings and readers",
    shown: [
      figure("exposure", 'false "held"'),
      figure("exposure", 'false "closed"'),
      figure("exposure", 'false "gone"'),
      figure("exposure", "seeded defects that the matrix sees"),
    ],
  },
  {
    number: 49,
    promise: "A freeze holds: no environment is begun in a closed window, and no rollback waits for one",
    bar: "0 violations; 0 runs that never end",
    shown: [
      figure("prove", "orders that no way leads round"),
      tests(/takes place when dateutil says so, in 500 cases over 5 zones/),
      tests(/scenarios\/freeze\.test/, 7),
      tests(/scenarios\/lifted-window\.test/, 6),
      sim,
      faults,
    ],
  },
  {
    number: 50,
    promise: "A commit's code never sees credentials, and the sandbox never leaves the machine",
    bar: "0 sightings; 0 requests elsewhere",
    shown: [
      tests(/sees no secret and no AWS variable of the user|is led there by nothing but the sandbox/, 2),
      figure("attacks", "attacks with an effect"),
    ],
  },
  {
    number: 51,
    promise: "The verifier's cost is bounded by what the entries name",
    bar: "100 MB of anything: 60 s, 1 GB",
    shown: [
      figure("hostile-bundles", "seconds for any 100 MB"),
      figure("hostile-bundles", "megabytes of memory for any 100 MB"),
    ],
  },
  {
    number: 52,
    promise:
      "Text that is not ours cannot deceive: no control, escape, bidi or zero-width character reaches anybody",
    bar: "0 sightings",
    shown: [
      tests(
        /acts on a terminal|a terminal obeys|nothing deceives it|escapes all outside text|cannot deceive|deceives a reader of the log/,
        8,
      ),
    ],
  },
];
