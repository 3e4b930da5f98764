import type { CloudFormation } from "../services/cloudformation.ts";
import type { Resource } from "../services/stack-types.ts";
import type { VirtualTime } from "../time.ts";

type Account = { readonly cloudFormation: CloudFormation; readonly time: VirtualTime };

/** What a service does by itself about a resource that was made, or that is gone. */
type Habit = (account: Account, resource: Resource) => void;

const minuteMs = 60_000;
/** How soon a function is invoked for the first time, and how long after its end its last lines may arrive. Assumed. */
const invokedMs = 10_000;
const lateLinesMs = 20_000;
/** How soon a cluster writes its first numbers. Assumed. */
const insightsMs = minuteMs;
/** How often access logs come, and how long after their source has gone (ELB user guide, "Access log files": every 5 minutes). */
const accessLogsMs = 5 * minuteMs;
const lateLogsMs = 90_000;
/** How long an interface stays after what it served. Assumed; a function's may take 20 minutes. */
const lingersMs = 2 * minuteMs;
/** How long a deleted backup is on its way out. Assumed. */
const backupGoesMs = minuteMs;

/** Application and environment, which the names of an environment's stacks begin with. */
const environmentOf = ({ stackName }: Resource): string => stackName.split("-").slice(0, -1).join("-");

/** The network of the environment of a resource; undefined if it has none. */
const networkOf = ({ cloudFormation }: Account, resource: Resource): string | undefined =>
  [...cloudFormation.resources.values()].find(
    ({ type, ...one }) =>
      type === "AWS::EC2::VPC" && environmentOf({ type, ...one }) === environmentOf(resource),
  )?.id;

/** The id of what a property refers to, in its own stack or by an export; undefined if that is not there. */
function referred({ cloudFormation }: Account, value: unknown, stackId: string): string | undefined {
  if (typeof value === "string") return value;
  const { Ref, "Fn::ImportValue": name } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof Ref === "string") return cloudFormation.stacks.get(stackId)?.resources.get(Ref);
  if (typeof name !== "string") return undefined;
  const exporter = cloudFormation.standing.find(({ deployed }) =>
    Object.hasOwn(deployed.template.exported, name),
  );
  return exporter === undefined
    ? undefined
    : referred({ cloudFormation } as Account, exporter.deployed.template.exported[name], exporter.id);
}

/** The bucket that gets the access logs of a resource. */
function logBucketOf(account: Account, { properties = {}, stackId }: Resource): string | undefined {
  const attributes = [properties["LoadBalancerAttributes"] ?? []].flat() as readonly {
    readonly Key?: string;
    readonly Value?: unknown;
  }[];
  const ofBalancer = attributes.find(({ Key }) => Key === "access_logs.s3.bucket")?.Value;
  const { DestinationBucketName } = (properties["LoggingConfiguration"] ?? {}) as {
    readonly DestinationBucketName?: unknown;
  };
  return referred(account, ofBalancer ?? DestinationBucketName, stackId);
}

/** An access log arrives, if its bucket is still there. */
function logArrives({ cloudFormation: { resources } }: Account, bucket: string): void {
  const found = resources.get(bucket);
  if (found !== undefined) resources.set(bucket, { ...found, objects: found.objects + 1 });
}

/** Access logs come as long as their source stands, and once more after it. */
const logsAccess: { readonly made: Habit; readonly gone: Habit } = {
  made: (account, resource) => {
    const { time, cloudFormation } = account;
    time.after(accessLogsMs, () => {
      if (!cloudFormation.resources.has(resource.id)) return;
      const bucket = logBucketOf(account, resource);
      if (bucket !== undefined) logArrives(account, bucket);
    });
  },
  gone: (account, resource) => {
    const bucket = logBucketOf(account, resource);
    if (bucket !== undefined) account.time.after(lateLogsMs, () => logArrives(account, bucket));
  },
};

/** A resource of this service's own, which belongs to no stack. */
const own = (account: Account, resource: Pick<Resource, "type" | "id"> & Partial<Resource>): void =>
  account.cloudFormation.leave(resource);

const interfaceOf = (id: string): string => `eni-${id}`;

/** An interface in the network that stays for a while after what it serves (VPC user guide, "Requester-managed network interfaces"). */
const hasInterface = (
  describes: (id: string) => string,
  isIn: (properties: Readonly<Record<string, unknown>>) => boolean = () => true,
): { readonly made: Habit; readonly gone: Habit } => ({
  made: (account, resource) => {
    const network = networkOf(account, resource);
    if (network === undefined || !isIn(resource.properties ?? {})) return;
    const id = interfaceOf(resource.id);
    own(account, { type: "AWS::EC2::NetworkInterface", id, network, serves: describes(resource.id) });
  },
  gone: ({ cloudFormation, time }, { id, stackId }) => {
    const forget = () => cloudFormation.resources.delete(interfaceOf(id));
    const network = cloudFormation.resources.get(interfaceOf(id))?.network ?? "";
    // What goes with its network is waited for: CloudFormation deletes the network last.
    const goesWithIt = cloudFormation.resources.get(network)?.stackId === stackId;
    if (goesWithIt || !cloudFormation.resources.has(network)) forget();
    else time.after(lingersMs, forget);
  },
});

