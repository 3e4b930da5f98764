import type { Inspected, InspectedType, ResourceFacts } from "../../../lib/domain/check/resource-facts.ts";
import { carriesName } from "../../../lib/domain/rollback/carries-name.ts";
import type { Buckets } from "../../../lib/ports/buckets/port.ts";
import type { Exposure } from "../../../lib/ports/exposure/port.ts";
import type { Finder, Found } from "../../../lib/ports/finder/port.ts";
import type { Inspector } from "../../../lib/ports/inspector/port.ts";
import type { Logs } from "../../../lib/ports/logs/port.ts";
import type { Service } from "../account.ts";
import { calling } from "../process.ts";
import type { CloudFormation } from "./cloudformation.ts";
import type { Resource } from "./stack.ts";

type Asked = { readonly type: string; readonly id: string };

/** What a well-made resource looks like, unless its template says otherwise (`Metadata.Facts`). */
const wellMade: { readonly [T in InspectedType]: ResourceFacts[T] } = {
  "AWS::CloudFormation::Stack": { status: "CREATE_COMPLETE" },
  "AWS::CloudWatch::Alarm": { enabled: true, actions: 1 },
  "AWS::CloudWatch::Dashboard": { bytes: 1_000 },
  "AWS::EC2::FlowLog": { state: "ACTIVE" },
  "AWS::EC2::InternetGateway": { attached: true },
  "AWS::EC2::NetworkInterface": { status: "in-use" },
  "AWS::EC2::RouteTable": { routesToInternet: 0 },
  "AWS::EC2::SecurityGroup": { openToWorld: [] },
  "AWS::EC2::Subnet": { mapsPublicIp: false },
  "AWS::EC2::VPC": { internetGateways: 0 },
  "AWS::EC2::VPCEndpoint": { state: "available" },
  "AWS::ECS::Cluster": { status: "ACTIVE" },
  "AWS::ECS::Service": { status: "ACTIVE", desired: 2, running: 2, assignsPublicIp: false, subnets: 2 },
  "AWS::ECS::TaskDefinition": { status: "ACTIVE", logged: true },
  "AWS::ElasticLoadBalancingV2::Listener": { protocol: "HTTPS" },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { state: "active", scheme: "internet-facing", zones: 2 },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { healthy: 2, targets: 2 },
  "AWS::IAM::Role": { path: "/" },
  "AWS::KMS::Alias": { key: "key" },
  "AWS::KMS::Key": { state: "Enabled" },
  "AWS::Logs::LogGroup": { retentionDays: 400 },
  "AWS::RDS::DBClusterSnapshot": { status: "available" },
  "AWS::RDS::DBInstance": {
    status: "available",
    publiclyAccessible: false,
    encrypted: true,
    multiAz: true,
    backupDays: 7,
    deletionProtected: true,
    exportedLogs: ["postgresql"],
  },
  "AWS::RDS::DBParameterGroup": { family: "postgres17" },
  "AWS::RDS::DBSnapshot": { status: "available" },
  "AWS::RDS::DBSubnetGroup": { status: "Complete" },
  "AWS::S3::Bucket": {
    publicAccessBlocked: true,
    versioned: true,
    encryption: "aws:kms",
    accessLogged: true,
  },
  "AWS::SNS::Topic": { encrypted: true },
  "AWS::SecretsManager::Secret": { rotated: true },
};

/** How long ago a resource's log was told something, in every world. */
const loggedMs = 1_000;
/** How many objects are removed of a bucket before the port's adapter hands back. */
export const mostRemoved = 100_000;
/** How many events are read of a log group, as by the port's adapter. */
export const mostEvents = 10_000;

/**
 * Describes, lists and empties what CloudFormation has made. The services that do so are two dozen; here they are one,
 * which is asked through the account like any other, so that it can fail like any other.
 */
