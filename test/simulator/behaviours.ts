/** One behaviour of AWS that the simulated account has. */
export type Behaviour = {
  /** The service, by its name in the account. */
  readonly service: string;
  readonly behaviour: string;
  /** Where AWS documents it. */
  readonly source: string;
  /** The contract cases that show it, by what they say. */
  readonly shownBy: readonly string[];
};

/**
 * Every behaviour that the adapters, the definitions and the tests rely on. The contract suite fails for a row without
 * a case, and for a case without a row.
 */
export const behaviours: readonly Behaviour[] = [
  {
    service: "dynamodb",
    behaviour: "conditions are checked with the write, and see into documents, lists and numbers",
    source: "DynamoDB developer guide, Condition and filter expressions; Reserved words",
    shownBy: [
      "a put on condition that the item is missing is written once",
      "conditions look into documents, measure lists and compare numbers, but never across types",
      "a reserved word is refused unless an expression name stands for it",
    ],
  },
  {
    service: "dynamodb",
    behaviour: "a transaction is atomic, names the clause that failed, and is repeated safely by its token",
    source: "DynamoDB API reference, TransactWriteItems; CancellationReason",
    shownBy: [
      "a transaction is written whole or not at all, and its reasons say which clause failed",
      "a failed clause can return the item that it found",
      "a condition check holds a transaction without writing",
      "a transaction with two operations on one item is refused",
      "a transaction that is repeated with its token is written once",
    ],
  },
  {
    service: "dynamodb",
    behaviour: "an update of a missing item makes it",
    source: "DynamoDB developer guide, Update expressions",
    shownBy: ["an update creates a missing item; an update inside a missing document is refused"],
  },
  {
    service: "dynamodb",
    behaviour: "a query reads one partition in the order of its sort keys, in pages",
    source: "DynamoDB developer guide, Query operations; Paginating table query results",
    shownBy: [
      "a query reads one partition in order, backwards too, in pages",
      "a query reads from one key to another, both included",
    ],
  },
  {
    service: "dynamodb",
    behaviour: "a batch writes and deletes without conditions",
    source: "DynamoDB API reference, BatchWriteItem",
    shownBy: ["a batch puts and deletes; deleting a missing item is no error"],
  },
  {
    service: "s3",
    behaviour: "a put can be create-only",
    source: "S3 user guide, Conditional writes",
    shownBy: ["a create-only put is taken once"],
  },
  {
    service: "s3",
    behaviour: "a read of a missing object is NoSuchKey",
    source: "S3 API reference, GetObject, Errors",
    shownBy: ["reading a missing object is NoSuchKey"],
  },
  {
    service: "s3",
    behaviour: "every version stays readable, and a deletion without a version only hides",
    source: "S3 user guide, Versioning; Working with delete markers",
    shownBy: [
      "a put over an object leaves the version before it readable",
      "a delete marker hides an object and destroys nothing; a create-only put then succeeds again",
    ],
  },
  {
    service: "s3",
    behaviour: "versions are listed by key",
    source: "S3 API reference, ListObjectVersions",
    shownBy: ["versions are listed in the order of their keys, starting after a key that may be missing"],
  },
  {
    service: "s3",
    behaviour: "the list of versions shows each object's MD5 as its ETag",
    source: "S3 API reference, Object, ETag (SSE-S3)",
    shownBy: ["the ETag of an object that KMS does not encrypt is the MD5 of its bytes"],
  },
  {
    service: "s3",
    behaviour: "a version under retention cannot be deleted",
    source: "S3 user guide, Object Lock, compliance mode",
    shownBy: ["a locked version cannot be deleted"],
  },
  {
    service: "kms",
    behaviour: "a P-256 key signs a digest, and its public key verifies offline",
    source: "KMS API reference, Sign (ECDSA_SHA_256, MessageType DIGEST)",
    shownBy: ["the signature of a digest verifies offline with the public key, as that of the bytes"],
  },
  {
    service: "kms",
    behaviour: "a MAC verifies for its message alone; one that does not is KMSInvalidMacException",
    source: "KMS API reference, GenerateMac and VerifyMac",
    shownBy: [
      "a MAC of HMAC_SHA_256 has 32 bytes and verifies for its message alone; another message is KMSInvalidMacException",
    ],
  },
  {
    service: "cloudformation",
    behaviour: "a missing stack is a ValidationError, and deleting it is no error",
    source: "CloudFormation API reference, DescribeStacks, UpdateStack and DeleteStack, Errors",
    shownBy: [
      "a missing stack is a ValidationError that says so",
      "an update of a missing stack is refused",
      "deleting a missing stack is no error",
    ],
  },
  {
    service: "cloudformation",
    behaviour:
      "each event of an operation carries its ClientRequestToken, and a repeated token begins nothing",
    source: "CloudFormation API reference, CreateStack, ClientRequestToken; StackEvent",
    shownBy: [
      "a created stack is complete, and its last event carries our token",
      "an updated stack is complete under the new template, by our token",
      "repeating a creation with the same token creates nothing",
    ],
  },
  {
    service: "cloudformation",
    behaviour: "a name that is taken is refused",
    source: "CloudFormation API reference, CreateStack, Errors",
    shownBy: ["creating a stack under a taken name is AlreadyExistsException"],
  },
  {
    service: "cloudformation",
    behaviour: "a failed creation is rolled back to a stack that can only be deleted",
    source: "CloudFormation user guide, Stack status codes, ROLLBACK_COMPLETE",
    shownBy: ["a creation that fails is rolled back, and can only be deleted then"],
  },
  {
    service: "cloudformation",
    behaviour: "a deleted stack is described by its id for 90 days",
    source: "CloudFormation API reference, DescribeStacks; DescribeStackEvents",
    shownBy: ["a deleted stack is gone by name, and readable by id with its events and resources"],
  },
  {
    service: "cloudformation",
    behaviour: "a stack lists its resources with their types and ids",
    source: "CloudFormation API reference, ListStackResources",
    shownBy: ["the resources of a stack are listed with type and id"],
  },
  {
    service: "cloudformation",
    behaviour: "a resource with the policy Retain stays when its stack goes",
    source: "CloudFormation template reference, DeletionPolicy attribute",
    shownBy: ["a retained resource is skipped when its stack is deleted"],
  },
  {
    service: "cloudformation",
    behaviour: "a template has at least one resource",
    source: "CloudFormation user guide, Template sections, Resources",
    shownBy: ["a template without resources is refused"],
  },
  {
    service: "cloudformation",
    behaviour: "an update that changes no resource is none",
    source: "CloudFormation user guide, Template sections, Description, Metadata and Outputs; UpdateStack",
    shownBy: [
      "an update that would change nothing is refused in these words",
      "a description cannot be updated by itself",
    ],
  },
  {
    service: "cloudformation",
    behaviour: "the value of a NoEcho parameter is masked",
    source: "CloudFormation user guide, Parameters, NoEcho",
    shownBy: ["the value of a NoEcho parameter is never returned"],
  },
  {
    service: "cloudformation",
    behaviour: "a change set lists what it would do to each resource before it is executed",
    source: "CloudFormation API reference, DescribeChangeSet; ResourceChange, PolicyAction and Details",
    shownBy: [
      "a change set lists what it would do, and does it when executed",
      "a change set that would change nothing fails with these words",
      "a change set names the properties that change, and what happens to replaced resources",
    ],
  },
  {
    service: "cloudformation",
    behaviour: "termination protection and a bucket with objects keep a stack from being deleted",
    source:
      "CloudFormation user guide, Protect stacks from being deleted; Troubleshooting, Delete stack fails",
    shownBy: [
      "a stack with termination protection is not deleted",
      "a bucket that is not empty keeps its stack from being deleted",
    ],
  },
  {
    service: "cloudformation",
    behaviour: "an update can be cancelled while it goes on, and a failed rollback can be continued",
    source: "CloudFormation API reference, CancelUpdateStack; ContinueUpdateRollback",
    shownBy: [
      "a cancelled update leaves the earlier deployment in place",
      "a stack without an update under way refuses to cancel or roll back",
    ],
  },
  {
    service: "cloudformation",
    behaviour: "drift is detected on request, and takes its time",
    source: "CloudFormation API reference, DetectStackDrift; StackDriftInformation",
    shownBy: ["drift is unknown before its detection"],
  },
  {
    service: "lambda",
    behaviour: "an invocation answers JSON, and an error as data",
    source: "Lambda API reference, Invoke, FunctionError; Lambda developer guide, Node.js function errors",
    shownBy: [
      "an invoked function gets its event and answers as JSON",
      "an error that a function throws returns as Unhandled, with its name and message",
    ],
  },
  {
    service: "states",
    behaviour: "paths, intrinsic functions and choices are evaluated as the language defines",
    source: "Amazon States Language specification; Step Functions developer guide, Intrinsic functions",
    shownBy: [
      "a path, a format and a sum are put where the definition says",
      "a choice takes the first rule that holds, or else the default",
      "a Fail can take its error from the data",
    ],
  },
  {
    service: "states",
    behaviour: "an error of a task has its own name, and is caught by its matchers; States.Runtime is not",
    source: "Step Functions developer guide, Handling errors in workflows",
    shownBy: [
      "States.ALL catches what a function throws, and nothing of it is kept",
      "an error that a function throws has the error's own name",
      "a path that is missing ends the execution, and States.ALL does not catch it",
      "a task that takes too long is States.Timeout, which States.TaskFailed does not match",
      "a failing child is States.TaskFailed to its parent",
    ],
  },
  {
    service: "states",
    behaviour: "an execution is started once by its name, described, and stopped from outside",
    source: "Step Functions API reference, StartExecution, DescribeExecution and StopExecution",
    shownBy: [
      "the same name with the same input, while it runs, is the same execution",
      "the name of an ended execution stays taken",
      "describing an execution that was never started is ExecutionDoesNotExist",
      "a stopped execution is ABORTED at once",
      "stopping an execution that has ended changes nothing, whatever it answers",
    ],
  },
  {
    service: "states",
    behaviour: "a task token wakes its task once",
    source: "Step Functions developer guide, Wait for a callback with task token; SendTaskSuccess, Errors",
    shownBy: [
      "a task token wakes its task once; a second answer finds the task closed",
      "a function that throws while its token is waited for fails its state at once",
    ],
  },
];

