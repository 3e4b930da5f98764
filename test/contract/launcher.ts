/** Something that the emulator does otherwise than AWS, and that the sandbox's launcher corrects. */
export type Correction = {
  /** The file of lib/sandbox/launcher. */
  readonly file: string;
  /** The function of the emulator that it replaces, or what it adds, as the file names it. */
  readonly name: string;
  readonly emulator: string;
  /** How it is behind the launcher. */
  readonly corrected: string;
  /** Where AWS documents it; – if it is no matter of AWS. */
  readonly source: string;
};

const iam = "iam_enforcement.py";

/** Everything that the launcher corrects. A test fails for a replaced function that is not here. */
export const corrections: readonly Correction[] = [
  {
    file: iam,
    name: "_resolve_condition_key",
    emulator:
      "aws:PrincipalArn of a session is the session's ARN; a plain connection is no secure transport; the namespace of a metric is not read",
    corrected:
      "it is the role's ARN; loopback counts as secure, because nothing leaves the machine; a metric counts as one of Interlock's namespace",
    source: "IAM user guide, AWS global condition context keys",
  },
  {
    file: iam,
    name: "extract_resource_arn",
    emulator: "states:SendTask* is asked for on every resource",
    corrected: "it is asked for on the machine that waits with the token",
    source: "aws-cdk#8486",
  },
  {
    file: iam,
    name: "build_canonical_headers",
    emulator:
      "the signature of a request over HTTP/2 does not match, because its `:authority` arrives as `host`",
    corrected: "both names hold the same value, so the signature matches",
    source: "RFC 9113, section 8.3.1",
  },
  {
    file: iam,
    name: "parse_policy_document",
    emulator: "each request parses every policy of its caller again, ReadOnlyAccess included: some 9 ms",
    corrected: "each text is parsed once",
    source: "–",
  },
  {
    file: iam,
    name: "_action_matches",
    emulator: "each request compares its action with thousands of patterns again",
    corrected: "an action is compared with a list of patterns once",
    source: "–",
  },
  {
    file: iam,
    name: "_execute_task",
    emulator: "no request says which machine runs",
    corrected: "the machine is known, for the row above",
    source: "–",
  },
  {
    file: iam,
    name: "_invoke_with_callback",
    emulator: "no token belongs to a machine",
    corrected: "a token belongs to the machine that waits with it, and to none afterwards",
    source: "–",
  },
  {
    file: iam,
    name: "handle_request",
    emulator: "whoever gives CloudFormation a role need not be allowed to pass it",
    corrected: "iam:PassRole is asked for, and the role has to exist and to trust CloudFormation",
    source: "CloudFormation user guide, AWS CloudFormation service role",
  },
  {
    file: "conditions.py",
    name: "_tokenize",
    emulator:
      "a query takes its condition apart again for each item: 2.1 ms of the processor for a run of 60 entries",
    corrected: "each condition is taken apart once: 0.5 ms",
    source: "–",
  },
  {
    file: "conditions.py",
    name: "_condition_syntax_error",
    emulator: "it looks for errors in the condition again for each item",
    corrected: "it looks through each condition once",
    source: "–",
  },
  {
    file: "log_patterns.py",
    name: "_compile_filter_pattern",
    emulator:
      "the question mark of an alternative is a wildcard, so that a pattern with alternatives finds nothing",
    corrected: "terms, phrases, alternatives and exclusions find the lines that they find on AWS",
    source: "CloudWatch Logs user guide, Filter pattern syntax for unstructured log events",
  },
  {
    file: "missing_types.py",
    name: "AWS::Logs::QueryDefinition",
    emulator: "CloudFormation does not know the type",
    corrected: "a stack with one deploys, and nothing is saved: only people would look at it",
    source: "CloudFormation template reference, AWS::Logs::QueryDefinition",
  },
  {
    file: "missing_types.py",
    name: "_cw_metric_alarm_record",
    emulator: "an alarm on an expression has no metric",
    corrected: "it watches the expression's first metric, because none is calculated",
    source: "CloudFormation template reference, AWS::CloudWatch::Alarm",
  },
  {
    file: "missing_types.py",
    name: "AWS::IAM::InstanceProfile",
    emulator: "the physical id of an instance profile is its ARN, under which IAM finds none",
    corrected: "it is its name, by which it is found, changed and deleted",
    source: "CloudFormation template reference, AWS::IAM::InstanceProfile, Return values",
  },
  {
    file: "own_requests.py",
    name: "guarded",
    emulator: "every request is answered, a foreign web page's too",
    corrected: "requests of this machine's own programs and pages only",
    source: "–",
  },
  {
    file: "pauses.py",
    name: "time",
    emulator: "an execution begins 150 ms after it was started",
    corrected: "it begins at once",
    source: "–",
  },
  {
    file: "pauses.py",
    name: "_drain_stderr_bounded",
    emulator:
      "each call of a function ends 5 ms after the line that it logged, in case that another one follows",
    corrected: "it ends 1 ms after it",
    source: "–",
  },
  {
    file: "pauses.py",
    name: "_is_aws_service_name",
    emulator: "the first request to a service that it lacks reads the models of all services, for 3.5 s",
    corrected: "it reads the model of that service",
    source: "–",
  },
  {
    file: "pushes.py",
    name: "_put_events",
    emulator: "there is no CodeCommit, and nobody may put its events",
    corrected: "the sandbox's git repository puts them with the account's set-up key, which no function has",
    source: "EventBridge user guide, Events from AWS services",
  },
  {
    file: "replacements.py",
    name: "_property_recreation",
    emulator:
      "in a change set, each change of most types may replace the resource, and then whatever refers to it",
    corrected: "AWS's specification of the types says what a change of each property does",
    source: "CloudFormation API reference, ResourceTargetDefinition, RequiresRecreation",
  },
  {
    file: "request_times.py",
    name: "_dispatch_service_request",
    emulator: "nothing tells how long a request took",
    corrected: "a profile reads it from a file; without a profile nothing is replaced",
    source: "–",
  },
];
