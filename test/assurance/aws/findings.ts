/** What became of a finding. */
export type Finding = {
  /**
   * Its number: A to D of the control plane, W, B and K of environments (some B are in both papers), F of trials, and N of what the
   * account at its worst showed.
   */
  readonly id: string;
  readonly says: string;
  /** The test that fails on the code before the commit, for AWS's reason. */
  readonly shownBy?: { readonly file: string; readonly test: string };
  /** The commit that mended it. */
  readonly commit?: string;
  /** Why there is no test here: it is refused, belongs elsewhere, or is still open. */
  readonly instead?: string;
};

const confirm = "test/functions/validate-environment/confirm-unchanged.test.ts";
const onAws = "test/functions/provision-step/as-on-aws.test.ts";
const passing = "test/ports/shared/passing-errors.test.ts";
const gone = "test/functions/prove-rollback/prove-gone.test.ts";
const closed = "test/functions/prove-rollback/prove-closed.test.ts";
const reach = "test/reference-environments/reachability.test.ts";
const logs = "test/functions/preserve-logs/preserve-logs.test.ts";
const rules = "test/domain/change/rules/rules.test.ts";
const group = "test/ports/inspector/ec2.test.ts";
const irreversible = "test/domain/step/irreversible.test.ts";

const plane = "test/control-plane/control-plane.test.ts";
const reference = "test/reference-environments/reference-environments.test.ts";
const candidates = "test/domain/rollback/candidates.test.ts";
const kept = "test/scenarios/kept-resources.test.ts";
const undo = "test/functions/roll-back-step/look-at-obligation.test.ts";

/** The commits. */
const drift = "340b0fe";
const throttled = "0c19601";
const told = "d06fcf6";
const read = "2fd1d41";
const settled = "c51e6f0";
const accounts = "050efe2";
const alarms = "a6a5369";
const pauses = "89c5d23";
const worst = "WORSTCOMMIT";
const reopened = "REOPENCOMMIT";

