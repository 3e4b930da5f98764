import { byPolicy, open, type Setting, shut } from "../shape.ts";

const accessible = (alsoByDefault = false): readonly Setting[] => [
  open("publicly accessible", { PubliclyAccessible: true }),
  ...(alsoByDefault ? [open("nothing said", { Name: "x" })] : []),
  shut("not publicly accessible", { PubliclyAccessible: false }),
];
const always = (properties: object = { Name: "shop" }): readonly Setting[] => [open("as it is", properties)];
/** A policy that a resource need not have: without one, its handler has none to tell. */
const optional = (settings: readonly Setting[]): readonly Setting[] =>
  settings.map((setting) => ({ ...setting, silenceIsNone: true }));
const network = (AllowFromPublic: boolean) => ({
  Policy: JSON.stringify([{ Rules: [{ ResourceType: "collection" }], AllowFromPublic }]),
});
const blocked = (value: boolean, more: object = {}) => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: value,
    BlockPublicPolicy: value,
    IgnorePublicAcls: value,
    RestrictPublicBuckets: value,
    ...more,
  },
});

/**
 * Types that Cloud Control alone reads and that somebody on the internet may reach, as their handlers write them. Source: CloudFormation
 * template reference, the page of each type.
 */
export const general: Readonly<Record<string, readonly Setting[]>> = {
  "AWS::AmazonMQ::Broker": accessible(),
  "AWS::Amplify::App": always(),
  "AWS::ApiGateway::DomainName": [
    open("an edge endpoint", { DomainName: "shop.example.com" }),
    open("regional", { EndpointConfiguration: { Types: ["REGIONAL"] } }),
    shut("private", { EndpointConfiguration: { Types: ["PRIVATE"] } }),
  ],
  "AWS::ApiGatewayV2::DomainName": always(),
  "AWS::AppRunner::Service": [
    open("nothing said", { ServiceName: "shop" }),
    open("public", { NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: true } } }),
    shut("private", { NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: false } } }),
  ],
  "AWS::AppSync::Api": always(),
  "AWS::Backup::BackupVault": optional(byPolicy((AccessPolicy) => ({ AccessPolicy }))),
  "AWS::CodeArtifact::Domain": optional(
    byPolicy((PermissionsPolicyDocument) => ({ PermissionsPolicyDocument })),
  ),
  "AWS::CodeArtifact::Repository": optional(
    byPolicy((PermissionsPolicyDocument) => ({ PermissionsPolicyDocument })),
  ),
  "AWS::Cognito::IdentityPool": [
    open("guests", { AllowUnauthenticatedIdentities: true }),
    open("guests, as text", { AllowUnauthenticatedIdentities: "true" }),
    shut("no guests", { AllowUnauthenticatedIdentities: false }),
  ],
  "AWS::Cognito::UserPool": [
    open("nothing said", { UserPoolName: "shop" }),
    open("sign-up", { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } }),
    shut("no sign-up", { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }),
  ],
  "AWS::Cognito::UserPoolDomain": always({ Domain: "shop" }),
  "AWS::EC2::VPCEndpointServicePermissions": [
    open("everyone", { AllowedPrincipals: ["*"] }),
    shut("one account", { AllowedPrincipals: ["arn:aws:iam::111122223333:root"] }),
  ],
  "AWS::EC2::VerifiedAccessEndpoint": always({ ApplicationDomain: "shop.example.com" }),
  "AWS::ECR::PublicRepository": always({ RepositoryName: "shop" }),
  "AWS::ECR::Repository": optional(byPolicy((RepositoryPolicyText) => ({ RepositoryPolicyText }))),
  "AWS::EFS::FileSystem": optional(byPolicy((FileSystemPolicy) => ({ FileSystemPolicy }))),
  "AWS::EKS::Cluster": [
    open("nothing said", { ResourcesVpcConfig: { SubnetIds: ["subnet-1"] } }),
    open("public", { ResourcesVpcConfig: { EndpointPublicAccess: true } }),
    shut("private", { ResourcesVpcConfig: { EndpointPublicAccess: false, EndpointPrivateAccess: true } }),
  ],
  "AWS::ElasticLoadBalancing::LoadBalancer": [
    open("no scheme", { Listeners: [] }),
    open("it faces the internet", { Scheme: "internet-facing" }),
    shut("internal", { Scheme: "internal" }),
  ],
  "AWS::GlobalAccelerator::Accelerator": [
    open("nothing said", { Name: "shop" }),
    open("enabled", { Enabled: true }),
    shut("disabled", { Enabled: false }),
  ],
  "AWS::KMS::ReplicaKey": byPolicy((KeyPolicy) => ({ KeyPolicy })),
  "AWS::Lambda::LayerVersionPermission": [
    open("everyone", { Principal: "*" }),
    shut("an organization", { Principal: "*", OrganizationId: "o-1" }),
    shut("one account", { Principal: "111122223333" }),
  ],
  "AWS::Logs::ResourcePolicy": byPolicy((document) => ({ PolicyDocument: JSON.stringify(document) })),
  "AWS::MSK::Cluster": [
    open("public brokers", {
      BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: "SERVICE_PROVIDED_EIPS" } } },
    }),
    shut("private brokers", {
      BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: "DISABLED" } } },
    }),
    shut("brokers in subnets", { BrokerNodeGroupInfo: { ClientSubnets: ["subnet-1"] } }),
  ],
  "AWS::Neptune::DBInstance": accessible(),
  "AWS::NeptuneGraph::Graph": [
    open("public", { PublicConnectivity: true }),
    shut("private", { PublicConnectivity: false }),
  ],
  "AWS::OpenSearchServerless::SecurityPolicy": [
    open("everyone", { Type: "network", ...network(true) }),
    open("everyone, as JSON with spaces", { Type: "network", Policy: '[{"AllowFromPublic" : true}]' }),
    open("everyone, as an object", { Type: "network", Policy: [{ AllowFromPublic: true }] }),
    open("one rule of two", {
      Type: "network",
      Policy: '[{"AllowFromPublic":false},{"AllowFromPublic":true}]',
    }),
    shut("by endpoints", { Type: "network", ...network(false) }),
    shut("an encryption policy", { Type: "encryption", Policy: '{"Rules":[],"AWSOwnedKey":true}' }),
  ],
  "AWS::OpenSearchService::Domain": [
    open("outside every network", { DomainName: "shop" }),
    open("no subnets", { VPCOptions: { SubnetIds: [] } }),
    shut("in subnets", { VPCOptions: { SubnetIds: ["subnet-1"] } }),
  ],
  "AWS::Redshift::Cluster": accessible(),
  "AWS::RedshiftServerless::Workgroup": [
    ...accessible(),
    // Its read handler writes what it finds there (template reference, AWS::RedshiftServerless::Workgroup, return values).
    open("publicly accessible, as it was read", { Workgroup: { PubliclyAccessible: true } }),
  ],
  "AWS::S3::AccessPoint": [
    open("nothing blocked", blocked(false)),
    open("all blocked but one", blocked(true, { RestrictPublicBuckets: false })),
    open("one blocked", { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    shut("blocked", blocked(true)),
    shut("in a network", { ...blocked(false), VpcConfiguration: { VpcId: "vpc-1" } }),
    // S3 user guide, "Managing public access to access points": everything is blocked by default.
    shut("nothing said", { Bucket: "shop" }),
  ],
  "AWS::S3::MultiRegionAccessPoint": [
    open("nothing blocked", blocked(false)),
    open("all blocked but one", blocked(true, { BlockPublicPolicy: false })),
    open("one blocked", { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    shut("blocked", blocked(true)),
    // S3 user guide, "Blocking public access with S3 Multi-Region Access Points": the same.
    shut("nothing said", { Name: "shop" }),
  ],
  "AWS::SageMaker::NotebookInstance": [
    open("nothing said", { NotebookInstanceName: "shop" }),
    open("enabled", { DirectInternetAccess: "Enabled" }),
    shut("disabled", { DirectInternetAccess: "Disabled" }),
  ],
  "AWS::Transfer::Server": [
    open("nothing said", { Protocols: ["SFTP"] }),
    open("public", { EndpointType: "PUBLIC" }),
    open("addresses in a network", {
      EndpointType: "VPC",
      EndpointDetails: { AddressAllocationIds: ["eipalloc-1"] },
    }),
    shut("in a network", { EndpointType: "VPC", EndpointDetails: { VpcId: "vpc-1" } }),
    shut("by an endpoint of a network", {
      EndpointType: "VPC_ENDPOINT",
      EndpointDetails: { VpcEndpointId: "vpce-1" },
    }),
  ],
  "AWS::VpcLattice::Service": [
    open("nothing said", { Name: "shop" }),
    open("no signature", { AuthType: "NONE" }),
    shut("a signature", { AuthType: "AWS_IAM" }),
  ],
};
