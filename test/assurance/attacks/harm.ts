import type { Finding } from "./attack.ts";

/** What an attacker would do to a resource of each type, and the finding that it belongs to. */
export const harm: Readonly<Record<string, readonly [Finding, readonly string[]]>> = {
  "AWS::SNS::Topic": [
    1,
    [
      "sns:Subscribe",
      "sns:Publish",
      "sns:AddPermission",
      "sns:SetTopicAttributes",
      "sns:ListSubscriptionsByTopic",
      "sns:DeleteTopic",
    ],
  ],
  "AWS::KMS::Key": [
    2,
    [
      "kms:Sign",
      "kms:Decrypt",
      "kms:GenerateMac",
      "kms:PutKeyPolicy",
      "kms:CreateGrant",
      "kms:DisableKey",
      "kms:ScheduleKeyDeletion",
    ],
  ],
  "AWS::IAM::Role": [
    2,
    ["sts:AssumeRole", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePolicy"],
  ],
  "AWS::Lambda::Function": [
    2,
    [
      "lambda:InvokeFunction",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
      "lambda:AddPermission",
    ],
  ],
  "AWS::StepFunctions::StateMachine": [
    2,
    [
      "states:StartExecution",
      "states:StopExecution",
      "states:UpdateStateMachine",
      "states:SendTaskSuccess",
      "states:RedriveExecution",
    ],
  ],
  "AWS::Events::EventBus": [2, ["events:PutEvents", "events:PutRule", "events:PutPermission"]],
  "AWS::SQS::Queue": [
    2,
    ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:SetQueueAttributes", "sqs:PurgeQueue"],
  ],
  "AWS::DynamoDB::GlobalTable": [
    14,
    [
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutResourcePolicy",
      "dynamodb:RestoreTableToPointInTime",
    ],
  ],
  "AWS::S3::Bucket": [
    16,
    [
      "s3:PutBucketPolicy",
      "s3:DeleteBucket",
      "s3:PutLifecycleConfiguration",
      "s3:GetObject",
      "s3:PutObject",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:PutObjectRetention",
      "s3:BypassGovernanceRetention",
    ],
  ],
};

/** What only some of our own functions may do, and which: each other one, taken over, tries it. */
export const reserved: readonly {
  readonly finding: Finding;
  readonly what: string;
  readonly action: string;
  readonly type: string;
  readonly like?: RegExp;
  readonly may: readonly string[];
}[] = [
  { finding: 1, what: "subscribes to a topic", action: "sns:Subscribe", type: "AWS::SNS::Topic", may: [] },
  { finding: 1, what: "opens a topic", action: "sns:SetTopicAttributes", type: "AWS::SNS::Topic", may: [] },
  {
    finding: 2,
    what: "signs receipts",
    action: "kms:Sign",
    type: "AWS::KMS::Key",
    like: /SigningKey/,
    may: ["sign-receipt"],
  },
  {
    finding: 2,
    what: "signs decisions",
    action: "kms:Sign",
    type: "AWS::KMS::Key",
    like: /DecisionKeysDecision/,
    may: ["decide"],
  },
  { finding: 2, what: "rewrites a key's policy", action: "kms:PutKeyPolicy", type: "AWS::KMS::Key", may: [] },
  {
    finding: 2,
    what: "replaces a function's code",
    action: "lambda:UpdateFunctionCode",
    type: "AWS::Lambda::Function",
    may: [],
  },
  {
    finding: 2,
    what: "redrives an execution",
    action: "states:RedriveExecution",
    type: "AWS::StepFunctions::StateMachine",
    may: [],
  },
  {
    finding: 14,
    what: "deletes the table",
    action: "dynamodb:DeleteTable",
    type: "AWS::DynamoDB::GlobalTable",
    may: [],
  },
  { finding: 16, what: "hides a record", action: "s3:DeleteObject", type: "AWS::S3::Bucket", may: [] },
  {
    finding: 16,
    what: "deletes a version of a record",
    action: "s3:DeleteObjectVersion",
    type: "AWS::S3::Bucket",
    may: [],
  },
  { finding: 16, what: "overwrites a record", action: "s3:PutObject", type: "AWS::S3::Bucket", may: [] },
  {
    finding: 16,
    what: "shortens a retention",
    action: "s3:PutObjectRetention",
    type: "AWS::S3::Bucket",
    may: [],
  },
];