/** Every finding about environments, checks and rollback on AWS, in the papers' order of work. */
export const findings: readonly Finding[] = [
  {
    id: "A1",
    says: "drift detection needs DetectStackResourceDrift and the reads of every resource",
    shownBy: {
      file: "test/simulator/environment-accounts.test.ts",
      test: "drift is detected under the lookup-role, if it may detect that of every resource",
    },
    commit: drift,
  },
  {
    id: "B6 K1",
    says: "what a stack tells of its drift is somebody's last detection, begun and not ended",
    shownBy: { file: confirm, test: "is not judged by a detection that someone else began" },
    commit: drift,
  },
  {
    id: "K2",
    says: "what AWS completes is reported as drift",
    shownBy: {
      file: confirm,
      test: "is valid when only that differs which AWS completed when it was created",
    },
    commit: drift,
  },
  {
    id: "B6 pause",
    says: "a confirmation without an answer tears down what is well",
    shownBy: {
      file: confirm,
      test: "is not torn down while CloudFormation cannot tell: the run pauses, and looks less and less often",
    },
    commit: pauses,
  },
  {
    id: "B6 detection",
    says: "a detection that failed is asked about again and again, and stays failed",
    shownBy: { file: confirm, test: "is valid again as soon as CloudFormation can tell" },
    commit: pauses,
  },
  {
    id: "A1 denied",
    says: "a permission that is missing at a confirmation tears down what is well",
    shownBy: { file: confirm, test: "is not torn down while a permission to look is missing" },
    commit: pauses,
  },
  {
    id: "A10 W7",
    says: "a state that passes at a gate, hours later, rolls back",
    shownBy: { file: confirm, test: "has ten minutes of its own to settle" },
    commit: drift,
  },
  {
    id: "A10 states",
    says: "a nightly backup is not a broken database",
    shownBy: { file: "test/resources/serving.test.ts", test: "a database serves while it is backing-up" },
    commit: read,
  },
  {
    id: "B5 W8",
    says: "only CloudFormation's throttling is waited for",
    shownBy: { file: passing, test: "every client of a port is one that throws Throttled" },
    commit: throttled,
  },
  {
    id: "W8 rate",
    says: "everything is described at once",
    shownBy: {
      file: "test/shared-use-cases/few-at-a-time.test.ts",
      test: "does at most ten things at a time, and keeps their order",
    },
    commit: drift,
  },
  {
    id: "W9",
    says: "what is still listed just after its deletion counts as left",
    shownBy: {
      file: gone,
      test: "does not believe that something stays which AWS only lists a little longer",
    },
    commit: read,
  },
  {
    id: "A9 B6 text",
    says: "GetTemplate tells ? for every character outside ASCII",
    shownBy: { file: rules, test: "is refused in a template and a parameter, and carried in a tag" },
    commit: told,
  },
  {
    id: "A9 baseline",
    says: "a baseline is restored with the ? in it",
    shownBy: {
      file: onAws,
      test: "cannot be updated if Interlock did not deploy it: it could not be put back",
    },
    commit: told,
  },
  {
    id: "description",
    says: "a change of a description alone is never deployed, and never stands as declared",
    shownBy: {
      file: onAws,
      test: "a step of which only the description changed stands as declared, as it was before",
    },
    commit: told,
  },
  {
    id: "A7",
    says: "a parameter of an SSM type is told by its name",
    shownBy: { file: onAws, test: "a parameter whose value is read from SSM stands by its name" },
    commit: told,
  },
  {
    id: "B15",
    says: "an export in use cannot be dropped",
    shownBy: { file: onAws, test: "cannot be dropped, which is said before CloudFormation is asked" },
    commit: told,
  },
  {
    id: "K8",
    says: "a deletion that an export holds is asked for again for hours, without a reason",
    shownBy: {
      file: "test/domain/rollback/next-rollback-move.test.ts",
      test: "fails at once when an export in use holds it",
    },
    commit: told,
  },
  {
    id: "B13",
    says: "a stack that was once imported into is left to people for ever",
    shownBy: { file: onAws, test: "a stack that was once imported into is updated like any other" },
    commit: told,
  },
  {
    id: "K3",
    says: "the reason of early validation is only in DescribeEvents",
    shownBy: { file: onAws, test: "what early validation found is the reason of the outcome" },
    commit: told,
  },
  {
    id: "K4",
    says: "a stack deployed in mode EXPRESS is complete and not ready",
    shownBy: { file: onAws, test: "a stack that was deployed in mode EXPRESS is no state to go back to" },
    commit: told,
  },
  {
    id: "W10 D10",
    says: "preserved logs are the oldest, and only those of the part logging",
    shownBy: { file: logs, test: "are the newest, and recorded as incomplete, when there are too many" },
    commit: read,
  },
  {
    id: "W10 since",
    says: "preserved logs begin days before production was changed",
    shownBy: { file: logs, test: "are not those of the days for which people decided before" },
    commit: read,
  },
  {
    id: "B8",
    says: "a bucket's per-key errors are ignored",
    shownBy: {
      file: "test/ports/buckets/aws.test.ts",
      test: "an object under legal hold is an outcome that names it, not another try",
    },
    commit: read,
  },
  {
    id: "B7 B8 names",
    says: "a bucket that may not be emptied ends the whole rollback",
    shownBy: {
      file: "test/ports/buckets/aws.test.ts",
      test: "a bucket that nobody may look into counts as full, and emptying it says why",
    },
    commit: read,
  },
  {
    id: "W1",
    says: "exposure of nothing is closed",
    shownBy: {
      file: closed,
      test: "is not given where nothing tells whether it can be reached: a topic whose policy cannot be seen",
    },
    commit: read,
  },
  {
    id: "W2",
    says: "types without a probe are skipped",
    shownBy: {
      file: closed,
      test: "is not given where nothing tells whether it can be reached: a type without a reading",
    },
    commit: read,
  },
  {
    id: "W3",
    says: "what holds data is told by the part that a stack claims",
    shownBy: { file: irreversible, test: "says so when it replaces data in whatever part" },
    commit: read,
  },
  {
    id: "W3 door",
    says: "data in a part that a rollback tears down",
    shownBy: { file: rules, test: "is refused: AWS::DynamoDB::Table" },
    commit: read,
  },
  {
    id: "F8",
    says: "a log group is removed with its events",
    shownBy: { file: irreversible, test: "says so when it removes a log group with its events" },
    commit: read,
  },
  {
    id: "W4",
    says: "a malformed id counts as gone",
    shownBy: { file: group, test: "with a malformed id is not gone" },
    commit: read,
  },
  {
    id: "W5",
    says: "retained automated backups are never looked for",
    shownBy: {
      file: "test/ports/finder/retained-backups.test.ts",
      test: "are found by the name of their database",
    },
    commit: read,
  },
  {
    id: "W6",
    says: "half of the internet, public ranges and prefix lists are not open",
    shownBy: { file: group, test: "is open to half of the internet" },
    commit: read,
  },
  {
    id: "W13",
    says: "network interfaces in an existing network are not looked for",
    shownBy: {
      file: "test/domain/rollback/implied.test.ts",
      test: "an interface serves the resource that its description names",
    },
    commit: read,
  },
  {
    id: "W15",
    says: "log groups that services make by themselves are missed by the name scan",
    shownBy: { file: "test/domain/rollback/implied.test.ts", test: "an API implies its log group" },
    commit: read,
  },
  {
    id: "F4",
    says: "policies that somebody attaches to a role by hand are not noticed",
    shownBy: {
      file: "test/ports/inspector/iam.test.ts",
      test: "a policy that somebody attaches by hand changes what is read of its role",
    },
    commit: read,
  },
  {
    id: "F5",
    says: "a way in that cannot close by itself is waited for",
    shownBy: { file: closed, test: "does not wait for a way in that cannot close by itself" },
    commit: read,
  },
  {
    id: "A3 B3",
    says: "a task cannot pull its image: no way to S3",
    shownBy: {
      file: reach,
      test: "the tasks of production (full) pull their image, read S3 and write their logs",
    },
    commit: read,
  },
  {
    id: "A8 B14",
    says: "production is released and unreachable",
    shownBy: { file: reach, test: "clients reach production (full) through its ingress" },
    commit: read,
  },
  {
    id: "B3 B2",
    says: "Container Insights makes a log group that nobody deletes",
    shownBy: {
      file: reach,
      test: "the log group that Container Insights would make is declared before the cluster",
    },
    commit: read,
  },
  {
    id: "A11",
    says: "CloudWatch Logs may not use production's key",
    shownBy: {
      file: reach,
      test: "CloudWatch Logs may use production's key for log groups of its own account and region",
    },
    commit: read,
  },
  {
    id: "K13",
    says: "production has other addresses after each release",
    shownBy: { file: reach, test: "production's addresses reach nothing, and outlive its ingress" },
    commit: read,
  },
  {
    id: "A2 B5",
    says: "the bucket of access logs is asked for its own access log",
    shownBy: {
      file: "test/resources/serving.test.ts",
      test: "a bucket that receives access logs is not asked for its own",
    },
    commit: read,
  },
  {
    id: "W11",
    says: "a stack for another account or region is deployed here",
    instead: "refused at the door: stack-place",
  },
  { id: "W12", says: "nested stacks", instead: "refused at the door: nested-stacks" },
  {
    id: "B12",
    says: "transforms need another capability",
    instead: "refused at the door: template-transform",
  },
  {
    id: "B9",
    says: "a deletion policy that keeps what a rollback destroys",
    instead: "refused at the door: deletion-policy",
  },
  {
    id: "A4",
    says: "the reference app is synthesised with an image of 64 zeros",
    shownBy: {
      file: reference,
      test: "ECS can pull an image by its digest alone, and not the one that an emulator gets by",
    },
    commit: settled,
  },
  {
    id: "A5 A6 B4 D1",
    says: "what CloudFormation's role lacks: service-linked roles, hosted zones, the lists of a role's policies, tags",
    shownBy: {
      file: plane,
      test: "no function may change anything of CloudFormation's in the control plane's account",
    },
    commit: accounts,
    instead:
      "the bootstrap's roles take the place of ours: an administrator of the environment's account only",
  },
  {
    id: "B1",
    says: "none of the alarms can reach anybody",
    shownBy: { file: plane, test: "can be published: its topic and the topic's key admit CloudWatch" },
    commit: alarms,
  },
  {
    id: "B2",
    says: "a change of development takes over the account",
    shownBy: {
      file: plane,
      test: "only the functions of one environment may assume a role that changes stacks, publishes files or empties buckets",
    },
    commit: accounts,
  },
  {
    id: "B7 events",
    says: "an event at which its function fails is discarded without a word",
    shownBy: {
      file: plane,
      test: "an event at which its function fails each time is kept as well, and not tried for ever",
    },
    commit: alarms,
  },
  {
    id: "C1",
    says: "the directory outgrows the 4 KB of a function's environment",
    instead: "built with the accounts' settings, in a branch of its own",
  },
  {
    id: "C2",
    says: "a first deployment that failed cannot be repeated",
    shownBy: {
      file: plane,
      test: "what a first deployment leaves when it fails does not refuse the second one",
    },
    commit: alarms,
  },
  {
    id: "D2",
    says: "two writers of one object at the same moment: 409",
    shownBy: {
      file: "test/ports/shared/objects.test.ts",
      test: "is tried again when two writers come at the same moment",
    },
    commit: throttled,
  },
  {
    id: "D3",
    says: "an object that is not there is 403, not 404, to those who may not list",
    shownBy: {
      file: "test/ports/shared/objects.test.ts",
      test: "what is not there is not found, although S3 denies it to those who may not list",
    },
    commit: settled,
  },
  {
    id: "D4 D5 K16",
    says: "partition, region and addresses are literal",
    shownBy: {
      file: "test/control-plane/partition.test.ts",
      test: "the control plane's code names no partition and no region: they come from its stack",
    },
    commit: told,
  },
  {
    id: "D7",
    says: "trust policies do not name the account that a service acts for",
    shownBy: { file: plane, test: "Step Functions acts as a machine's role for this account only" },
    commit: alarms,
  },
  {
    id: "D6",
    says: "every writer may write every item of the table",
    shownBy: {
      file: plane,
      test: "no function may delete an entry or a decision, and none may write items of the table without naming them",
    },
    commit: "d6c82a0",
  },
  {
    id: "D8",
    says: "a deployment changes the code under a run that waits",
    shownBy: {
      file: "test/command-line/commands/deploy.test.ts",
      test: "nothing is deployed while a run is open, which would change the code under it",
    },
    commit: "58c12b2",
  },
  {
    id: "D9",
    says: "a grant that nothing uses",
    shownBy: {
      file: plane,
      test: "no function may list what a bucket holds, but for the versions of the second copies",
    },
    commit: accounts,
  },
  {
    id: "D11",
    says: "submitters and operators have no policy of their own",
    instead: "operators enter through IAM: decision 89; docs/permissions.md lists the actions",
  },
  {
    id: "D12",
    says: "quotas of a new account",
    shownBy: {
      file: "test/command-line/commands/doctor-on-aws.test.ts",
      test: "says of a quota that is too small what is needed, and how to ask for it",
    },
    commit: "bbf8e16",
  },
  {
    id: "D13 K9",
    says: "deletions back to back fail while late access logs and network interfaces are still there",
    shownBy: {
      file: "test/domain/rollback/next-rollback-move.test.ts",
      test: "that failed rests before the next one, and only then",
    },
    commit: settled,
  },
  {
    id: "D14",
    says: "the balancer's access logs in regions of before August 2022",
    shownBy: { file: reach, test: "the balancer of production may write its access logs in every Region" },
    commit: "d2e0696",
  },
  {
    id: "D15",
    says: "a link in a notification unsubscribes an approver",
    shownBy: {
      file: "test/ports/subscriptions/aws.test.ts",
      test: "is made so that no mail scanner can end the subscription",
    },
    commit: alarms,
  },
  {
    id: "B10",
    says: "1,800 types without a proof that they are gone",
    instead: "a quarantine that names them, which a person resolves; the general reader is the next issue",
  },
  {
    id: "B11",
    says: "any CDK app with three Stages will do",
    shownBy: {
      file: rules,
      test: "another plan than 21.03 binds mutable references and carries what is kept",
    },
    commit: told,
    instead: "docs/your-application.md says what is carried and what is refused; roles are the bootstrap's",
  },
  {
    id: "W14",
    says: "a dependent is gone with another owner of the same type",
    shownBy: {
      file: candidates,
      test: "belongs to the owner that its events name, and not to another of that type",
    },
    commit: settled,
  },
  {
    id: "K5",
    says: "what a policy kept cannot be restored under its name",
    shownBy: {
      file: undo,
      test: "takes back in, by its name, what a deletion policy kept when the update took it out",
    },
    commit: settled,
  },
  {
    id: "K6",
    says: "a parameter that is read by its name moves unseen",
    shownBy: {
      file: "test/scenarios/references.test.ts",
      test: "is bound under another plan to what it stands for, which approvers see and the run may use",
    },
    commit: "e3c35c7",
  },
  {
    id: "K7",
    says: "changes that cannot be changed back are not known",
    shownBy: {
      file: "test/resources/service-spec.test.ts",
      test: "has the properties that cannot be changed back of types without a row",
    },
    commit: settled,
  },
  {
    id: "K10",
    says: "the events of a large operation hide its beginning",
    shownBy: {
      file: "test/ports/shared/stack-events.test.ts",
      test: "are read back to where the last operation began, however many resources it touched",
    },
    commit: settled,
  },
  {
    id: "K11",
    says: "buckets are listed without pages",
    shownBy: { file: "test/ports/finder/buckets.test.ts", test: "buckets are listed page by page" },
    commit: settled,
  },
  {
    id: "K12",
    says: "the looks of all steps are one budget",
    shownBy: {
      file: "test/shared-use-cases/patience.test.ts",
      test: "the looks of a child are enough for a hundred stacks of three minutes, and for fifteen of half an hour",
    },
    commit: pauses,
  },
  {
    id: "K14",
    says: "a protected database whose creation failed cannot be rolled back",
    shownBy: {
      file: reference,
      test: "the database is made last in its stack: no later failure has to delete a protected one",
    },
    commit: read,
  },
  {
    id: "K15",
    says: "an update that completes and orphans the old resource",
    shownBy: {
      file: onAws,
      test: "what an update replaced and could not delete is told, although the update is complete",
    },
    commit: settled,
  },
  {
    id: "K16 alias",
    says: "an alias of a stack answers for it",
    shownBy: {
      file: "test/ports/shared/stack-events.test.ts",
      test: "a stack that answers to an alias is not the one that was asked for",
    },
    commit: settled,
  },
  {
    id: "K17",
    says: "details of MFA, KMS and task definitions",
    shownBy: {
      file: "test/resources/serving.test.ts",
      test: "a bucket under aws:kms:dsse is asked whether a key of the customer's encrypts it: held",
    },
    commit: worst,
    instead: "an inactive task definition is gone: it can start nothing, and costs nothing",
  },
  {
    id: "N1",
    says: "a transaction that is cancelled for its rate fails the run",
    shownBy: { file: passing, test: "a transaction that is cancelled for its rate alone is asked for again" },
    commit: worst,
  },
  {
    id: "N2",
    says: "an event that the bus refuses for its rate, inside a success, fails the run",
    shownBy: {
      file: "test/ports/bus/aws.test.ts",
      test: "an event that is refused inside a success with ThrottlingException is Throttled",
    },
    commit: worst,
  },
  {
    id: "N3",
    says: "a run whose execution Step Functions does not find yet is taken over while it works",
    shownBy: {
      file: "test/functions/sweep/recover-run.test.ts",
      test: "is left alone while it writes entries, although Step Functions does not find its execution yet",
    },
    commit: worst,
  },
  {
    id: "N4",
    says: "the interfaces of endpoints in a network that the plan keeps are left: every rejected production is quarantined",
    shownBy: {
      file: kept,
      test: "leaves alone the interface of an endpoint in the network that the plan keeps",
    },
    commit: worst,
  },
  {
    id: "N5",
    says: "the automated snapshots of a database that the plan keeps are left: the nightly one, too",
    shownBy: { file: kept, test: "leaves alone the automated snapshots of the database that the plan keeps" },
    commit: worst,
  },
  {
    id: "N6",
    says: "ingress that was just opened again, and is not found yet, is closed as more than was released",
    shownBy: {
      file: "test/scenarios/live-production.test.ts",
      test: "is not closed again because AWS does not find yet what was just opened",
    },
    commit: reopened,
  },
  {
    id: "N7",
    says: "a gate that describes some hundred resources fails when a quarter of the requests is refused",
    shownBy: { file: plane, test: "every function sends a request six times before it gives up" },
    commit: "ATTEMPTSCOMMIT",
  },
];