/** The behaviours that the contract suite cannot show, and why. */
export const withoutCase: readonly (Omit<Behaviour, "shownBy"> & { readonly because: string })[] = [
  {
    service: "s3",
    behaviour: "the ETag of an object that KMS encrypts is not its MD5 (`S3.encryption`)",
    source: "S3 API reference, Object, ETag (SSE-KMS)",
    because: "an emulator encrypts nothing, so its ETags do not depend on the encryption of the bucket",
  },
];

/** The services of the account without a contract case, and why. */
export const withoutContract: Readonly<Record<string, string>> = {
  "access-analyzer": "the emulator has none: the sandbox waives what AWS says of policies",
  cloudcontrol:
    "the emulator's Cloud Control keeps resources of its own, so it shows nothing of those that CloudFormation makes",
  sns: "the adapters only publish and list subscriptions; people answer the mails",
  sts: "whether a session is given and what it may do is for IAM to say: test/simulator/accounts has tests of its own, and on the emulator every run depends on it",
  cloudwatch: "it accepts numbers and returns nothing",
  ecr: "one question, whether an image is there; its answers are in the API reference, and the sandbox waives it",
  codecommit: "the emulator has none; the adapter asks one question, whose answers are in the API reference",
  events: "it accepts events; what becomes of them is the bus's own work",
  secretsmanager: "it is asked for the version of a secret only",
  ssm: "it is asked for the version of a parameter only",
  describe:
    "it represents the two dozen services that describe resources: their adapters run on the emulator only",
};
