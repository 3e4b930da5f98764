import { fewAtATime } from "../../../lib/domain/few-at-a-time.ts";
import { carriesName } from "../../../lib/domain/rollback/carries-name.ts";
import { isLogGroupOf } from "../../../lib/domain/rollback/implied.ts";
import type { Buckets } from "../../../lib/ports/buckets/port.ts";
import type { Exposure, Way } from "../../../lib/ports/exposure/port.ts";
import type { Finder, Found } from "../../../lib/ports/finder/port.ts";
import type { Inspector } from "../../../lib/ports/inspector/port.ts";
import type { LogGroups } from "../../../lib/ports/log-groups/port.ts";
import type { Logs, MadeLogGroup } from "../../../lib/ports/logs/port.ts";
import { throttledIfPassing } from "../../../lib/ports/shared/passing-errors.ts";
import { describedRows, type Inspected } from "../../../lib/resources/resources.ts";
import type { Service } from "../account.ts";
import { calling } from "../process.ts";
import type { CloudFormation } from "./cloudformation.ts";
import { soundFacts } from "./sound-facts.ts";
import type { Resource } from "./stack-types.ts";

type Asked = { readonly type: string; readonly id: string };

/** Facts of sound resources where the stories need more than the first value that every probe holds for. */
const storyFacts: Readonly<Record<string, object>> = {
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { scheme: "internet-facing" },
  // One that admits the world is announced by its template; what a test is about says it of its own.
  "AWS::EC2::SecurityGroup": { openToWorld: [], admits: [] },
};

/** What a sound resource looks like, unless its template says otherwise (`Metadata.Facts`). */
const soundOf = new Map(
  describedRows.map(({ type, row }) => [
    type as string,
    // No policy lets anybody in but those whom it names.
    {
      ...soundFacts(row),
      ...("documents" in row.facts ? { documents: ['{"Statement":[]}'] } : {}),
      ...storyFacts[type],
    },
  ]),
);

/** How long ago each log got its last event. */
const loggedMs = 1_000;
/** How many objects are removed of a bucket before the port's adapter hands back. */
export const mostRemoved = 100_000;
/** How many events are read of a log group, as by the port's adapter. */
export const mostEvents = 10_000;

/**
 * Describes, lists and empties what CloudFormation has created. On AWS two dozen services do so; here one does. It is called
 * through the account like any other service, so it can fail like any other.
 */
