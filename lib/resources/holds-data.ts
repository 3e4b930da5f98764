/**
 * Types that hold data and have no row. Source: `isStateful` of @aws-cdk/aws-service-spec, which a test compares; `added` is
 * what that lacks, with the reason.
 */
export const statefulWithoutRow = [
  "AWS::Backup::BackupVault",
  "AWS::Cognito::UserPool",
  "AWS::DocDB::DBCluster",
  "AWS::DocDB::DBInstance",
  "AWS::DynamoDB::GlobalTable",
  "AWS::EC2::Volume",
  "AWS::EFS::FileSystem",
  "AWS::EMR::Cluster",
  "AWS::ElastiCache::CacheCluster",
  "AWS::ElastiCache::ReplicationGroup",
  "AWS::Elasticsearch::Domain",
  "AWS::FSx::FileSystem",
  "AWS::Kinesis::Stream",
  "AWS::Neptune::DBCluster",
  "AWS::Neptune::DBInstance",
  "AWS::OpenSearchService::Domain",
  "AWS::Organizations::Account",
  "AWS::QLDB::Ledger",
  "AWS::Redshift::Cluster",
  "AWS::SDB::Domain",
] as const;

/** What the specification does not call stateful, and what is lost with it. */
export const added: Readonly<Record<string, string>> = {
  "AWS::EFS::AccessPoint": "it is the only way in for clients that know its id",
  "AWS::ECR::Repository": "its images can't be pulled again",
  "AWS::Timestream::Table": "its records can't be made again",
  "AWS::MSK::Cluster": "its topics can't be read again",
  "AWS::SSM::Parameter": "its value may have been written by hand",
};
