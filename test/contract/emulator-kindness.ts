import type { EmulatorRow } from "./emulator.ts";

const states = "test/statemachines/statemachines.test.ts";
const plane = "test/control-plane/control-plane.test.ts";

/** What the emulator lets pass, leaves out or answers early, where AWS refuses, does, or waits. */
export const kindnesses: readonly EmulatorRow[] = [
  {
    question: "the children of an execution that is stopped",
    emulator: "go on",
    aws: "are stopped as well, as far as Step Functions can",
    source: "Step Functions developer guide, Service integration patterns, Run a Job (.sync)",
    test: {
      file: "test/scenarios/recovery.test.ts",
      title: "has its epoch raised first, and then its children stopped by name",
    },
  },
  {
    question: "the execution of a child under a name that is taken",
    emulator: "runs again, and counts as success",
    aws: "fails: StepFunctions.ExecutionAlreadyExistsException",
    source: "Step Functions API reference, StartExecution, Errors",
    test: { file: states, title: "every child has the name by which a recovery stops it" },
  },
  {
    question: "a definition that is no state machine",
    emulator: "is accepted",
    aws: "InvalidDefinition",
    source: "Step Functions API reference, CreateStateMachine, Errors",
    test: { file: "test/assurance/prove/prove.test.ts", title: "an unknown state" },
  },
  {
    question: "a Choice that nothing matches",
    emulator: "States.NoChoiceMatched, which a Catch would see",
    aws: "ends the execution: a Choice has no Catch",
    source: "Step Functions developer guide, Choice workflow state",
    test: { file: "test/assurance/prove/prove.test.ts", title: "a Choice without Default" },
  },
  {
    question: "redriving an execution that has ended",
    emulator: "the call is unknown (InvalidAction)",
    aws: "goes on from the state that failed",
    source: "Step Functions API reference, RedriveExecution",
    test: {
      file: plane,
      title: "no function may redrive an ended run, and only the sweep stops children",
    },
  },
  {
    question: "the roles of state machines, and the leading keys of items",
    emulator: "are not asked, even where IAM is enforced",
    aws: "are asked for every call, and for each item of a transaction",
    source: "DynamoDB developer guide, Using IAM with DynamoDB transactions",
    test: {
      file: "test/assurance/iam/iam.test.ts",
      title: "items of the table that a function may no longer write are missed",
    },
  },
  {
    question: "an e-mail subscription",
    emulator: "is confirmed at once",
    aws: "is pending until the person opens its link",
    source: "SNS API reference, Subscribe",
    test: {
      file: "test/scenarios/gate-decisions.test.ts",
      title: "because an approver never confirmed that mails arrive",
    },
  },
  {
    question: "the subject of a mail with more than 100 characters or a line break",
    emulator: "is accepted",
    aws: "InvalidParameter",
    source: "SNS API reference, Publish, Subject",
    test: {
      file: "test/mails/invitation.test.ts",
      title: "has a subject that leads with the matter, ends with gate and run, and that SNS accepts",
    },
  },
  {
    question: "what CloudFormation made, asked of Cloud Control",
    emulator: "is not found: it keeps a list of its own",
    aws: "is read from its service",
    source: "Cloud Control API user guide, What is Cloud Control API",
    test: {
      file: "test/scenarios/cloud-control.test.ts",
      title: "is unproven when it is not found and was never read while it stood",
    },
  },
  {
    question: "the encryption of a bucket that a template makes",
    emulator: "AES256, whatever the template says",
    aws: "the key that the template names",
    source: "CloudFormation template reference, AWS::S3::Bucket, BucketEncryption",
    test: {
      file: "test/resources/serving.test.ts",
      title: "a bucket under AES256 is asked whether a key of the customer's encrypts it: broken",
    },
  },
  {
    question: "the access logging of a bucket",
    emulator: "is not kept: the sandbox's settings waive it",
    aws: "is kept, and none is none",
    source: "S3 API reference, GetBucketLogging",
    test: {
      file: "test/resources/serving.test.ts",
      title: "a bucket that receives access logs is not asked for its own",
    },
  },
  {
    question: "a bucket whose template asks for an object lock",
    emulator: "has none: the sandbox locks it by a call of its own",
    aws: "is locked from its creation on",
    source: "CloudFormation template reference, AWS::S3::Bucket, ObjectLockEnabled",
    test: {
      file: "test/control-plane/records.test.ts",
      title: "the second copy is locked as the settings say: seven years, which no one can shorten",
    },
  },
  {
    question: "the import of an export that is not there",
    emulator: "is found while the stack is made",
    aws: "is found while the change set is made",
    source: "CloudFormation user guide, Fn::ImportValue",
    test: {
      file: "test/functions/open-run/refusal.test.ts",
      title: "when it imports what neither it nor the account exports, and not when the account does",
    },
  },
  {
    question: "what changes because another stack's export does",
    emulator: "no change set shows it",
    aws: "the change set of the stack that imports shows it only once the export has changed",
    source: "CloudFormation user guide, Update CloudFormation stacks using change sets",
    test: {
      file: "test/functions/open-gate/steps-shown.test.ts",
      title: "is shown with what changes because an earlier step's export does",
    },
  },
  {
    question: "the targets of a target group, and a service's tasks",
    emulator: "there are no targets, and as many tasks run as are wanted",
    aws: "are registered, become healthy or not, and are drained",
    source: "Elastic Load Balancing user guide, Health checks for Network Load Balancer target groups",
    test: { file: "test/domain/check/probes.test.ts", title: "target-health" },
  },
  {
    question: "the cookies of a request",
    emulator: "are in its headers only",
    aws: "are in `cookies`, apart from the headers",
    source: "API Gateway developer guide, Working with AWS Lambda proxy integrations for HTTP APIs",
    test: {
      file: "test/functions/show-invitation/show-invitation.test.ts",
      title: "again leaves the browser the cookie that it has",
    },
  },
  {
    question: "the boundary of a role, in the list of all roles",
    emulator: "is not told",
    aws: "is told",
    source: "IAM API reference, GetAccountAuthorizationDetails, RoleDetail",
    test: {
      file: "test/ports/inspector/together.test.ts",
      title: "are described with fewer requests, and as each is by itself",
    },
  },
  {
    question: "log groups that are asked for by their names",
    emulator: "the first fifty of all log groups, whatever their names",
    aws: "those log groups",
    source: "CloudWatch Logs API reference, DescribeLogGroups, logGroupIdentifiers",
    test: { file: "test/ports/inspector/together.test.ts", title: "are told apart from one that is gone" },
  },
];
