/**
 * Log groups that services make by themselves for a resource, by the resource's physical id. Nobody else deletes them.
 * Sources: CloudWatch user guide, "Container Insights" and "Synthetics canaries" (a canary's function is named `cwsyn-`); Lambda, API
 * Gateway, App Runner, CodeBuild, DocumentDB, EKS, Neptune, RDS, Transfer Family and AppSync guides, the pages on CloudWatch logs.
 */
const impliedLogGroups: Readonly<Record<string, (id: string) => string>> = {
  "AWS::ApiGateway::RestApi": (id) => `API-Gateway-Execution-Logs_${id}/`,
  "AWS::AppRunner::Service": (id) => `/aws/apprunner/${id.split("/").at(-2) ?? id}/`,
  "AWS::AppSync::GraphQLApi": (id) => `/aws/appsync/apis/${id.split("/").at(-1)}`,
  "AWS::CodeBuild::Project": (id) => `/aws/codebuild/${id}`,
  "AWS::DocDB::DBCluster": (id) => `/aws/docdb/${id}/`,
  "AWS::ECS::Cluster": (id) => `/aws/ecs/containerinsights/${id}/`,
  "AWS::EKS::Cluster": (id) => `/aws/eks/${id}/`,
  "AWS::Lambda::Function": (id) => `/aws/lambda/${id}`,
  "AWS::Neptune::DBCluster": (id) => `/aws/neptune/${id}/`,
  "AWS::RDS::DBCluster": (id) => `/aws/rds/cluster/${id}/`,
  "AWS::RDS::DBInstance": (id) => `/aws/rds/instance/${id}/`,
  "AWS::RDS::DBProxy": (id) => `/aws/rds/proxy/${id}`,
  "AWS::Synthetics::Canary": (id) => `/aws/lambda/cwsyn-${id}-`,
  "AWS::Transfer::Server": (id) => `/aws/transfer/${id.split("/").at(-1)}`,
};

/** How the names of the log groups begin that a service makes for a resource; null if it makes none. */
export const impliedLogGroup = (type: string, id: string): string | null =>
  Object.hasOwn(impliedLogGroups, type) ? (impliedLogGroups[type]?.(id) ?? null) : null;

/**
 * Whether the description of a network interface names a resource: `ELB app/name/id`, `VPC Endpoint Interface vpce-1`, `AWS
 * Lambda VPC ENI-name-id` (VPC user guide, "Requester-managed network interfaces"). Of an ARN, its end is named.
 */
export function servesResource(description: string, id: string): boolean {
  const end = id.startsWith("arn:")
    ? id
        .split(":")
        .slice(5)
        .join(":")
        .replace(/^loadbalancer\//, "")
    : id;
  return end.length > 3 && description.includes(end);
}
