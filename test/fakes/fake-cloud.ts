import type { StackDrift } from "../../lib/domain/check/unchanged.ts";
import { carriesName } from "../../lib/domain/rollback/carries-name.ts";
import type { Buckets } from "../../lib/ports/buckets/port.ts";
import type { DriftDetector } from "../../lib/ports/drift-detector/port.ts";
import type { Exposure } from "../../lib/ports/exposure/port.ts";
import type { Finder, Found } from "../../lib/ports/finder/port.ts";
import type { Inspector } from "../../lib/ports/inspector/port.ts";
import type { LoggedEvent, Logs } from "../../lib/ports/logs/port.ts";
import type { ResourceId } from "../../lib/ports/stack-reader/port.ts";
import type { Inspected } from "../../lib/resources/resources.ts";
import { readersOf } from "../../lib/resources/tables.ts";
import { FakeStacks } from "./fake-stacks.ts";

/** A resource that stands outside of any stack, whoever made it. */
type Stray = Found & {
  readonly state?: string;
  readonly network?: string;
  /** The stack whose tag it carries. */
  readonly tag?: string;
};

/** What is not told apart from its type needs facts of a shape; every type that has a state has one of these two. */
const factsOf = (type: string, state: string, open: boolean, drifted: boolean): object =>
  type === "AWS::S3::Bucket"
    ? { publicAccessBlocked: !open, versioned: !drifted, encryption: "aws:kms", accessLogged: true }
    : { state, status: state };

/** CloudFormation in memory with the resources behind it, and the ways to find them without it. */
export class FakeCloud
  extends FakeStacks
  implements Inspector, Finder, Exposure, Buckets, Logs, DriftDetector
{
  /** Resources that no stack has, by id. */
  readonly strays = new Map<string, Stray>();
  /** What the tagging service lists although it is gone. */
  readonly ghosts: { readonly stack: string; readonly found: Found }[] = [];
  /** What can be reached from outside, in words. */
  readonly reachable: string[] = [];

  /** Resources of stacks that are nested in others, by the nested stack's id. */
  readonly nested = new Map<string, readonly ResourceId[]>();

  override async resourcesEver(stackId: string, tokens?: readonly string[]) {
    return this.nested.get(stackId) ?? super.resourcesEver(stackId, tokens);
  }

  /** What CloudFormation's drift detection finds, by the name of the stack. */
  readonly drifts = new Map<string, StackDrift>();
  /** How often drift detection is asked before it has found out. */
  driftLooks = 0;
  private readonly driftAsked = new Map<string, number>();

  async drift(stackId: string, sinceMs: number): Promise<StackDrift | null> {
    const asked = (this.driftAsked.get(`${stackId} ${sinceMs}`) ?? 0) + 1;
    this.driftAsked.set(`${stackId} ${sinceMs}`, asked);
    if (asked <= this.driftLooks) return null;
    return this.drifts.get(this.find(stackId)?.stackName ?? "") ?? { status: "IN_SYNC", resources: [] };
  }

  /** What log groups say; a group that is not here is empty. */
  readonly logged = new Map<string, readonly LoggedEvent[]>();
  /** Log groups that cannot be read. */
  readonly silent = new Set<string>();

  async read(logGroup: string, sinceMs: number) {
    if (this.silent.has(logGroup)) return null;
    const events = (this.logged.get(logGroup) ?? []).filter(({ atMs }) => atMs >= sinceMs);
    return { events, complete: true };
  }

  async isEmpty(bucket: string): Promise<boolean> {
    return !this.full.has(bucket);
  }

  async empty(bucket: string) {
    this.calls.push(`empty ${bucket}`);
    if (this.full.has(bucket)) this.effects.push({ what: `empty ${bucket}`, token: bucket });
    return { removed: this.full.delete(bucket) ? 1 : 0, isEmpty: true };
  }

  leave(stray: Partial<Stray> & Pick<Stray, "type" | "id">): void {
    this.strays.set(stray.id, { createdAtMs: null, ...stray });
  }

  override async inspect({ type, id }: ResourceId): ReturnType<Inspector["inspect"]> {
    if (!Object.hasOwn(readersOf, type)) return undefined;
    const standing = await Promise.all([...this.stacks.keys()].map((stack) => this.resources(stack)));
    const stray = this.strays.get(id);
    const isThere =
      stray !== undefined || this.lingering.has(id) || standing.flat().some((resource) => resource.id === id);
    if (!isThere) return null;
    // The table and the facts are both typed by the resource type; that they are of the same one cannot be told here.
    return {
      type,
      facts: factsOf(type, stray?.state ?? "available", this.open.has(id), this.drifted.has(id)),
    } as Inspected;
  }

  async byTag(stackIds: readonly string[]): Promise<readonly Found[]> {
    return [
      ...this.ghosts.filter(({ stack }) => stackIds.includes(stack)).map(({ found }) => found),
      ...[...this.strays.values()].filter(({ tag }) => tag !== undefined && stackIds.includes(tag)),
    ];
  }

  async byName(name: string, networks: readonly string[]): Promise<readonly Found[]> {
    const scanned = ["AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::RDS::DBSnapshot"];
    return [...this.strays.values()].filter(
      ({ type, id, network }) =>
        (scanned.includes(type) && carriesName(id, name)) ||
        (network !== undefined && networks.includes(network)),
    );
  }

  async exposedIn(): Promise<readonly string[]> {
    return this.reachable;
  }
}
