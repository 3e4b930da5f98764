import { neverReached } from "./never-reached.ts";
import { oneWayOfGeneral } from "./one-way.ts";
import { type GeneralRow, general, type Service } from "./row.ts";

const data: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "its items can't be made again",
  "AWS::EFS::AccessPoint": "it is the only way in for clients that know its id",
  "AWS::ElastiCache::CacheCluster": "its entries can't be made again",
  "AWS::ElastiCache::ReplicationGroup": "its entries can't be made again",
};

/** The rows with the properties that cannot be changed back. */
const withOneWay = (rows: Readonly<Record<string, GeneralRow>>): Readonly<Record<string, GeneralRow>> =>
  Object.fromEntries(
    Object.entries(rows).map(([type, row]) => [
      type,
      { ...row, oneWay: oneWayOfGeneral[type] ?? row.oneWay },
    ]),
  );

/**
 * Types of services of which Cloud Control alone reads anything. The questions are about properties as the template reference
 * describes them; what a property does not say is the default that is described there.
 */
export const cloudControl: Service = {
  // No row of it has an ARN: Cloud Control knows a resource by its identifier.
  iam: "cloudcontrol",
  types: withOneWay({
    "AWS::AmazonMQ::Broker": general(
      [
        {
          fact: "publicly-accessible",
          what: "publicly accessible",
          isOpen: ({ PubliclyAccessible }) => String(PubliclyAccessible) === "true",
        },
      ],
      { holdsData: "it may hold messages that can't be sent again" },
    ),
    "AWS::Amplify::App": general([{ fact: "hosting", what: "a site on the internet", isOpen: () => true }]),
    "AWS::AppRunner::Service": general([
      {
        fact: "ingress",
        what: "an endpoint that everyone reaches",
        isOpen: ({ NetworkConfiguration }) =>
          !/"IsPubliclyAccessible":(false|"false")/.test(JSON.stringify(NetworkConfiguration ?? "")),
      },
    ]),
    "AWS::Backup::BackupVault": general(
      [
        {
          fact: "resource-policy",
          what: "a vault policy that names everyone",
          policyIn: ({ AccessPolicy }) => AccessPolicy,
        },
      ],
      { holdsData: "its recovery points can't be made again" },
    ),
    "AWS::CodeArtifact::Domain": general([
      {
        fact: "resource-policy",
        what: "a domain policy that names everyone",
        policyIn: ({ PermissionsPolicyDocument }) => PermissionsPolicyDocument,
      },
    ]),
    "AWS::CodeArtifact::Repository": general([
      {
        fact: "resource-policy",
        what: "a repository policy that names everyone",
        policyIn: ({ PermissionsPolicyDocument }) => PermissionsPolicyDocument,
      },
    ]),
    "AWS::Cognito::IdentityPool": general([
      {
        fact: "guests",
        what: "credentials for everyone",
        isOpen: ({ AllowUnauthenticatedIdentities }) => String(AllowUnauthenticatedIdentities) === "true",
      },
    ]),
    "AWS::Cognito::UserPool": general(
      [
        {
          fact: "self-sign-up",
          what: "a sign-up that everyone may use",
          isOpen: ({ AdminCreateUserConfig }) =>
            !/"AllowAdminCreateUserOnly":(true|"true")/.test(JSON.stringify(AdminCreateUserConfig ?? "")),
        },
      ],
      { holdsData: "its users can't sign in again" },
    ),
    "AWS::Cognito::UserPoolDomain": general([
      { fact: "hosted-sign-in", what: "a sign-in page on the internet", isOpen: () => true },
    ]),
    "AWS::ECR::PublicRepository": general([
      { fact: "public-repository", what: "a repository that everyone pulls from", isOpen: () => true },
    ]),
    "AWS::ECR::Repository": general(
      [
        {
          fact: "resource-policy",
          what: "a repository policy that names everyone",
          policyIn: ({ RepositoryPolicyText }) => RepositoryPolicyText,
        },
      ],
      { holdsData: "its images can't be pulled again" },
    ),
    "AWS::EFS::FileSystem": general(
      [
        {
          fact: "resource-policy",
          what: "a file system policy that names everyone",
          policyIn: ({ FileSystemPolicy }) => FileSystemPolicy,
        },
      ],
      { holdsData: "its files can't be made again" },
    ),
    "AWS::EKS::Cluster": general([
      {
        fact: "endpoint-access",
        what: "an API server on the internet",
        isOpen: ({ ResourcesVpcConfig }) =>
          !/"EndpointPublicAccess":(false|"false")/.test(JSON.stringify(ResourcesVpcConfig ?? "")),
      },
    ]),
    "AWS::GlobalAccelerator::Accelerator": general([
      {
        fact: "accelerator",
        what: "addresses on the internet",
        isOpen: ({ Enabled }) => String(Enabled) !== "false",
      },
    ]),
    "AWS::MSK::Cluster": general(
      [
        {
          fact: "public-access",
          what: "brokers on the internet",
          isOpen: ({ BrokerNodeGroupInfo }) =>
            JSON.stringify(BrokerNodeGroupInfo ?? "").includes('"SERVICE_PROVIDED_EIPS"'),
        },
      ],
      { holdsData: "its topics can't be read again" },
    ),
    "AWS::Neptune::DBInstance": general(
      [
        {
          fact: "publicly-accessible",
          what: "publicly accessible",
          isOpen: ({ PubliclyAccessible }) => String(PubliclyAccessible) === "true",
        },
      ],
      { holdsData: "its graph can't be made again" },
    ),
    "AWS::NeptuneGraph::Graph": general([
      {
        fact: "public-connectivity",
        what: "public connectivity",
        isOpen: ({ PublicConnectivity }) => String(PublicConnectivity) === "true",
      },
    ]),
    "AWS::OpenSearchServerless::SecurityPolicy": general([
      {
        fact: "network-policy",
        what: "a network policy that lets everyone in",
        isOpen: ({ Policy }) =>
          /"AllowFromPublic"\s*:\s*true/.test(
            typeof Policy === "string" ? Policy : JSON.stringify(Policy ?? ""),
          ),
      },
    ]),
    "AWS::OpenSearchService::Domain": general(
      [
        {
          fact: "endpoint",
          what: "an endpoint outside every network",
          isOpen: ({ VPCOptions }) => !JSON.stringify(VPCOptions ?? "").includes('"SubnetIds":["'),
        },
      ],
      { holdsData: "its documents can't be indexed again" },
    ),
    "AWS::Redshift::Cluster": general(
      [
        {
          fact: "publicly-accessible",
          what: "publicly accessible",
          isOpen: ({ PubliclyAccessible }) => String(PubliclyAccessible) === "true",
        },
      ],
      { holdsData: "its rows can't be made again" },
    ),
    "AWS::RedshiftServerless::Workgroup": general([
      {
        fact: "publicly-accessible",
        what: "publicly accessible",
        // A template says it of the workgroup; what is read says it inside (template reference, "Return values").
        isOpen: ({ PubliclyAccessible, Workgroup }) =>
          String(PubliclyAccessible) === "true" ||
          /"PubliclyAccessible":(true|"true")/.test(JSON.stringify(Workgroup ?? "")),
      },
    ]),
    "AWS::S3::AccessPoint": general([
      {
        fact: "public-access-blocked",
        what: "a policy, unless public access is blocked",
        // Without a configuration everything is blocked; what a configuration leaves out is not.
        isOpen: ({ PublicAccessBlockConfiguration, VpcConfiguration }) =>
          VpcConfiguration === undefined &&
          PublicAccessBlockConfiguration !== undefined &&
          [...JSON.stringify(PublicAccessBlockConfiguration).matchAll(/:(true|"true")/g)].length < 4,
      },
    ]),
    "AWS::S3::MultiRegionAccessPoint": general([
      {
        fact: "public-access-blocked",
        what: "a policy, unless public access is blocked",
        isOpen: ({ PublicAccessBlockConfiguration }) =>
          PublicAccessBlockConfiguration !== undefined &&
          [...JSON.stringify(PublicAccessBlockConfiguration).matchAll(/:(true|"true")/g)].length < 4,
      },
    ]),
    "AWS::SageMaker::NotebookInstance": general([
      {
        fact: "direct-internet-access",
        what: "direct internet access",
        isOpen: ({ DirectInternetAccess }) => DirectInternetAccess !== "Disabled",
      },
    ]),
    "AWS::Transfer::Server": general([
      {
        fact: "endpoint-type",
        what: "an endpoint on the internet",
        isOpen: ({ EndpointType, EndpointDetails }) =>
          (EndpointType !== "VPC" && EndpointType !== "VPC_ENDPOINT") ||
          JSON.stringify(EndpointDetails ?? "").includes('"AddressAllocationIds"'),
      },
    ]),
    "AWS::VpcLattice::Service": general([
      {
        fact: "lattice-auth",
        what: "a service that asks for no signature",
        isOpen: ({ AuthType }) => AuthType !== "AWS_IAM",
      },
    ]),
    ...Object.fromEntries(
      Object.entries(neverReached).flatMap(([service, kinds]) =>
        kinds.map((kind): [string, GeneralRow] => {
          const type = `${service}::${kind}`;
          return [type, general("never", { holdsData: data[type] ?? null })];
        }),
      ),
    ),
  }),
};
