import { byPolicy, inWay, open, type Shape, shut } from "../shape.ts";

const blocked = (...four: readonly (boolean | undefined)[]) => {
  const [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets] = four;
  return { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets };
};
const block = (...four: readonly boolean[]) => ({
  GetPublicAccessBlock: { PublicAccessBlockConfiguration: blocked(...four) },
});
const instance = (more: object) => ({
  DescribeDBInstances: {
    DBInstances: [{ DBInstanceStatus: "available", PubliclyAccessible: false, ...more }],
  },
});
const cluster = (more: object) => ({
  DescribeDBClusters: { DBClusters: [{ Status: "available", ...more }] },
});
const shared = (Values: readonly string[]) => [{ AttributeName: "restore", AttributeValues: Values }];

/** Stores, keys and their policies. Source: the API reference of each service. */
export const stores: Readonly<Record<string, Shape>> = {
  "AWS::S3::Bucket": {
    id: "shop",
    stands: {
      GetBucketVersioning: {},
      ...block(true, true, true, true),
      GetBucketEncryption: "ServerSideEncryptionConfigurationNotFoundError",
      GetBucketLogging: {},
      GetBucketPolicy: "NoSuchBucketPolicy",
    },
    untold: { GetPublicAccessBlock: {} },
    absent: "NoSuchBucket",
    settings: [
      open("no block", {}, { GetPublicAccessBlock: "NoSuchPublicAccessBlockConfiguration" }),
      ...[0, 1, 2, 3].map((at) => {
        const four = [0, 1, 2, 3].map((one) => one !== at);
        return open(
          `all blocked but ${at + 1}`,
          { PublicAccessBlockConfiguration: blocked(...four) },
          block(...four),
        );
      }),
      shut("blocked", { PublicAccessBlockConfiguration: blocked(true, true, true, true) }),
      // A blocked bucket has no public policy: S3 ignores it (S3 user guide, "RestrictPublicBuckets").
      ...byPolicy(
        () => ({ PublicAccessBlockConfiguration: blocked(true, true, true, true) }),
        (Policy) => ({ GetBucketPolicy: { Policy } }),
      ).map((setting) => ({
        ...setting,
        name: `blocked, with a policy for ${setting.name}`,
        isPublic: false,
      })),
    ],
  },
  "AWS::DynamoDB::Table": {
    id: "shop",
    stands: { DescribeTable: { Table: { TableStatus: "ACTIVE" } }, DescribeContinuousBackups: {} },
    absent: "ResourceNotFoundException",
    settings: [],
  },
  "AWS::RDS::DBInstance": {
    id: "shop",
    stands: { ...instance({}), DescribeDBSnapshots: { DBSnapshots: [] } },
    untold: { DescribeDBInstances: { DBInstances: [{ DBInstanceStatus: "available" }] } },
    absent: "DBInstanceNotFoundFault",
    settings: [
      open("publicly accessible", { PubliclyAccessible: true }, instance({ PubliclyAccessible: true })),
      ...inWay(
        "a copy",
        open(
          "a snapshot for everyone",
          { PubliclyAccessible: false },
          {
            DescribeDBSnapshots: { DBSnapshots: [{ DBSnapshotIdentifier: "s-1" }] },
            DescribeDBSnapshotAttributes: {
              DBSnapshotAttributesResult: { DBSnapshotAttributes: shared(["all"]) },
            },
          },
        ),
      ),
      shut(
        "a snapshot for one account",
        { PubliclyAccessible: false },
        {
          DescribeDBSnapshots: { DBSnapshots: [{ DBSnapshotIdentifier: "s-1" }] },
          DescribeDBSnapshotAttributes: {
            DBSnapshotAttributesResult: { DBSnapshotAttributes: shared(["1"]) },
          },
        },
      ),
      shut("private", { PubliclyAccessible: false }),
    ],
  },
  "AWS::RDS::DBCluster": {
    id: "shop",
    stands: { ...cluster({}), DescribeDBClusterSnapshots: { DBClusterSnapshots: [] } },
    absent: "DBClusterNotFoundFault",
    settings: [
      open("publicly accessible", { PubliclyAccessible: true }, cluster({ PubliclyAccessible: true })),
      ...inWay(
        "a copy",
        open(
          "a snapshot for everyone",
          {},
          {
            DescribeDBClusterSnapshots: { DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: "s-1" }] },
            DescribeDBClusterSnapshotAttributes: {
              DBClusterSnapshotAttributesResult: { DBClusterSnapshotAttributes: shared(["all"]) },
            },
          },
        ),
      ),
      shut("private", {}),
    ],
  },
  "AWS::RDS::DBSubnetGroup": {
    id: "shop",
    stands: { DescribeDBSubnetGroups: { DBSubnetGroups: [{ SubnetGroupStatus: "Complete" }] } },
    absent: "DBSubnetGroupNotFoundFault",
    settings: [],
  },
  "AWS::RDS::DBParameterGroup": {
    id: "shop",
    stands: { DescribeDBParameterGroups: { DBParameterGroups: [{}] } },
    absent: "DBParameterGroupNotFoundFault",
    settings: [],
  },
  "AWS::RDS::DBSnapshot": {
    id: "shop-1",
    stands: { DescribeDBSnapshots: { DBSnapshots: [{ Status: "available" }] } },
    absent: "DBSnapshotNotFoundFault",
    settings: [],
  },
  "AWS::RDS::DBClusterSnapshot": {
    id: "shop-1",
    stands: { DescribeDBClusterSnapshots: { DBClusterSnapshots: [{ Status: "available" }] } },
    absent: "DBClusterSnapshotNotFoundFault",
    settings: [],
  },
  "AWS::RDS::AutomatedBackup": {
    id: "db-1",
    stands: { DescribeDBInstanceAutomatedBackups: { DBInstanceAutomatedBackups: [{ Status: "retained" }] } },
    absent: "DBInstanceAutomatedBackupNotFoundFault",
    settings: [],
  },
  "AWS::Logs::LogGroup": {
    id: "/shop",
    stands: { DescribeLogGroups: { logGroups: [{ logGroupName: "/shop" }] } },
    absent: { DescribeLogGroups: { logGroups: [{ logGroupName: "/shop2" }] } },
    settings: [],
  },
  "AWS::Kinesis::Stream": {
    id: "shop",
    stands: {
      DescribeStreamSummary: { StreamDescriptionSummary: { StreamStatus: "ACTIVE" } },
      GetResourcePolicy: { Policy: "{}" },
    },
    absent: "ResourceNotFoundException",
    settings: [
      ...byPolicy(
        () => ({}),
        (Policy) => ({ GetResourcePolicy: { Policy } }),
      ),
      shut("no policy", {}),
    ],
  },
  "AWS::KinesisFirehose::DeliveryStream": {
    id: "shop",
    stands: { DescribeDeliveryStream: { DeliveryStreamDescription: { DeliveryStreamStatus: "ACTIVE" } } },
    absent: "ResourceNotFoundException",
    settings: [],
  },
  "AWS::KMS::Key": {
    id: "k-1",
    stands: { DescribeKey: { KeyMetadata: { KeyId: "k-1", KeyState: "Enabled" } }, GetKeyPolicy: {} },
    untold: { GetKeyPolicy: {} },
    absent: "NotFoundException",
    settings: byPolicy(
      (KeyPolicy) => ({ KeyPolicy }),
      (Policy) => ({ GetKeyPolicy: { Policy } }),
    ),
  },
  "AWS::KMS::Alias": {
    id: "alias/shop",
    stands: { DescribeKey: { KeyMetadata: { KeyId: "k-1" } } },
    absent: "NotFoundException",
    settings: [],
  },
  "AWS::SecretsManager::Secret": {
    id: "arn:aws:secretsmanager:us-east-1:1:secret:s-1",
    stands: { DescribeSecret: { ARN: "s-1" }, GetResourcePolicy: {} },
    absent: "ResourceNotFoundException",
    settings: [
      ...byPolicy(
        () => ({}),
        (ResourcePolicy) => ({ GetResourcePolicy: { ResourcePolicy } }),
      ),
      shut("no policy", {}),
    ],
  },
  "AWS::SNS::Topic": {
    id: "arn:aws:sns:us-east-1:1:shop",
    stands: { GetTopicAttributes: { Attributes: {} } },
    untold: { GetTopicAttributes: { Attributes: {} } },
    absent: "NotFoundException",
    settings: byPolicy(
      () => ({}),
      (Policy) => ({ GetTopicAttributes: { Attributes: { Policy } } }),
    ),
  },
  "AWS::SQS::Queue": {
    id: "https://sqs.us-east-1.amazonaws.com/1/shop",
    stands: { GetQueueUrl: { QueueUrl: "https://sqs/1/shop" }, GetQueueAttributes: { Attributes: {} } },
    absent: "QueueDoesNotExist",
    settings: [
      ...byPolicy(
        () => ({}),
        (Policy) => ({ GetQueueAttributes: { Attributes: { Policy } } }),
      ),
      shut("no policy", {}),
    ],
  },
  "AWS::SSM::Parameter": {
    id: "/shop",
    stands: { DescribeParameters: { Parameters: [{ Name: "/shop", Type: "String" }] } },
    absent: { DescribeParameters: { Parameters: [] } },
    settings: [],
  },
  "AWS::IAM::Role": {
    id: "shop",
    stands: {
      GetRole: { Role: { Path: "/", AssumeRolePolicyDocument: "%7B%7D" } },
      ListRolePolicies: { PolicyNames: [] },
      ListAttachedRolePolicies: { AttachedPolicies: [] },
    },
    untold: { GetRole: { Role: { Path: "/" } } },
    absent: "NoSuchEntityException",
    settings: byPolicy(
      (AssumeRolePolicyDocument) => ({ AssumeRolePolicyDocument }),
      (text) => ({
        GetRole: { Role: { Path: "/", AssumeRolePolicyDocument: encodeURIComponent(text) } },
      }),
    ),
  },
  "AWS::IAM::User": {
    id: "shop",
    stands: {
      GetUser: { User: { UserName: "shop" } },
      ListUserPolicies: { PolicyNames: [] },
      ListAttachedUserPolicies: { AttachedPolicies: [] },
      ListGroupsForUser: { Groups: [] },
    },
    absent: "NoSuchEntityException",
    settings: [],
  },
  "AWS::IAM::Group": {
    id: "shop",
    stands: {
      GetGroup: { Group: { GroupName: "shop" } },
      ListGroupPolicies: { PolicyNames: [] },
      ListAttachedGroupPolicies: { AttachedPolicies: [] },
    },
    absent: "NoSuchEntityException",
    settings: [],
  },
  "AWS::IAM::ManagedPolicy": {
    id: "arn:aws:iam::1:policy/shop",
    stands: {
      GetPolicy: { Policy: { DefaultVersionId: "v1" } },
      GetPolicyVersion: { PolicyVersion: { Document: "%7B%7D" } },
    },
    absent: "NoSuchEntityException",
    settings: [],
  },
  "AWS::IAM::InstanceProfile": {
    id: "shop",
    stands: { GetInstanceProfile: { InstanceProfile: { Roles: [] } } },
    absent: "NoSuchEntityException",
    settings: [],
  },
  "AWS::CloudWatch::Alarm": {
    id: "shop",
    stands: { DescribeAlarms: { MetricAlarms: [{ AlarmName: "shop" }] } },
    absent: { DescribeAlarms: { MetricAlarms: [] } },
    settings: [],
  },
  "AWS::CloudWatch::Dashboard": {
    id: "shop",
    stands: { GetDashboard: { DashboardBody: "{}" } },
    absent: "ResourceNotFound",
    settings: [],
  },
  "AWS::Route53::HostedZone": {
    id: "Z1",
    stands: { GetHostedZone: { HostedZone: {} } },
    absent: "NoSuchHostedZone",
    settings: [],
  },
  "AWS::Route53::RecordSet": {
    id: "shop.example.com",
    stands: {
      ListHostedZones: { HostedZones: [{ Id: "Z1", Name: "example.com." }] },
      ListResourceRecordSets: { ResourceRecordSets: [{ Name: "shop.example.com.", Type: "A" }] },
    },
    absent: {
      ListHostedZones: { HostedZones: [{ Id: "Z1", Name: "example.com." }] },
      ListResourceRecordSets: { ResourceRecordSets: [] },
    },
    settings: [],
  },
};
