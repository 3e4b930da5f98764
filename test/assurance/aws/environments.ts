import { commits, type Finding, tests } from "./finding.ts";

/** Findings about environments, checks and rollback, in the paper's order of work. */
export const findingsAboutEnvironments: readonly Finding[] = [
  {
    id: "B6 K1",
    says: "what a stack tells of its drift is somebody's last detection, begun and not ended",
    shownBy: { file: tests.confirm, test: "is not judged by a detection that someone else began" },
    commit: commits.drift,
  },
  {
    id: "K2",
    says: "what AWS completes is reported as drift",
    shownBy: {
      file: tests.confirm,
      test: "is valid when only that differs which AWS completed when it was created",
    },
    commit: commits.drift,
  },
  {
    id: "B6 pause",
    says: "a confirmation without an answer tears down what is well",
    shownBy: {
      file: tests.confirm,
      test: "is not torn down while CloudFormation cannot tell: the run pauses, and looks less and less often",
    },
    commit: commits.pauses,
  },
  {
    id: "B6 detection",
    says: "a detection that failed is asked about again and again, and stays failed",
    shownBy: { file: tests.confirm, test: "is valid again as soon as CloudFormation can tell" },
    commit: commits.pauses,
  },
  {
    id: "B5 W8",
    says: "only CloudFormation's throttling is waited for",
    shownBy: { file: tests.passing, test: "every client of a port is one that throws Throttled" },
    commit: commits.throttled,
  },
  {
    id: "W8 rate",
    says: "everything is described at once",
    shownBy: {
      file: "test/domain/few-at-a-time.test.ts",
      test: "does at most ten things at a time, and keeps their order",
    },
    commit: commits.drift,
  },
  {
    id: "W9",
    says: "what is still listed just after its deletion counts as left",
    shownBy: {
      file: tests.gone,
      test: "does not believe that something stays which AWS only lists a little longer",
    },
    commit: commits.read,
  },
  {
    id: "description",
    says: "a change of a description alone is never deployed, and never stands as declared",
    shownBy: {
      file: tests.onAws,
      test: "a step of which only the description changed stands as declared, as it was before",
    },
    commit: commits.told,
  },
  {
    id: "B15",
    says: "an export in use cannot be dropped",
    shownBy: { file: tests.onAws, test: "cannot be dropped, which is said before CloudFormation is asked" },
    commit: commits.told,
  },
  {
    id: "K8",
    says: "a deletion that an export holds is asked for again for hours, without a reason",
    shownBy: {
      file: "test/domain/rollback/next-rollback-move.test.ts",
      test: "fails at once when an export in use holds it",
    },
    commit: commits.told,
  },
  {
    id: "B13",
    says: "a stack that was once imported into is left to people for ever",
    shownBy: { file: tests.onAws, test: "a stack that was once imported into is updated like any other" },
    commit: commits.told,
  },
  {
    id: "K3",
    says: "the reason of early validation is only in DescribeEvents",
    shownBy: { file: tests.onAws, test: "what early validation found is the reason of the outcome" },
    commit: commits.told,
  },
  {
    id: "K4",
    says: "a stack deployed in mode EXPRESS is complete and not ready",
    shownBy: {
      file: tests.onAws,
      test: "a stack that was deployed in mode EXPRESS is no state to go back to",
    },
    commit: commits.told,
  },
  {
    id: "W10 D10",
    says: "preserved logs are the oldest, and only those of the part logging",
    shownBy: {
      file: tests.logs,
      test: "are the newest, and recorded as incomplete, when there are too many",
    },
    commit: commits.read,
  },
  {
    id: "W10 since",
    says: "preserved logs begin days before production was changed",
    shownBy: { file: tests.logs, test: "are not those of the days for which people decided before" },
    commit: commits.read,
  },
  {
    id: "B8",
    says: "a bucket's per-key errors are ignored",
    shownBy: {
      file: "test/ports/buckets/aws.test.ts",
      test: "an object under legal hold is an outcome that names it, not another try",
    },
    commit: commits.read,
  },
  {
    id: "B7 B8 names",
    says: "a bucket that may not be emptied ends the whole rollback",
    shownBy: {
      file: "test/ports/buckets/aws.test.ts",
      test: "a bucket that nobody may look into counts as full, and emptying it says why",
    },
    commit: commits.read,
  },
  {
    id: "W1",
    says: "exposure of nothing is closed",
    shownBy: {
      file: tests.closed,
      test: "is not given where nothing tells whether it can be reached: a topic whose policy cannot be seen",
    },
    commit: commits.read,
  },
  {
    id: "W2",
    says: "types without a probe are skipped",
    shownBy: {
      file: tests.closed,
      test: "is not given where nothing tells whether it can be reached: a type without a reading",
    },
    commit: commits.read,
  },
  {
    id: "W3",
    says: "what holds data is told by the part that a stack claims",
    shownBy: { file: tests.irreversible, test: "says so when it replaces data in whatever part" },
    commit: commits.read,
  },
  {
    id: "W3 door",
    says: "data in a part that a rollback tears down",
    shownBy: { file: tests.rules, test: "is refused: AWS::DynamoDB::Table" },
    commit: commits.read,
  },
  {
    id: "F8",
    says: "a log group is removed with its events",
    shownBy: { file: tests.irreversible, test: "says so when it removes a log group with its events" },
    commit: commits.read,
  },
  {
    id: "W4",
    says: "a malformed id counts as gone",
    shownBy: { file: tests.group, test: "with a malformed id is not gone" },
    commit: commits.read,
  },
  {
    id: "W5",
    says: "retained automated backups are never looked for",
    shownBy: {
      file: "test/ports/finder/retained-backups.test.ts",
      test: "are found by the name of their database",
    },
    commit: commits.read,
  },
  {
    id: "W6",
    says: "half of the internet, public ranges and prefix lists are not open",
    shownBy: { file: tests.group, test: "is open to half of the internet" },
    commit: commits.read,
  },
  {
    id: "W13",
    says: "network interfaces in an existing network are not looked for",
    shownBy: {
      file: "test/domain/rollback/implied.test.ts",
      test: "an interface serves the resource that its description names",
    },
    commit: commits.read,
  },
  {
    id: "W15",
    says: "log groups that services make by themselves are missed by the name scan",
    shownBy: { file: "test/domain/rollback/implied.test.ts", test: "an API implies its log group" },
    commit: commits.read,
  },
  {
    id: "F4",
    says: "policies that somebody attaches to a role by hand are not noticed",
    shownBy: {
      file: "test/ports/inspector/iam.test.ts",
      test: "a policy that somebody attaches by hand changes what is read of its role",
    },
    commit: commits.read,
  },
  {
    id: "F5",
    says: "a way in that cannot close by itself is waited for",
    shownBy: { file: tests.closed, test: "does not wait for a way in that cannot close by itself" },
    commit: commits.read,
  },
  {
    id: "B3 B2",
    says: "Container Insights makes a log group that nobody deletes",
    shownBy: {
      file: tests.reach,
      test: "the log group that Container Insights would make is declared before the cluster",
    },
    commit: commits.read,
  },
  {
    id: "K13",
    says: "production has other addresses after each release",
    shownBy: { file: tests.reach, test: "production's addresses reach nothing, and outlive its ingress" },
    commit: commits.read,
  },
  {
    id: "W11",
    says: "a stack for another account or region is deployed here",
    shownBy: { file: tests.rules, test: "a stack for another region: it would be deployed here" },
    commit: commits.door,
    instead: "refused at the door: stack-place",
  },
  {
    id: "W12",
    says: "nested stacks",
    shownBy: { file: tests.rules, test: "a nested stack: a change set shows nothing of what is inside" },
    commit: commits.door,
    instead: "refused at the door: nested-stacks",
  },
  {
    id: "B12",
    says: "transforms need another capability",
    shownBy: { file: tests.rules, test: "a transform: CloudFormation would demand another capability" },
    commit: commits.door,
    instead: "refused at the door: template-transform",
  },
  {
    id: "B9",
    says: "a deletion policy that keeps what a rollback destroys",
    shownBy: { file: tests.rules, test: "a database without a deletion policy: a snapshot would stay" },
    commit: commits.door,
    instead: "refused at the door: deletion-policy",
  },
  {
    id: "B10",
    says: "1,800 types without a proof that they are gone",
    shownBy: {
      file: "test/scenarios/cloud-control.test.ts",
      test: "is gone when an identifier is not found that was read while it stood",
    },
    commit: commits.general,
  },
  {
    id: "B11",
    says: "any CDK app with three Stages will do",
    shownBy: {
      file: tests.rules,
      test: "another plan than 21.03 binds mutable references and carries what is kept",
    },
    commit: commits.told,
    instead: "docs/your-application.md says what is carried and what is refused; roles are the bootstrap's",
  },
  {
    id: "W14",
    says: "a dependent is gone with another owner of the same type",
    shownBy: {
      file: tests.candidates,
      test: "belongs to the owner that its events name, and not to another of that type",
    },
    commit: commits.settled,
  },
  {
    id: "K5",
    says: "what a policy kept cannot be restored under its name",
    shownBy: {
      file: tests.undo,
      test: "takes back in, by its name, what a deletion policy kept when the update took it out",
    },
    commit: commits.settled,
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
    commit: commits.settled,
  },
  {
    id: "K10",
    says: "the events of a large operation hide its beginning",
    shownBy: {
      file: "test/ports/shared/stack-events.test.ts",
      test: "are read back to where the last operation began, however many resources it touched",
    },
    commit: commits.settled,
  },
  {
    id: "K11",
    says: "buckets are listed without pages",
    shownBy: { file: "test/ports/finder/buckets.test.ts", test: "buckets are listed page by page" },
    commit: commits.settled,
  },
  {
    id: "K12",
    says: "the looks of all steps are one budget",
    shownBy: {
      file: "test/shared-use-cases/patience.test.ts",
      test: "the looks of a child are enough for a hundred stacks of three minutes, and for fifteen of half an hour",
    },
    commit: commits.pauses,
  },
  {
    id: "K14",
    says: "a protected database whose creation failed cannot be rolled back",
    shownBy: {
      file: tests.reference,
      test: "the database is made last in its stack: no later failure has to delete a protected one",
    },
    commit: commits.read,
  },
  {
    id: "K15",
    says: "an update that completes and orphans the old resource",
    shownBy: {
      file: tests.onAws,
      test: "what an update replaced and could not delete is told, although the update is complete",
    },
    commit: commits.settled,
  },
  {
    id: "K16 alias",
    says: "an alias of a stack answers for it",
    shownBy: {
      file: "test/ports/shared/stack-events.test.ts",
      test: "a stack that answers to an alias is not the one that was asked for",
    },
    commit: commits.settled,
  },
  {
    id: "K17",
    says: "details of MFA, KMS and task definitions",
    shownBy: {
      file: "test/resources/serving.test.ts",
      test: "a bucket under aws:kms:dsse is asked whether a key of the customer's encrypts it: held",
    },
    commit: commits.attempts,
    instead: "an inactive task definition is gone: it can start nothing, and costs nothing",
  },
];
