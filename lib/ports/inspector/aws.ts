import { fewAtATime } from "../../domain/few-at-a-time.ts";
import { groupedBy } from "../../domain/grouped.ts";
import type { Inspected } from "../../resources/resources.ts";
import { readersOf } from "../../resources/tables.ts";
import type { Clients, Environments } from "../shared/environments/environments.ts";
import type { ResourceId } from "../stack-reader/port.ts";
import type { Inspector } from "./port.ts";

type ReadersFile = {
  readonly readers: Readonly<Record<string, (id: string, clients: Clients) => Promise<object | null>>>;
  readonly together?: Readonly<
    Record<
      string,
      {
        readonly most: number;
        readonly describe: (ids: readonly string[], clients: Clients) => Promise<ReadonlyMap<string, object>>;
      }
    >
  >;
};

/** Resources of one type in one environment, which one request may describe. */
type Group = { readonly type: string; readonly clients: Clients; readonly resources: readonly ResourceId[] };

/**
 * Reads resources by describing them, each through its own service, and several at a time where the service can. A service's file
 * is loaded with the first resource of the service, because most functions need few services.
 */
export const inspectorIn = (environments: Environments): Inspector => ({
  async inspect(resources) {
    const described = resources.filter(({ type }) => Object.hasOwn(readersOf, type));
    const kinds = groupedBy(described, ({ type, stack }) => `${environments.ofStack(stack)} ${type}`);
    const groups = await Promise.all([...kinds.values()].map((kind) => groupsOf(environments, kind)));
    return new Map((await fewAtATime(groups.flat(), answersOf)).flat());
  },
});

// The rows name the file, and the file's readers are typed by the rows; a test holds the two together.
const fileOf = async (type: string): Promise<ReadersFile> =>
  (await import(`./readers/${readersOf[type]}.ts`)) as ReadersFile;

/** The requests into which resources of one type in one environment are put. */
async function groupsOf(environments: Environments, kind: readonly ResourceId[]): Promise<readonly Group[]> {
  const [{ type, stack } = { type: "", stack: "" }] = kind;
  const clients = environments.clients("look", environments.ofStack(stack));
  const most = (await fileOf(type)).together?.[type]?.most ?? 1;
  const groups: Group[] = [];
  for (let from = 0; from < kind.length; from += most)
    groups.push({ type, clients, resources: kind.slice(from, from + most) });
  return groups;
}

/** What is read of a group. What an answer for several does not tell of is described by itself: only that proves it gone. */
async function answersOf({
  type,
  clients,
  resources,
}: Group): Promise<readonly (readonly [ResourceId, Inspected | null])[]> {
  const { readers, together } = await fileOf(type);
  const found =
    resources.length === 1
      ? undefined
      : await together?.[type]?.describe(
          resources.map(({ id }) => id),
          clients,
        );
  const answers = await fewAtATime(resources, async (resource) => {
    const facts = found?.get(resource.id) ?? (await readers[type]?.(resource.id, clients));
    if (facts === undefined) return [];
    return [[resource, facts === null ? null : ({ type, facts } as Inspected)] as const];
  });
  return answers.flat();
}
