/** Why something is granted that no story uses. Names and ARNs are patterns. */
export type Reason = {
  readonly to: readonly string[];
  readonly action: readonly string[];
  readonly resource?: string;
  readonly why: string;
};

/** Every reason. One that no grant needs any more is an error of the suite. */
export const reasons: readonly Reason[] = [
  {
    to: ["*"],
    action: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"],
    why: "the port records reads every record, and records are no secret of one function from another",
  },
  {
    to: ["*"],
    action: ["dynamodb:ConditionCheckItem"],
    why: "whoever appends an entry may have it depend on the lease",
  },
  {
    to: ["close-run"],
    action: ["dynamodb:PutItem", "s3:PutObject"],
    why: "close-run writes the records of a run's end through the port that also appends entries",
  },
  {
    to: ["start-run"],
    action: ["s3:PutObject"],
    why: "start-run notes a superseded change in the control plane's own chain, whose copy watch-records makes",
  },
  {
    to: ["*"],
    action: ["kms:GetPublicKey"],
    why: "a public key is no secret: the ports signer and verifyingKeys read the ones that they need",
  },
  {
    to: ["resolve-quarantine-ENVIRONMENT"],
    action: ["access-analyzer:CheckNoPublicAccess"],
    why: "asked where a quarantined rollback closed ingress, to see that the policies there admit nobody: no story has one",
  },
  {
    to: ["open-gate", "show-runs"],
    action: ["kms:VerifyMac"],
    why: "a gate that is asked again verifies the links that it sent before, and the operators' page verifies the link of who looks",
  },
  {
    to: ["open-gate", "sweep", "resume-work", "lift-window", "adopt-commit", "open-run", "watch-records"],
    action: ["sns:Publish", "sns:ListSubscriptionsByTopic"],
    why: "who the people are is known when the function runs: it may reach the topic of each of them, and the operators'",
  },
  {
    to: ["close-run", "start-run"],
    action: ["states:DescribeExecution"],
    why: "asked when an execution of that name exists already, to adopt it",
  },
  {
    to: ["sweep"],
    action: ["states:DescribeExecution"],
    why: "asked when a child cannot be stopped, to see that it has ended",
  },
  {
    to: ["sweep"],
    action: ["dynamodb:DeleteItem"],
    resource: "*",
    why: "the sweep starts the change that waits when close-run died before it could",
  },
  {
    to: ["roll-back-step-*", "prove-rollback-*"],
    action: ["s3:PutObject"],
    why: "a list that is too long for an entry is kept beside it, by its digest",
  },
  {
    to: ["CommitDoorBuildRole*"],
    action: ["logs:*"],
    why: "the CDK's construct of a build adds them for a log group that is not there",
  },
  {
    to: ["open-gate"],
    action: ["dynamodb:BatchWriteItem"],
    why: "the links of a gate that is asked again are written together",
  },
  {
    to: ["watch-records"],
    action: ["s3:GetObject"],
    resource: "*/by-digest/*",
    why: "the port changes reads what it keeps; watch-records only keeps archives through it",
  },
  {
    to: ["deploy in *"],
    action: ["ssm:GetParameters"],
    why: "CloudFormation asks it as the caller when a template checks the version of its bootstrap",
  },
];

/** Operations that adapters have and that no function calls while the stories are played, with the reason. */
export const excusesOfCommands: Readonly<Record<string, string>> = {
  "sns ConfirmSubscription": "a person calls it at a terminal: interlock approvers confirm",
  "sns GetSubscriptionAttributes": "a person calls it at a terminal: interlock doctor",
  "secretsmanager GetSecretValue": "only with identity oidc, under a right that only that setting adds",
};

/** Services that may act for any account of AWS, with the reason. */
export const openServices: Readonly<Record<string, string>> = {
  "cloudwatch.amazonaws.com kms":
    "an alarm publishes under the key of the topic, and the topic's policy admits only alarms of this account; a condition that CloudWatch does not send to KMS would mute every alarm",
};
