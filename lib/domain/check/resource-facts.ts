/**
 * What can be seen of a resource, by CloudFormation type. The inspector and the probes are both typed by this table: a
 * type without its inspector, or an inspector without its type, does not compile. `null` means: not observable here.
 */
export type ResourceFacts = {
  "AWS::CloudFormation::Stack": { readonly status: string };
  "AWS::EC2::NetworkInterface": { readonly status: string };
  "AWS::RDS::DBSnapshot": { readonly status: string };
  "AWS::RDS::DBClusterSnapshot": { readonly status: string };
  "AWS::EC2::VPC": { readonly internetGateways: number };
  "AWS::EC2::Subnet": { readonly mapsPublicIp: boolean };
  "AWS::EC2::SecurityGroup": { readonly openToWorld: readonly string[] };
  "AWS::EC2::RouteTable": { readonly routesToInternet: number };
  "AWS::EC2::VPCEndpoint": { readonly state: string };
  "AWS::EC2::InternetGateway": { readonly attached: boolean };
  "AWS::EC2::FlowLog": { readonly state: string };
  "AWS::S3::Bucket": {
    readonly publicAccessBlocked: boolean;
    readonly versioned: boolean;
    readonly encryption: string | null;
    readonly accessLogged: boolean | null;
  };
  "AWS::RDS::DBInstance": {
    readonly status: string;
    readonly publiclyAccessible: boolean;
    readonly encrypted: boolean;
    readonly multiAz: boolean;
    readonly backupDays: number;
    readonly deletionProtected: boolean;
    readonly exportedLogs: readonly string[] | null;
  };
  "AWS::RDS::DBSubnetGroup": { readonly status: string };
  "AWS::RDS::DBParameterGroup": { readonly family: string };
  "AWS::ECS::Cluster": { readonly status: string };
  "AWS::ECS::Service": {
    readonly status: string;
    readonly desired: number;
    readonly running: number;
    readonly assignsPublicIp: boolean;
    readonly subnets: number;
  };
  "AWS::ECS::TaskDefinition": { readonly status: string; readonly logged: boolean };
  "AWS::ElasticLoadBalancingV2::LoadBalancer": {
    readonly state: string;
    readonly scheme: string;
    readonly zones: number;
  };
  "AWS::ElasticLoadBalancingV2::TargetGroup": { readonly healthy: number; readonly targets: number };
  "AWS::ElasticLoadBalancingV2::Listener": { readonly protocol: string };
  "AWS::Logs::LogGroup": { readonly retentionDays: number | null };
  "AWS::KMS::Key": { readonly state: string };
  "AWS::KMS::Alias": { readonly key: string };
  "AWS::IAM::Role": { readonly path: string };
  "AWS::SNS::Topic": { readonly encrypted: boolean };
  "AWS::CloudWatch::Alarm": { readonly enabled: boolean; readonly actions: number };
  "AWS::CloudWatch::Dashboard": { readonly bytes: number };
  "AWS::SecretsManager::Secret": { readonly rotated: boolean };
};

/** A type that can be inspected. */
export type InspectedType = keyof ResourceFacts;

/** One inspected resource: its type and what was seen of it. */
export type Inspected = {
  [T in InspectedType]: { readonly type: T; readonly facts: ResourceFacts[T] };
}[InspectedType];