export function describing(cloudFormation: CloudFormation, nowMs: () => number): Service {
  const { resources } = cloudFormation;
  const habits = () => cloudFormation.habits;
  const isVisible = ({ createdAtMs }: Resource): boolean => createdAtMs + habits().visibleAfterMs <= nowMs();
  const all = () => [...resources.values()].filter(isVisible);
  const ghosts = () =>
    [...cloudFormation.ghosts.values()]
      .filter(({ untilMs }) => untilMs > nowMs())
      .map(({ resource }) => resource);
  const listed = ({ type, id, createdAtMs, network, serves }: Resource): Found => ({
    type,
    id,
    createdAtMs,
    ...(network === null ? {} : { network }),
    ...(serves === undefined ? {} : { serves }),
  });
  // A resource belongs to an environment's network by its stack's name: application, environment, step.
  const environmentOf = ({ stackName }: Resource) => stackName.split("-").slice(0, -1).join("-");
  return {
    Describe: ({ type, id }: Asked): Inspected | null | undefined => {
      // There is no call that describes it.
      const sound = soundOf.get(type);
      if (sound === undefined) return undefined;
      const found = resources.get(id) ?? ghosts().find((one) => one.id === id);
      return found !== undefined && isVisible(found)
        ? ({ type, facts: { ...sound, ...found.facts } } as Inspected)
        : null;
    },
    FindByTag: ({ stackIds }: { stackIds: readonly string[] }): readonly Found[] =>
      [...all(), ...ghosts(), ...cloudFormation.tagsOfGone]
        .filter(({ stackId }) => stackIds.includes(stackId))
        .map(({ type, id }) => ({ type, id, createdAtMs: null })),
    FindByName: ({
      name,
      networks,
      prefixes,
    }: {
      name: string;
      networks: readonly string[];
      prefixes: readonly string[];
    }): readonly Found[] =>
      [...all(), ...ghosts()]
        .filter(
          ({ type, id, network }) =>
            (listedTypes.has(type) && carriesName(id, name)) ||
            (type === "AWS::Logs::LogGroup" && isLogGroupOf(id, prefixes)) ||
            (network !== null && networks.includes(network)),
        )
        .map(listed),
    FindBackups: ({ resources: asked }: { resources: readonly Asked[] }): readonly Found[] =>
      all()
        .filter(({ backupOf }) => asked.some(({ id }) => id === backupOf))
        .map((one) => ({ ...listed(one), listedBy: "service:ListBackups" })),
    FindExposed: ({ networks }: { networks: readonly string[] }): readonly Way[] => {
      const theirs = new Set(
        all()
          .filter(({ id }) => networks.includes(id))
          .map(environmentOf),
      );
      const balancers = (some: readonly Resource[]) =>
        some
          .filter((one) => one.type === "AWS::ElasticLoadBalancingV2::LoadBalancer")
          .filter(({ properties = {} }) => properties["Scheme"] !== "internal")
          .filter((one) => theirs.has(environmentOf(one)));
      return [
        ...balancers(all()).map(({ id, isLingering }) => ({
          what: `listener TCP 443 of ${id}`,
          lingers: isLingering === true,
        })),
        // The addresses of a load balancer stay for a while after it.
        ...balancers(ghosts()).map(({ id }) => ({ what: `address of ${id}`, lingers: true })),
      ];
    },
    LookIntoBucket: ({ bucket }: { bucket: string }): boolean => (resources.get(bucket)?.objects ?? 0) === 0,
    EmptyBucket: ({ bucket }: { bucket: string }): Awaited<ReturnType<Buckets["empty"]>> => {
      const found = resources.get(bucket);
      if (found === undefined) return { removed: 0, isEmpty: true, refused: null };
      if (found.locked !== undefined) return { removed: 0, isEmpty: false, refused: found.locked };
      const removed = Math.min(found.objects, mostRemoved);
      const objects = found.objects - removed;
      resources.set(bucket, { ...found, objects });
      return { removed, isEmpty: objects === 0, refused: null };
    },
    FindLogGroups: ({ names }: { names: readonly string[] }): readonly MadeLogGroup[] =>
      all()
        .filter(({ type, id }) => type === "AWS::Logs::LogGroup" && isLogGroupOf(id, names))
        .map(({ id, createdAtMs }) => ({ name: id, createdAtMs })),
    DeleteLogGroup: ({ logGroup }: { logGroup: string }): string | null => {
      const locked = resources.get(logGroup)?.locked ?? null;
      if (locked === null) resources.delete(logGroup);
      return locked;
    },
    ReadLog: ({
      logGroup,
      sinceMs,
      untilMs,
    }: {
      logGroup: string;
      sinceMs: number;
      untilMs: number;
    }): Awaited<ReturnType<Logs["read"]>> => {
      const found = resources.get(logGroup);
      if (found === undefined) return null;
      const hello = { atMs: nowMs() - loggedMs, stream: "task", message: "hello" };
      const events = (found.logged ?? [hello]).filter(({ atMs }) => atMs >= sinceMs && atMs < untilMs);
      return { events: events.slice(-mostEvents), complete: events.length <= mostEvents };
    },
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
  // As the clients of the ports' adapters do.
  return throttledIfPassing(account.send("describe", operation, input, process) as Promise<T>);
}

/** The ports that ask this service. */
export const described: Inspector & Finder & Exposure & Buckets & Logs & LogGroups = {
  async inspect(resources) {
    const answers = await fewAtATime(resources, async (resource) => {
      const { type, id } = resource;
      const seen = await ask<Inspected | null | undefined>("Describe", { type, id });
      return seen === undefined ? [] : [[resource, seen] as const];
    });
    return new Map(answers.flat());
  },
  byTag: (stackIds) => ask("FindByTag", { stackIds }),
  byName: (name, networks, prefixes) => ask("FindByName", { name, networks, prefixes }),
  backupsOf: (resources) =>
    ask("FindBackups", { resources: resources.map(({ type, id }) => ({ type, id })) }),
  exposedIn: (networks) => (networks.length === 0 ? Promise.resolve([]) : ask("FindExposed", { networks })),
  isEmpty: (bucket) => ask("LookIntoBucket", { bucket }),
  empty: (bucket) => ask("EmptyBucket", { bucket }),
  read: (_, logGroup, sinceMs, untilMs) => ask("ReadLog", { logGroup, sinceMs, untilMs }),
  named: (_, names) => ask("FindLogGroups", { names }),
  remove: (logGroup) => ask("DeleteLogGroup", { logGroup }),
};
