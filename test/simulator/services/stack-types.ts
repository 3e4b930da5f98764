import type { LoggedEvent } from "../../../lib/ports/logs/port.ts";
import type { VirtualTime } from "../time.ts";
import type { Generally } from "./generally.ts";
import type { Change, Template } from "./templates.ts";

/** What a stack deploys. */
export type Deployed = {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};

/** A resource that exists, with or without a stack. */
export type Resource = {
  readonly type: string;
  readonly id: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly createdAtMs: number;
  readonly facts: object;
  /** What its template says of it; absent of what belongs to no stack. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** How Cloud Control answers about it, if it does not simply read it. */
  readonly generally?: Generally;
  /** The network that an interface is in. */
  readonly network: string | null;
  /** What a log group holds; null: what every one holds. */
  readonly logged: readonly LoggedEvent[] | null;
  /** How many objects a bucket has: one that has any cannot be deleted. */
  readonly objects: number;
  /** What the description of an interface says that it serves. */
  readonly serves?: string;
  /** The resource whose snapshot or backup it is. */
  readonly backupOf?: string;
  /** Whether AWS removes it by itself some time after its owner. */
  readonly isLingering?: boolean;
  /** Why S3 does not delete an object of the bucket, such as a legal hold; absent if it does. */
  readonly locked?: string;
  /** Whether it was changed by hand. */
  readonly isDrifted: boolean;
  /** The properties in which it has drifted, as drift detection names them. @default /Tags */
  readonly driftedIn?: readonly string[];
  /** The properties that drift detection reports right after the creation, because AWS completes what the template says. */
  readonly bornDrifted?: readonly string[];
};

/** A resource that belongs to no stack, as little as there is to say of it. */
export const stray = (what: Pick<Resource, "type" | "id" | "createdAtMs"> & Partial<Resource>): Resource => ({
  logicalId: "",
  stackId: "",
  stackName: "",
  facts: {},
  network: null,
  logged: null,
  objects: 0,
  isDrifted: false,
  ...what,
});

/** What a stack remembers of an operation. */
export type StackEvent = {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly ResourceProperties?: string;
  readonly ClientRequestToken?: string;
  readonly Timestamp: Date;
};

/** A change set of a stack. */
export type ChangeSet = {
  readonly name: string;
  readonly wanted: Deployed;
  readonly changes: readonly Change[];
  status: string;
  executionStatus: string;
  reason: string;
};

/** What every stack of an account shares. */
export type StackContext = {
  readonly time: VirtualTime;
  /** What exists, by physical id. */
  readonly resources: Map<string, Resource>;
  readonly nextId: () => number;
  /** How many seconds an operation of the stack of that name takes, regardless of its template. */
  readonly pace: Map<string, number>;
  /** How many seconds every other operation takes whose template does not say it. */
  readonly seconds: () => number;
  /** Resources that stay although their stack reports them deleted, as "stack LogicalId". */
  readonly leftBehind: Set<string>;
  readonly habits: () => Habits;
  /** What is gone and can still be seen, by physical id. */
  readonly ghosts: Map<string, Ghost>;
  /** The bytes at a key of the bootstrap's bucket; undefined if there are none. */
  readonly bytesAt: (key: string) => string | undefined;
  /** Why another stack's import keeps one of these exports; null if none does. */
  readonly importedFrom: (stackId: string, exports: readonly string[]) => string | null;
};

/** How an account behaves beside what it is asked for. */
export type Habits = {
  /** How long after its creation a resource cannot be seen. */
  readonly visibleAfterMs: number;
  /** How long after its deletion a resource can still be seen. */
  readonly listedForMs: number;
  /** The properties that AWS completes, which drift detection reports. */
  readonly completes: readonly string[];
  /** How long a generated name may be: CloudFormation cuts the stack's and the resource's name. */
  readonly longestName: number;
  /** How many seconds AWS takes at least for resources of these types. */
  readonly leastSeconds: (types: readonly string[]) => number;
  /** What is read of a resource, as far as its properties tell. */
  readonly factsOf: (type: string, properties: Readonly<Record<string, unknown>>) => object;
  /** Whether a network with an interface in it cannot be deleted. */
  readonly holdsNetworks: boolean;
  /** What services do by themselves once a resource stands, and once it is gone. */
  readonly made: (resource: Resource) => void;
  readonly gone: (resource: Resource) => void;
};

/** An account that is as kind as it can be. */
export const kind: Habits = {
  visibleAfterMs: 0,
  listedForMs: 0,
  completes: [],
  longestName: 255,
  leastSeconds: () => 0,
  factsOf: () => ({}),
  holdsNetworks: false,
  made: () => undefined,
  gone: () => undefined,
};

/** A resource that is gone and can still be seen. */
export type Ghost = { readonly resource: Resource; readonly untilMs: number };
