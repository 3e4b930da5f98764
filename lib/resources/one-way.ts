const noWayBack = (guide: string): string => `${guide}: an engine cannot be taken back to an earlier version`;

type ByProperty = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Properties of types without a row that can be changed and cannot be changed back, each with its source. Rows name their own.
 */
export const oneWayWithoutRow: ByProperty = {
  "AWS::DocDB::DBCluster": {
    EngineVersion: noWayBack('DocumentDB developer guide, "In-place major version upgrade"'),
  },
  "AWS::Neptune::DBCluster": {
    EngineVersion: noWayBack('Neptune user guide, "Maintaining your Neptune DB cluster"'),
  },
};

/** The same of types whose rows are in cloud-control.ts. */
export const oneWayOfGeneral: ByProperty = {
  "AWS::Cognito::UserPool": {
    Schema: 'Cognito developer guide, "Custom attributes": an attribute cannot be removed or changed',
  },
  "AWS::EKS::Cluster": {
    Version: 'EKS user guide, "Update existing cluster to new Kubernetes version": no downgrade',
  },
  "AWS::ElastiCache::ReplicationGroup": {
    EngineVersion: noWayBack('ElastiCache user guide, "Version Management for ElastiCache"'),
  },
  "AWS::MSK::Cluster": { KafkaVersion: noWayBack('MSK developer guide, "Upgrade the Apache Kafka version"') },
  "AWS::OpenSearchService::Domain": {
    EngineVersion: noWayBack('OpenSearch Service developer guide, "Upgrading OpenSearch Service domains"'),
  },
};
