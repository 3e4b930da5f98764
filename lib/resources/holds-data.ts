/**
 * Types that hold data and have no row. Source: `isStateful` of @aws-cdk/aws-service-spec, which a test compares; `added` is
 * what that lacks, with the reason.
 */
export const statefulWithoutRow = [
  "AWS::DocDB::DBCluster",
  "AWS::DocDB::DBInstance",
  "AWS::EMR::Cluster",
  "AWS::Elasticsearch::Domain",
  "AWS::FSx::FileSystem",
  "AWS::Neptune::DBCluster",
  "AWS::Organizations::Account",
  "AWS::QLDB::Ledger",
  "AWS::SDB::Domain",
] as const;

/** What the specification does not call stateful, and what is lost with it. */
export const added: Readonly<Record<string, string>> = {
  "AWS::Timestream::Table": "its records can't be made again",
};
