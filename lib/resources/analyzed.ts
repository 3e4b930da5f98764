/**
 * Types whose resource policy we read and IAM Access Analyzer judges, with the name under which it knows them. Source: IAM Access
 * Analyzer API reference, CheckNoPublicAccess, `resourceType`.
 */
export const analyzedTypes = {
  "AWS::Backup::BackupVault": "AWS::Backup::BackupVault",
  "AWS::CodeArtifact::Domain": "AWS::CodeArtifact::Domain",
  "AWS::EFS::FileSystem": "AWS::EFS::FileSystem",
  "AWS::IAM::Role": "AWS::IAM::AssumeRolePolicyDocument",
  "AWS::KMS::Key": "AWS::KMS::Key",
  "AWS::KMS::ReplicaKey": "AWS::KMS::Key",
  "AWS::Kinesis::Stream": "AWS::Kinesis::Stream",
  "AWS::Lambda::Function": "AWS::Lambda::Function",
  "AWS::S3::Bucket": "AWS::S3::Bucket",
  "AWS::SNS::Topic": "AWS::SNS::Topic",
  "AWS::SQS::Queue": "AWS::SQS::Queue",
  "AWS::SecretsManager::Secret": "AWS::SecretsManager::Secret",
} as const satisfies Readonly<Record<string, string>>;

/** The other names that IAM Access Analyzer knows, and what tells instead whether such a resource can be reached. */
export const notAnalyzed: Readonly<Record<string, string>> = {
  "AWS::ApiGateway::RestApi": "its endpoint tells: a private one is reached through VPC endpoints alone",
  "AWS::CloudTrail::Dashboard": "the type has no row: it is unread",
  "AWS::CloudTrail::EventDataStore": "the type has no row: it is unread",
  "AWS::DynamoDB::Stream": "it has no type of its own, and DynamoDB refuses a policy that names everyone",
  "AWS::DynamoDB::Table":
    "DynamoDB refuses a policy that names everyone (developer guide, Block public access)",
  "AWS::Kinesis::StreamConsumer": "the type has no row: it is unread",
  "AWS::OpenSearchService::Domain": "its endpoint tells: one in a network is not on the internet",
  "AWS::S3::AccessPoint": "its block of public access tells",
  "AWS::S3::Glacier": "it is no type of CloudFormation",
  "AWS::S3Express::AccessPoint": "the type has no row: it is unread",
  "AWS::S3Express::DirectoryBucket": "the type has no row: it is unread",
  "AWS::S3Outposts::AccessPoint": "the type has no row: it is unread",
  "AWS::S3Outposts::Bucket": "the type has no row: it is unread",
  "AWS::S3Tables::Table": "the type has no row: it is unread",
  "AWS::S3Tables::TableBucket": "the type has no row: it is unread",
};
