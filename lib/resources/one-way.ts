const noWayBack = (guide: string): string => `${guide}: an engine cannot be taken back to an earlier version`;

/**
 * Properties of types without a row that can be changed and cannot be changed back, each with its source. Rows name their own.
 */
export const oneWayWithoutRow: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "AWS::Cognito::UserPool": {
    Schema: 'Cognito developer guide, "Custom attributes": an attribute cannot be removed or changed',
  },
  "AWS::DocDB::DBCluster": {
    EngineVersion: noWayBack('DocumentDB developer guide, "In-place major version upgrade"'),
  },
  "AWS::EC2::Volume": {
    Size: 'EBS user guide, "Requirements for Amazon EBS volume modifications": it cannot get smaller',
  },
  "AWS::EKS::Cluster": {
    Version: 'EKS user guide, "Update existing cluster to new Kubernetes version": no downgrade',
  },
  "AWS::ElastiCache::ReplicationGroup": {
    EngineVersion: noWayBack('ElastiCache user guide, "Version Management for ElastiCache"'),
  },
  "AWS::MSK::Cluster": { KafkaVersion: noWayBack('MSK developer guide, "Upgrade the Apache Kafka version"') },
  "AWS::Neptune::DBCluster": {
    EngineVersion: noWayBack('Neptune user guide, "Maintaining your Neptune DB cluster"'),
  },
  "AWS::OpenSearchService::Domain": {
    EngineVersion: noWayBack('OpenSearch Service developer guide, "Upgrading OpenSearch Service domains"'),
  },
};
