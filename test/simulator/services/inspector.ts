import { carriesName } from "../../../lib/domain/rollback/carries-name.ts";
import type { Buckets } from "../../../lib/ports/buckets/port.ts";
import type { Exposure } from "../../../lib/ports/exposure/port.ts";
import type { Finder, Found } from "../../../lib/ports/finder/port.ts";
import type { Inspector } from "../../../lib/ports/inspector/port.ts";
import type { Logs } from "../../../lib/ports/logs/port.ts";
import {
  describedRows,
  type Inspected,
  type InspectedType,
  type ResourceFacts,
} from "../../../lib/resources/resources.ts";
import type { Service } from "../account.ts";
import { calling } from "../process.ts";
import type { CloudFormation } from "./cloudformation.ts";
import type { Resource } from "./stack.ts";

type Asked = { readonly type: string; readonly id: string };

/** What a sound resource looks like, unless its template says otherwise (`Metadata.Facts`). */
const wellMade: { readonly [T in InspectedType]?: ResourceFacts[T] } = {
  "AWS::S3::Bucket": {
    publicAccessBlocked: true,
    versioned: true,
    encryption: "aws:kms",
    accessLogged: true,
  },
  "AWS::Logs::LogGroup": { retentionDays: 400 },
  "AWS::EC2::VPC": { internetGateways: 0 },
  "AWS::EC2::InternetGateway": { attached: true },
  "AWS::ECS::Service": { status: "ACTIVE", desired: 2, running: 2, assignsPublicIp: false, subnets: 2 },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { state: "active", scheme: "internet-facing", zones: 2 },
  "AWS::CloudWatch::Alarm": { enabled: true, actions: 1 },
};

/** How long ago each log got its last event. */
const loggedMs = 1_000;

/**
 * Describes, lists and empties what CloudFormation has created. On AWS two dozen services do so; here one does. It is asked
 * through the account like any other service, so it can fail like any other.
 */
export function describing(cloudFormation: CloudFormation, nowMs: () => number): Service {
  const { resources } = cloudFormation;
  const all = () => [...resources.values()];
  const listed = ({ type, id, createdAtMs }: Resource): Found => ({ type, id, createdAtMs });
  // A resource belongs to an environment's network by its stack's name: application, environment, step.
  const environmentOf = ({ stackName }: Resource) => stackName.split("-").slice(0, -1).join("-");
  return {
    Describe: ({ type, id }: Asked): Inspected | null | undefined => {
      const found = resources.get(id);
      if (found === undefined) return null;
      const facts = wellMade[type as InspectedType];
      return facts === undefined ? undefined : ({ type, facts: { ...facts, ...found.facts } } as Inspected);
    },
    FindByTag: ({ stackIds }: { stackIds: readonly string[] }): readonly Found[] =>
      all()
        .filter(({ stackId }) => stackIds.includes(stackId))
        .map((resource) => ({ ...listed(resource), createdAtMs: null })),
    FindByName: ({ name }: { name: string }): readonly Found[] =>
      all()
        .filter(({ type, id }) => listedTypes.has(type) && carriesName(id, name))
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
    LookIntoBucket: ({ bucket }: { bucket: string }): boolean => resources.get(bucket)?.isFull !== true,
    EmptyBucket: ({ bucket }: { bucket: string }) => {
      const found = resources.get(bucket);
      if (found?.isFull !== true) return { removed: 0, isEmpty: true };
      resources.set(bucket, { ...found, isFull: false });
      return { removed: 1, isEmpty: true };
    },
    ReadLog: ({ logGroup }: { logGroup: string }): Awaited<ReturnType<Logs["read"]>> =>
      resources.has(logGroup)
        ? { events: [{ atMs: nowMs() - loggedMs, stream: "task", message: "hello" }], complete: true }
        : null,
  };
}

/** Types that the finder's services list by name. */
const listedTypes = new Set(
  describedRows.flatMap(({ type, row: { listed } }) => (listed?.by === "name" ? [type] : [])),
);

/** Asks that service in the name of the calling process. */
function ask<T>(operation: string, input: object): Promise<T> {
  const caller = calling.getStore();
  if (caller === undefined) throw new Error("a port was asked outside any process of the account");
  const { account, process } = caller;
  return account.send("describe", operation, input, process) as Promise<T>;
}

/** The ports that ask this service. */
export const described: Inspector & Finder & Exposure & Buckets & Logs = {
  inspect: ({ type, id }) => ask("Describe", { type, id }),
  byTag: (stackIds) => ask("FindByTag", { stackIds }),
  byName: (name) => ask("FindByName", { name }),
  exposedIn: (networks) => (networks.length === 0 ? Promise.resolve([]) : ask("FindExposed", { networks })),
  isEmpty: (bucket) => ask("LookIntoBucket", { bucket }),
  empty: (bucket) => ask("EmptyBucket", { bucket }),
  read: (logGroup) => ask("ReadLog", { logGroup }),
};
