import { commits, type Finding, tests } from "./finding.ts";

/** Findings about the control plane, its roles and the main job, in the paper's order of work. Some belong to both papers. */
export const findingsAboutControlPlane: readonly Finding[] = [
  {
    id: "A1",
    says: "drift detection needs DetectStackResourceDrift and the reads of every resource",
    shownBy: {
      file: "test/simulator/environment-accounts.test.ts",
      test: "drift is detected under the lookup-role, if it may detect that of every resource",
    },
    commit: commits.drift,
  },
  {
    id: "A1 denied",
    says: "a permission that is missing at a confirmation tears down what is well",
    shownBy: { file: tests.confirm, test: "is not torn down while a permission to look is missing" },
    commit: commits.pauses,
  },
  {
    id: "A10 W7",
    says: "a state that passes at a gate, hours later, rolls back",
    shownBy: { file: tests.confirm, test: "has ten minutes of its own to settle" },
    commit: commits.drift,
  },
  {
    id: "A10 states",
    says: "a nightly backup is not a broken database",
    shownBy: { file: "test/resources/serving.test.ts", test: "a database serves while it is backing-up" },
    commit: commits.read,
  },
  {
    id: "A9 B6 text",
    says: "GetTemplate tells ? for every character outside ASCII",
    shownBy: { file: tests.rules, test: "is refused in a template and a parameter, and carried in a tag" },
    commit: commits.told,
  },
  {
    id: "A9 baseline",
    says: "a baseline is restored with the ? in it",
    shownBy: {
      file: tests.onAws,
      test: "cannot be updated if Interlock did not deploy it: it could not be put back",
    },
    commit: commits.told,
  },
  {
    id: "A7",
    says: "a parameter of an SSM type is told by its name",
    shownBy: { file: tests.onAws, test: "a parameter whose value is read from SSM stands by its name" },
    commit: commits.told,
  },
  {
    id: "A3 B3",
    says: "a task cannot pull its image: no way to S3",
    shownBy: {
      file: tests.reach,
      test: "the tasks of production (full) pull their image, read S3 and write their logs",
    },
    commit: commits.read,
  },
  {
    id: "A8 B14",
    says: "production is released and unreachable",
    shownBy: { file: tests.reach, test: "clients reach production (full) through its ingress" },
    commit: commits.read,
  },
  {
    id: "A11",
    says: "CloudWatch Logs may not use production's key",
    shownBy: {
      file: tests.reach,
      test: "CloudWatch Logs may use production's key for log groups of its own account and region",
    },
    commit: commits.read,
  },
  {
    id: "A2 B5",
    says: "the bucket of access logs is asked for its own access log",
    shownBy: {
      file: "test/resources/serving.test.ts",
      test: "a bucket that receives access logs is not asked for its own",
    },
    commit: commits.read,
  },
  {
    id: "A4",
    says: "the reference app is synthesised with an image of 64 zeros",
    shownBy: {
      file: tests.reference,
      test: "ECS can pull an image by its digest alone, and not the one that an emulator gets by",
    },
    commit: commits.settled,
  },
  {
    id: "A5 A6 B4 D1",
    says: "what CloudFormation's role lacks: service-linked roles, hosted zones, the lists of a role's policies, tags",
    shownBy: {
      file: tests.plane,
      test: "no function may change anything of CloudFormation's in the control plane's account",
    },
    commit: commits.accounts,
    instead:
      "the bootstrap's roles take the place of ours: an administrator of the environment's account only",
  },
  {
    id: "B1",
    says: "none of the alarms can reach anybody",
    shownBy: { file: tests.plane, test: "can be published: its topic and the topic's key admit CloudWatch" },
    commit: commits.alarms,
  },
  {
    id: "B2",
    says: "a change of development takes over the account",
    shownBy: {
      file: tests.plane,
      test: "only the functions of one environment may assume a role that changes stacks, publishes files or empties buckets",
    },
    commit: commits.accounts,
  },
  {
    id: "B7 events",
    says: "an event at which its function fails is discarded without a word",
    shownBy: {
      file: "test/control-plane/edges.test.ts",
      test: "an event at which its function fails each time is kept as well, and not tried for ever",
    },
    commit: commits.alarms,
  },
  {
    id: "C1",
    says: "the directory outgrows the 4 KB of a function's environment, and of a stack's output",
    shownBy: {
      file: "test/control-plane/directory.test.ts",
      test: "a directory of forty people fits: Lambda takes 4 KB of variables",
    },
    commit: "54628f4",
  },
  {
    id: "C2",
    says: "a first deployment that failed cannot be repeated",
    shownBy: {
      file: tests.plane,
      test: "what a first deployment leaves when it fails does not refuse the second one",
    },
    commit: commits.alarms,
  },
  {
    id: "D2",
    says: "two writers of one object at the same moment: 409",
    shownBy: {
      file: "test/ports/shared/objects.test.ts",
      test: "is tried again when two writers come at the same moment",
    },
    commit: commits.throttled,
  },
  {
    id: "D3",
    says: "an object that is not there is 403, not 404, to those who may not list",
    shownBy: {
      file: "test/ports/shared/objects.test.ts",
      test: "what is not there is not found, although S3 denies it to those who may not list",
    },
    commit: commits.settled,
  },
  {
    id: "D4 D5 K16",
    says: "partition, region and addresses are literal",
    shownBy: {
      file: "test/control-plane/partition.test.ts",
      test: "the control plane's code names no partition and no region: they come from its stack",
    },
    commit: commits.told,
  },
  {
    id: "D7",
    says: "trust policies do not name the account that a service acts for",
    shownBy: { file: tests.plane, test: "Step Functions acts as a machine's role for this account only" },
    commit: commits.alarms,
  },
  {
    id: "D6",
    says: "every writer may write every item of the table",
    shownBy: {
      file: tests.plane,
      test: "no function may delete an entry or a decision, and none may write items of the table without naming them",
    },
    commit: "d6c82a0",
  },
  {
    id: "D8",
    says: "a deployment changes the code under a run that waits",
    shownBy: {
      file: "test/command-line/commands/deploy.test.ts",
      test: "a deployment is refused while a run is open, and names it, before anything is synthesised",
    },
    commit: "58c12b2",
  },
  {
    id: "D9",
    says: "a grant that nothing uses",
    shownBy: {
      file: tests.plane,
      test: "no function may list what a bucket holds, but for the versions of the second copies",
    },
    commit: commits.accounts,
  },
  {
    id: "D11",
    says: "submitters and operators have no policy of their own",
    shownBy: {
      file: "test/assurance/iam/operating.test.ts",
      test: "every operator's command works for somebody who has the operators' policy alone",
    },
    commit: "0d28706",
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
    commit: commits.settled,
  },
  {
    id: "D14",
    says: "the balancer's access logs in regions of before August 2022",
    shownBy: {
      file: tests.reach,
      test: "the balancer of production may write its access logs in every Region",
    },
    commit: "d2e0696",
  },
  {
    id: "D15",
    says: "a link in a notification unsubscribes an approver",
    shownBy: {
      file: "test/ports/subscriptions/aws.test.ts",
      test: "is made so that no mail scanner can end the subscription",
    },
    commit: commits.alarms,
  },
];