/** Whether a cluster's containers are measured. */
const isMeasured = ({ properties = {} }: Resource): boolean =>
  /"containerInsights","Value":"(enabled|enhanced)"/.test(
    JSON.stringify(properties["ClusterSettings"] ?? "").replaceAll('"Name":', ""),
  );

/** Container Insights makes its log group where nobody declared it (CloudWatch user guide, "Container Insights"). */
const writesInsights: Habit = (account, cluster) => {
  if (!isMeasured(cluster)) return;
  account.time.after(insightsMs, () => {
    const { resources } = account.cloudFormation;
    const id = `/aws/ecs/containerinsights/${cluster.properties?.["ClusterName"] ?? cluster.id}/performance`;
    if (resources.has(cluster.id) && !resources.has(id)) own(account, { type: "AWS::Logs::LogGroup", id });
  });
};

/**
 * Lambda makes a function's log group for its first lines, outside every stack, and again for lines that arrive after somebody
 * deleted it (Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs").
 */
const logs: { readonly made: Habit; readonly gone: Habit } = (() => {
  const write: Habit = (account, { id }) => {
    const group = `/aws/lambda/${id}`;
    if (!account.cloudFormation.resources.has(group))
      own(account, { type: "AWS::Logs::LogGroup", id: group });
  };
  const isThere = ({ cloudFormation }: Account, { id }: Resource) => cloudFormation.resources.has(id);
  return {
    made: (account, resource) =>
      account.time.after(invokedMs, () => {
        if (isThere(account, resource)) write(account, resource);
      }),
    gone: (account, resource) =>
      account.time.after(lateLinesMs, () => {
        // Only what was invoked still has something to say.
        if (resource.createdAtMs + invokedMs <= account.time.nowMs() - lateLinesMs) write(account, resource);
      }),
  };
})();

/** What several habits do, one after the other. */
const all = (
  ...habits: readonly { readonly made: Habit; readonly gone: Habit }[]
): { readonly made: Habit; readonly gone: Habit } => ({
  made: (account, resource) => {
    for (const { made } of habits) made(account, resource);
  },
  gone: (account, resource) => {
    for (const { gone } of habits) gone(account, resource);
  },
});

const snapshotOf = (id: string): string => `rds:${id}-2026-11-24-10-05`;

/** Automated backups go with their database, a little later, or outlive it (RDS user guide, "Retaining automated backups"). */
const backsUp: { readonly made: Habit; readonly gone: Habit } = {
  made: (account, { id }) => own(account, { type: "AWS::RDS::DBSnapshot", id: snapshotOf(id), serves: id }),
  gone: (account, { id, properties = {} }) => {
    const { cloudFormation, time } = account;
    const snapshot = cloudFormation.resources.get(snapshotOf(id));
    if (properties["DeleteAutomatedBackups"] === false)
      own(account, { type: "AWS::RDS::AutomatedBackup", id: `backup of ${id}` });
    if (snapshot === undefined) return;
    cloudFormation.resources.set(snapshot.id, { ...snapshot, facts: { status: "deleting" } });
    time.after(backupGoesMs, () => cloudFormation.resources.delete(snapshot.id));
  },
};

/** What services do by themselves, by the type of the resource. */
const habits: Readonly<Record<string, { readonly made?: Habit; readonly gone?: Habit }>> = {
  "AWS::EC2::VPCEndpoint": hasInterface(
    (id) => `VPC Endpoint Interface ${id}`,
    ({ VpcEndpointType }) => VpcEndpointType === "Interface",
  ),
  "AWS::ECS::Cluster": { made: writesInsights },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": all(
    hasInterface((id) => `ELB ${id}`),
    logsAccess,
  ),
  "AWS::Lambda::Function": all(
    logs,
    hasInterface(
      (id) => `AWS Lambda VPC ENI-${id}`,
      ({ VpcConfig }) => VpcConfig !== undefined,
    ),
  ),
  "AWS::ECS::Service": hasInterface((id) => `attachment of a task of ${id}`),
  "AWS::RDS::DBInstance": backsUp,
  "AWS::S3::Bucket": logsAccess,
};

/** What services do by themselves in an account once a resource is made, and once it is gone. */
export const byItself = (
  account: Account,
): { readonly made: (resource: Resource) => void; readonly gone: (resource: Resource) => void } => ({
  made: (resource) => habits[resource.type]?.made?.(account, resource),
  gone: (resource) => habits[resource.type]?.gone?.(account, resource),
});
