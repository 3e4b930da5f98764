/**
 * Log groups that services make by themselves for a resource, by the resource's physical id. Nobody else deletes them.
 * Sources: CloudWatch user guide, "Container Insights" and "Synthetics canaries" (a canary's function is named `cwsyn-NAME-UUID`); Lambda, API
 * Gateway, App Runner, CodeBuild, DocumentDB, EKS, Neptune, RDS, Transfer Family and AppSync guides, the pages on CloudWatch logs.
 */
const logGroupsByType: Readonly<Record<string, (id: string) => string>> = {
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

/**
 * The name of the log group that a service makes for a resource, or how it begins: before a slash and anything, or before a dash and a
 * UUID. Null if it makes none.
 */
export const impliedLogGroup = (type: string, id: string): string | null =>
  Object.hasOwn(logGroupsByType, type) ? (logGroupsByType[type]?.(id) ?? null) : null;

type Named = { readonly type: string; readonly id: string };

/** The names of the log groups that services make for these resources, as `impliedLogGroup` gives them. */
export const impliedLogGroups = (resources: readonly Named[]): readonly string[] => [
  ...new Set(resources.flatMap(({ type, id }) => impliedLogGroup(type, id) ?? [])),
];

/** The names of every log group that a service may make for a resource of any id, with `*` for what is not known beforehand. */
export const anyImpliedLogGroup: readonly string[] = Object.values(logGroupsByType).map((nameOf) =>
  nameOf("*").replace(/[/-]$/, "$&*"),
);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a log group is one that a service made for a resource, by the names of `impliedLogGroup`. */
export const isLogGroupOf = (group: string, names: readonly string[]): boolean =>
  names.some((name) => {
    const rest = group.startsWith(name) ? group.slice(name.length) : null;
    if (rest === null) return false;
    return name.endsWith("/") || (name.endsWith("-") ? uuid.test(rest) : rest === "");
  });

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