export function describing(cloudFormation: CloudFormation, nowMs: () => number): Service {
  const { resources } = cloudFormation;
  const all = () => [...resources.values()];
  const listed = ({ type, id, createdAtMs }: Resource): Found => ({ type, id, createdAtMs });
  // Nothing of the world is in a network but by its stack's name: application, environment, step.
  const environmentOf = ({ stackName }: Resource) => stackName.split("-").slice(0, -1).join("-");
  return {
    Describe: ({ type, id }: Asked): Inspected | null | undefined => {
      // There is no call that describes it.
      if (!(type in wellMade)) return undefined;
      const found = resources.get(id);
      return found === undefined
        ? null
        : ({ type, facts: { ...wellMade[type as InspectedType], ...found.facts } } as Inspected);
    },
    FindByTag: ({ stackIds }: { stackIds: readonly string[] }): readonly Found[] =>
      [...all(), ...cloudFormation.tagsOfGone]
        .filter(({ stackId }) => stackIds.includes(stackId))
        .map(({ type, id }) => ({ type, id, createdAtMs: null })),
    FindByName: ({ name, networks }: { name: string; networks: readonly string[] }): readonly Found[] =>
      all()
        .filter(
          ({ type, id, network }) =>
            (listedTypes.has(type) && carriesName(id, name)) ||
            (network !== null && networks.includes(network)),
        )
        .map(listed),
    FindExposed: ({ networks }: { networks: readonly string[] }): readonly string[] => {
      const theirs = new Set(
        all()
          .filter(({ id }) => networks.includes(id))
          .map(environmentOf),
      );
      return all()
        .filter((one) => one.type === "AWS::ElasticLoadBalancingV2::LoadBalancer")
        .filter((one) => theirs.has(environmentOf(one)))
        .map(({ id }) => `listener TCP 443 of ${id}`);
    },
    LookIntoBucket: ({ bucket }: { bucket: string }): boolean => (resources.get(bucket)?.objects ?? 0) === 0,
    EmptyBucket: ({ bucket }: { bucket: string }) => {
      const found = resources.get(bucket);
      if (found === undefined) return { removed: 0, isEmpty: true };
      const removed = Math.min(found.objects, mostRemoved);
      const objects = found.objects - removed;
      resources.set(bucket, { ...found, objects });
      return { removed, isEmpty: objects === 0 };
    },
    ReadLog: ({
      logGroup,
      sinceMs,
    }: {
      logGroup: string;
      sinceMs: number;
    }): Awaited<ReturnType<Logs["read"]>> => {
      const found = resources.get(logGroup);
      if (found === undefined) return null;
      const hello = { atMs: nowMs() - loggedMs, stream: "task", message: "hello" };
      const events = (found.logged ?? [hello]).filter(({ atMs }) => atMs >= sinceMs);
      return { events: events.slice(0, mostEvents), complete: events.length <= mostEvents };
    },
  };
}

/** Types that the finder's services list by name. */
const listedTypes = new Set([
  "AWS::Logs::LogGroup",
  "AWS::RDS::DBClusterSnapshot",
  "AWS::RDS::DBSnapshot",
  "AWS::S3::Bucket",
]);

/** Asks that service in the name of whatever process is calling. */
function ask<T>(operation: string, input: object): Promise<T> {
  const caller = calling.getStore();
  if (caller === undefined) throw new Error("a port was asked outside any process of the world");
  const { account, process } = caller;
  return account.send("describe", operation, input, process) as Promise<T>;
}

/** The ports behind which that service stands. */
export const described: Inspector & Finder & Exposure & Buckets & Logs = {
  inspect: ({ type, id }) => ask("Describe", { type, id }),
  byTag: (stackIds) => ask("FindByTag", { stackIds }),
  byName: (name, networks) => ask("FindByName", { name, networks }),
  of: (networks) => (networks.length === 0 ? Promise.resolve([]) : ask("FindExposed", { networks })),
  isEmpty: (bucket) => ask("LookIntoBucket", { bucket }),
  empty: (bucket) => ask("EmptyBucket", { bucket }),
  read: (logGroup, sinceMs) => ask("ReadLog", { logGroup, sinceMs }),
};
