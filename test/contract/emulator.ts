/** One question that the emulator answers otherwise than AWS. */
export type EmulatorRow = {
  readonly question: string;
  readonly emulator: string;
  readonly aws: string;
  /** Where AWS documents its answer, or who measured it. */
  readonly source: string;
  /** The test that does not trust the emulator: it runs on the simulated account, on templates, or on recorded answers. */
  readonly test: { readonly file: string; readonly title: string };
};

const onAws = "test/functions/provision-step/as-on-aws.test.ts";
const confirm = "test/functions/validate-environment/confirm-unchanged.test.ts";
const reach = "test/reference-environments/reachability.test.ts";

/**
 * What the emulator does otherwise and no contract case tries, because the emulator has nothing to try it on. What a case does
 * try stands in differences.ts.
 */
export const emulatorRows: readonly EmulatorRow[] = [
  {
    question: "the text of a template with a character outside ASCII",
    emulator: "as it was sent",
    aws: "? for each such character",
    source: "cloudformation-coverage-roadmap#814 and #1220; aws-cdk#10523",
    test: {
      file: onAws,
      title: "cannot be updated if Interlock did not deploy it: it could not be put back",
    },
  },
  {
    question: "the value of a parameter of an SSM type",
    emulator: "what it resolved to",
    aws: "the name, and ResolvedValue beside it",
    source: "CloudFormation API reference, Parameter",
    test: { file: onAws, title: "a parameter whose value is read from SSM stands by its name" },
  },
  {
    question: "dropping an export that another stack imports",
    emulator: "the update completes",
    aws: "the update fails",
    source: "CloudFormation user guide, Get exported outputs",
    test: { file: onAws, title: "cannot be dropped, which is said before CloudFormation is asked" },
  },
  {
    question: "drift detection",
    emulator: "ends at once, and reads without the caller's rights",
    aws: "takes minutes, is asked about by its id, and needs the reads of every resource",
    source: "CloudFormation user guide, Detect unmanaged configuration changes",
    test: {
      file: confirm,
      title: "is checked again when that takes longer, by the detections that were begun",
    },
  },
  {
    question: "what a stack tells of its drift",
    emulator: "its own last detection",
    aws: "the last one that anybody began, even of one resource",
    source: "CloudFormation API reference, StackDriftInformation",
    test: { file: confirm, title: "is not judged by a detection that someone else began" },
  },
  {
    question: "a resource right after its creation or deletion",
    emulator: "is seen, or not, at once",
    aws: "may be seen otherwise for minutes",
    source: "EC2 developer guide, Eventual consistency",
    test: {
      file: "test/functions/prove-rollback/prove-gone.test.ts",
      title: "does not believe that something stays which AWS only lists a little longer",
    },
  },
  {
    question: "too many requests",
    emulator: "there are never too many",
    aws: "Throttling, RequestLimitExceeded, SlowDown and others, by service",
    source: "the services' API references, common errors",
    test: {
      file: "test/ports/shared/passing-errors.test.ts",
      title: "every client of a port is one that throws Throttled",
    },
  },
  {
    question: "the state of a database",
    emulator: "available, always",
    aws: "backing-up every night, storage-optimization for hours",
    source: "RDS user guide, Viewing Amazon RDS DB instance status",
    test: { file: "test/resources/serving.test.ts", title: "a database serves while it is backing-up" },
  },
  {
    question: "DeleteObjects with a key under legal hold",
    emulator: "the object is deleted",
    aws: "200, and the key among Errors",
    source: "S3 API reference, DeleteObjects",
    test: {
      file: "test/ports/buckets/aws.test.ts",
      title: "an object under legal hold is an outcome that names it, not another try",
    },
  },
  {
    // The launcher checks that the role is passed and trusts CloudFormation. Its rights are computed, by type and operation.
    question: "CloudFormation's role without a right that a resource type needs",
    emulator: "the stack is deployed",
    aws: "the stack fails; each type's schema names the rights of its create, update, delete and read",
    source: "CloudFormation CLI user guide, Resource type schema, handlers",
    test: {
      file: "test/assurance/iam/iam.test.ts",
      title: "a bootstrap whose execution role may not create what a template has is found, by operation",
    },
  },
  {
    // The emulator's EventBridge and HTTP API invoke functions without asking their resource policies.
    question: "a function without a permission for the rule that invokes it",
    emulator: "is invoked",
    aws: "is not invoked",
    source: "Lambda developer guide, Viewing resource-based IAM policies in Lambda",
    test: {
      file: "test/assurance/iam/iam.test.ts",
      title: "a rule that may not invoke its function is found, and a permission for anybody's rules",
    },
  },
  {
    question: "a task that pulls its image",
    emulator: "runs at once, without network or image",
    aws: "needs ways to ECR's endpoints and to S3",
    source: "ECR user guide, Amazon ECR interface VPC endpoints",
    test: {
      file: reach,
      title: "the tasks of production (full) pull their image, read S3 and write their logs",
    },
  },
  {
    question: "a client that reaches a load balancer",
    emulator: "is not asked for a security group",
    aws: "the group must admit it; health checks follow outbound rules only",
    source: "Elastic Load Balancing user guide, Update the security groups for your Network Load Balancer",
    test: { file: reach, title: "clients reach production (full) through its ingress" },
  },
  {
    question: "the log group of Container Insights",
    emulator: "is never made",
    aws: "is made by ECS, outside every stack",
    source: "CloudWatch user guide, Container Insights",
    test: {
      file: reach,
      title: "the log group that Container Insights would make is declared before the cluster",
    },
  },
  {
    question: "a function's last lines",
    emulator: "are there at once",
    aws: "arrive later, and make a log group again that was deleted meanwhile",
    source: "Lambda developer guide, Sending Lambda function logs to CloudWatch Logs",
    test: {
      file: "test/scenarios/implied-log-groups.test.ts",
      title: "go with the function that a rollback deleted, also if its last lines make them again",
    },
  },
  {
    question: "the policy of a key that CloudWatch Logs uses",
    emulator: "is not evaluated",
    aws: "must allow the log group's encryption context",
    source: "CloudWatch Logs user guide, Encrypt log data in CloudWatch Logs using AWS KMS",
    test: {
      file: reach,
      title: "CloudWatch Logs may use production's key for log groups of its own account and region",
    },
  },
  {
    question: "public addresses in a template",
    emulator: "AWS::EC2::EIP is not supported: the reference environments leave it out there",
    aws: "an address that nothing wears reaches nothing, and outlives what wore it",
    source: "CloudFormation template reference, AWS::EC2::EIP",
    test: { file: reach, title: "production's addresses reach nothing, and outlive its ingress" },
  },
  {
    question: "retained automated backups",
    emulator: "the call is unknown (InvalidAction)",
    aws: "they stay, and cost, until somebody deletes them",
    source: "RDS user guide, Retaining automated backups",
    test: {
      file: "test/ports/finder/retained-backups.test.ts",
      title: "are found by the name of their database",
    },
  },
  {
    question: "early validation of a change set",
    emulator: "records no events of it",
    aws: "the reason is only in DescribeEvents",
    source: "CloudFormation user guide, Validate stack deployments",
    test: { file: onAws, title: "what early validation found is the reason of the outcome" },
  },
  {
    question: "the result of a detection of drift that failed, asked about again",
    emulator: "no detection fails",
    aws: "stays as it is: another detection has to be begun",
    source: "CloudFormation API reference, DescribeStackDriftDetectionStatus",
    test: { file: confirm, title: "is valid again as soon as CloudFormation can tell" },
  },
  {
    question: "an object that is not there, to those who may not list its bucket",
    emulator: "404 NoSuchKey",
    aws: "403 AccessDenied",
    source: "S3 API reference, GetObject, Permissions",
    test: {
      file: "test/ports/shared/objects.test.ts",
      title: "what is not there is not found, although S3 denies it to those who may not list",
    },
  },
  {
    question: "two writers of one key at the same moment, create-only",
    emulator: "one is told that the key exists",
    aws: "409 ConditionalRequestConflict: try again",
    source: "S3 user guide, How to prevent object overwrites with conditional writes",
    test: {
      file: "test/ports/shared/objects.test.ts",
      title: "is tried again when two writers come at the same moment",
    },
  },
  {
    question: "what an update replaced and cannot delete",
    emulator: "nothing is left behind",
    aws: "the update is complete, and only an event tells",
    source: "CloudFormation user guide, Understanding update behaviors of stack resources",
    test: {
      file: onAws,
      title: "what an update replaced and could not delete is told, although the update is complete",
    },
  },
  {
    question: "buckets and network interfaces that services still use during a deletion",
    emulator: "a full bucket is deleted, and nothing lingers",
    aws: "DELETE_FAILED, for twenty minutes and longer",
    source: 'CloudFormation user guide, "Delete stack fails"; Lambda developer guide, network interfaces',
    test: {
      file: "test/domain/rollback/next-rollback-move.test.ts",
      title: "that failed rests before the next one, and only then",
    },
  },
  {
    question: "a name longer than the resource takes",
    emulator: "is cut otherwise",
    aws: "the stack's and the resource's part are cut each",
    source: "KensioSoftware/yulin#1113 (measured)",
    test: {
      file: "test/ports/buckets/aws.test.ts",
      title: "a bucket that nobody may look into counts as full, and emptying it says why",
    },
  },
  {
    question: "an alarm whose topic has a policy of its own",
    emulator: "reaches the topic",
    aws: "is refused unless the policy admits CloudWatch",
    source: "SNS developer guide, Example cases for Amazon SNS access control",
    test: {
      file: "test/control-plane/control-plane.test.ts",
      title: "can be published: its topic and the topic's key admit CloudWatch",
    },
  },
  {
    question: "an event at which an asynchronous function fails three times",
    emulator: "is gone",
    aws: "is gone, unless the function has a destination for failures",
    source: "Lambda developer guide, Asynchronous invocation",
    test: {
      file: "test/control-plane/edges.test.ts",
      title: "an event at which its function fails each time is kept as well, and not tried for ever",
    },
  },
  {
    question: "a transaction that only meets too many requests",
    emulator: "there are never too many",
    aws: "TransactionCanceledException, with ThrottlingError among its reasons",
    source: "DynamoDB API reference, TransactWriteItems",
    test: {
      file: "test/ports/shared/passing-errors.test.ts",
      title: "a transaction that is cancelled for its rate alone is asked for again",
    },
  },
  {
    question: "an event for a bus that takes no more",
    emulator: "every event is taken",
    aws: "200, and the event among FailedEntryCount",
    source: "EventBridge API reference, PutEvents",
    test: {
      file: "test/ports/bus/aws.test.ts",
      title: "an event that is refused inside a success with ThrottlingException is Throttled",
    },
  },
  {
    question: "an execution that was just started",
    emulator: "is described at once",
    aws: "does not exist for a moment, and an ended one still runs",
    source: "Step Functions API reference, DescribeExecution and ListExecutions",
    test: {
      file: "test/functions/sweep/recover-run.test.ts",
      title: "is left alone while it writes entries, although Step Functions does not find its execution yet",
    },
  },
  {
    question: "the network interfaces of an interface endpoint",
    emulator: "none are made",
    aws: "one for each subnet, which stands in no stack and goes with the endpoint",
    source: "EC2 user guide, Requester-managed network interfaces",
    test: {
      file: "test/scenarios/kept-resources.test.ts",
      title: "leaves alone the interface of an endpoint in the network that the plan keeps",
    },
  },
  {
    question: "the automated snapshots of a database",
    emulator: "none are made",
    aws: "one right after creation and one every night, which stand in no stack",
    source: "RDS user guide, Introduction to backups",
    test: {
      file: "test/scenarios/kept-resources.test.ts",
      title: "leaves alone the automated snapshots of the database that the plan keeps",
    },
  },
  {
    question: "ingress that was just opened again",
    emulator: "is found at once",
    aws: "may not be found yet, and is not more than was released",
    source: "EC2 developer guide, Eventual consistency",
    test: {
      file: "test/scenarios/live-production.test.ts",
      title: "is not closed again because AWS does not find yet what was just opened",
    },
  },
  {
    question: "a check about what was just made",
    emulator: "is answered at once",
    aws: "has no answer until it is found",
    source: "EC2 developer guide, Eventual consistency",
    test: {
      file: "test/domain/check/judge.test.ts",
      title:
        "an environment is settling while a check has no answer because what was just made is not found yet",
    },
  },
  {
    question: "how often the SDK repeats what is refused for its rate",
    emulator: "nothing is ever refused",
    aws: "three times, unless AWS_MAX_ATTEMPTS says otherwise",
    source: "AWS SDKs and Tools reference guide, Retry behavior",
    test: {
      file: "test/control-plane/control-plane.test.ts",
      title: "every function sends a request six times before it gives up",
    },
  },
  {
    question: "the environment variables of a function, and an output of a stack",
    emulator: "as long as one likes",
    aws: "4 KB at most: all variables together, and each output",
    source: "Lambda developer guide, Lambda quotas; CloudFormation user guide, quotas",
    test: {
      file: "test/control-plane/directory.test.ts",
      title: "a directory of forty people fits: Lambda takes 4 KB of variables",
    },
  },
];
