import { createHash } from "node:crypto";
import type { LoggedEvent } from "../../../lib/ports/logs/port.ts";
import type { VirtualTime } from "../time.ts";
import type { Generally } from "./generally.ts";
import { type Change, changesBetween, knobsOf, type Template } from "./templates.ts";

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
  readonly importedFrom: (stack: Stack, exports: readonly string[]) => string | null;
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
};

/** An account that is as kind as it can be. */
export const kind: Habits = { visibleAfterMs: 0, listedForMs: 0, completes: [], longestName: 255 };

/** A resource that is gone and can still be seen. */
export type Ghost = { readonly resource: Resource; readonly untilMs: number };

type Token = string | undefined;

/** Source: CloudFormation answers so for a function whose code is not in the bucket (aws-solutions/aws-waf-security-automations#189). */
const noCode =
  "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.";

/** The property that names the code of a type in a bucket. */
const codeProperties: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "Code",
  "AWS::Lambda::LayerVersion": "Content",
};

/** The key of a function's or a layer's code in a template; undefined if it has none there. */
function codeKeyOf({ resources }: Template, logicalId: string): string | undefined {
  const { Type = "", Properties } = resources[logicalId] ?? {};
  const { S3Key } = (Properties?.[codeProperties[Type] ?? ""] ?? {}) as { readonly S3Key?: unknown };
  return typeof S3Key === "string" ? S3Key : undefined;
}

/** One stack: its operations take their time, and move it through CloudFormation's statuses to an end. */
export class Stack {
  readonly id: string;
  readonly name: string;
  status: string;
  reason = "";
  deployed: Deployed;
  /** What it deployed before its last update. */
  private before: Deployed;
  /** Physical ids by logical id. */
  readonly resources = new Map<string, string>();
  /** Newest first. */
  readonly events: StackEvent[] = [];
  /** What each ClientRequestToken asked for. */
  readonly tokens = new Map<string, string>();
  changeSets: ChangeSet[] = [];
  /** When its drift was looked for last, until when that is under way, and what the last detection that ended found. */
  driftCheckedAtMs: number | null = null;
  driftUntilMs = 0;
  driftFound = "NOT_CHECKED";
  /** Whether CloudFormation cannot find out how a resource of it is. */
  isDriftUnknown = false;
  isProtected = false;
  /** Whether somebody deployed it in mode EXPRESS. */
  isExpress = false;
  private readonly context: StackContext;

  constructor(context: StackContext, name: string, status: string, deployed: Deployed) {
    this.context = context;
    this.name = name;
    this.id = `arn:aws:cloudformation:::stack/${name}/${context.nextId()}`;
    this.status = status;
    this.deployed = deployed;
    this.before = deployed;
  }

  create(wanted: Deployed, token: Token): void {
    this.deployed = wanted;
    this.move("CREATE_IN_PROGRESS", token);
    this.later(() => {
      const [first, ...rest] = Object.keys(wanted.template.resources);
      const lacking = this.lacksCode();
      if (!knobsOf(wanted.template).fails.includes("create") && lacking === undefined) {
        for (const logicalId of [first, ...rest]) if (logicalId !== undefined) this.build(logicalId, token);
        this.move("CREATE_COMPLETE", token);
        return;
      }
      // The first resource is there already when a later one fails.
      if (first !== undefined) this.build(first, token);
      this.fail("CREATE_FAILED", token, lacking, lacking === undefined ? undefined : noCode);
      this.move("ROLLBACK_IN_PROGRESS", token, "The following resource(s) failed to create");
      this.later(() => {
        this.tearDown(token);
        this.move("ROLLBACK_COMPLETE", token);
      });
    });
  }

  update(wanted: Deployed, token: Token): void {
    const before = this.deployed;
    this.before = before;
    const { fails } = knobsOf(wanted.template);
    this.move("UPDATE_IN_PROGRESS", token);
    this.deployed = wanted;
    this.later(() => {
      const dropped = before.template.exports.filter((name) => !wanted.template.exports.includes(name));
      const held = this.context.importedFrom(this, dropped);
      const lacking = this.lacksCode();
      if (held === null && lacking === undefined && !fails.includes("update")) {
        for (const change of changesBetween(before.template, wanted.template)) this.apply(change, token);
        this.move("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", token);
        this.later(() => {
          // Source: CloudFormation user guide, "Understanding update behaviors": the update is complete all the same.
          if (fails.includes("clean-up")) this.fail("DELETE_FAILED", token);
          this.move("UPDATE_COMPLETE", token);
        });
        return;
      }
      if (held === null)
        this.fail("UPDATE_FAILED", token, lacking, lacking === undefined ? undefined : noCode);
      else this.tell(this.name, this.id, "AWS::CloudFormation::Stack", "UPDATE_FAILED", token, held);
      this.move("UPDATE_ROLLBACK_IN_PROGRESS", token, "The following resource(s) failed to update");
      this.later(() => {
        this.deployed = before;
        if (fails.includes("update-rollback"))
          this.move("UPDATE_ROLLBACK_FAILED", token, "The rollback failed on purpose");
        else this.move("UPDATE_ROLLBACK_COMPLETE", token);
      });
    });
  }

  /** Goes back from an update that could not be undone, or that was cancelled. */
  rollBack(token: Token, reason: string): void {
    this.move("UPDATE_ROLLBACK_IN_PROGRESS", token, reason);
    this.later(() => {
      this.deployed = this.before;
      this.move("UPDATE_ROLLBACK_COMPLETE", token);
    });
  }

  delete(token: Token): void {
    const { fails } = knobsOf(this.deployed.template);
    this.move("DELETE_IN_PROGRESS", token);
    this.later(() => {
      // Source: CloudFormation user guide, "Delete stack fails": a bucket has to be empty.
      const full = this.fullBucket();
      if (fails.includes("delete") || full !== undefined) {
        const reason = "The bucket you tried to delete is not empty";
        const failing =
          full === undefined
            ? this.fail("DELETE_FAILED", token)
            : this.fail("DELETE_FAILED", token, full, reason);
        this.move("DELETE_FAILED", token, `The following resource(s) failed to delete: [${failing}].`);
        return;
      }
      this.tearDown(token);
      this.move("DELETE_COMPLETE", token);
    });
  }

  /** Is complete at once, for a stack from before the world began. */
  completeAtOnce(): void {
    for (const logicalId of Object.keys(this.deployed.template.resources)) this.build(logicalId, undefined);
    this.move("CREATE_COMPLETE", undefined);
  }

  /** Is deleted, and leaves its resources (CloudFormation API reference, DeletionMode FORCE_DELETE_STACK). */
  forceDelete(): void {
    this.move("DELETE_COMPLETE", undefined);
  }

  /** Does something once the operation has taken its time, unless another one has taken its place. */
  private later(run: () => void): void {
    const { status } = this;
    const seconds =
      this.context.pace.get(this.name) ?? knobsOf(this.deployed.template).seconds ?? this.context.seconds();
    // What takes no time has ended when the request is answered.
    if (seconds === 0) {
      run();
      return;
    }
    this.context.time.after(seconds * 1_000, () => {
      if (this.status === status) run();
    });
  }

  /** Brings the stack to a status, with the event that tells so: also by hand, as if that operation had ended there. */
  move(status: string, token: Token, reason = ""): void {
    this.status = status;
    this.reason = reason;
    this.tell(this.name, this.id, "AWS::CloudFormation::Stack", status, token, reason);
  }

  /** A resource fails: the last one, on purpose, unless it is said which and why. Returns its logical id. */
  private fail(status: string, token: Token, logicalId?: string, reason = "it fails on purpose"): string {
    const { resources } = this.deployed.template;
    const failing = logicalId ?? Object.keys(resources).at(-1) ?? "Resource";
    this.tell(failing, "", resources[failing]?.Type ?? "", status, token, reason);
    return failing;
  }

  /** Lambda copies a function's code when it is deployed (Lambda API reference, FunctionCode and CodeSha256). */
  private codeOf(logicalId: string): object {
    const bytes = this.context.bytesAt(codeKeyOf(this.deployed.template, logicalId) ?? "");
    return bytes === undefined ? {} : { codeSha256: createHash("sha256").update(bytes).digest("base64") };
  }

  /** A function whose code is not there, which Lambda refuses to make; undefined if every one is. */
  private lacksCode(): string | undefined {
    const { template } = this.deployed;
    return Object.keys(template.resources).find((logicalId) => {
      const key = codeKeyOf(template, logicalId);
      return key !== undefined && this.context.bytesAt(key) === undefined;
    });
  }

  private build(logicalId: string, token: Token): void {
    const { Type: type = "", Metadata, Properties } = this.deployed.template.resources[logicalId] ?? {};
    const { longestName, completes } = this.context.habits();
    const made = cut(this.name, logicalId.toLowerCase(), this.context.nextId(), longestName);
    // A resource that is given a name has it as its physical id (CloudFormation user guide, "Name type").
    const id = String(Properties?.["Name"] ?? made);
    this.resources.set(logicalId, id);
    this.context.resources.set(id, {
      type,
      id,
      logicalId,
      stackId: this.id,
      stackName: this.name,
      createdAtMs: this.context.time.nowMs(),
      facts: { ...Metadata?.Facts, ...this.codeOf(logicalId) },
      properties: Properties ?? {},
      ...(Metadata?.Generally === undefined ? {} : { generally: Metadata.Generally }),
      network: null,
      logged: null,
      objects: Metadata?.Full ? 1 : 0,
      isDrifted: false,
      bornDrifted: Metadata?.Drift ?? completes,
    });
    this.tell(logicalId, id, type, "CREATE_COMPLETE", token, "", Properties);
  }

  /** Properties with the ids of the resources that they refer to (CloudFormation API reference, StackEvent). */
  private resolved(properties: Readonly<Record<string, unknown>>): unknown {
    return JSON.parse(JSON.stringify(properties), (_key, value) =>
      typeof value?.Ref === "string" ? (this.resources.get(value.Ref) ?? value.Ref) : value,
    );
  }

  private apply({ action, logicalId, type, replacement, policy }: Change, token: Token): void {
    const id = this.resources.get(logicalId);
    if (action === "Add" || id === undefined) {
      this.build(logicalId, token);
      return;
    }
    const there = this.context.resources.get(id);
    if (action === "Modify" && replacement !== "True" && there !== undefined) {
      const declared = this.deployed.template.resources[logicalId]?.Metadata?.Facts;
      const facts = { ...declared, ...this.codeOf(logicalId) };
      this.context.resources.set(id, { ...there, facts });
      this.tell(logicalId, id, type, "UPDATE_COMPLETE", token);
      return;
    }
    this.takeAway(logicalId, id, policy?.endsWith("Retain") === true, token);
    if (action === "Modify") this.build(logicalId, token);
  }

  private fullBucket(): string | undefined {
    const isInTheWay = ([logicalId, id]: readonly [string, string]) =>
      !this.isRetained(logicalId) && (this.context.resources.get(id)?.objects ?? 0) > 0;
    return [...this.resources].find(isInTheWay)?.[0];
  }

  private isRetained(logicalId: string): boolean {
    return this.deployed.template.resources[logicalId]?.DeletionPolicy === "Retain";
  }

  private tearDown(token: Token): void {
    for (const [logicalId, id] of [...this.resources])
      this.takeAway(logicalId, id, this.isRetained(logicalId), token);
  }

  private takeAway(logicalId: string, id: string, isRetained: boolean, token: Token): void {
    const type = this.context.resources.get(id)?.type ?? "";
    this.resources.delete(logicalId);
    const isLeft = isRetained || this.context.leftBehind.has(`${this.name} ${logicalId}`);
    const there = this.context.resources.get(id);
    if (!isLeft && there !== undefined) {
      this.context.resources.delete(id);
      const { listedForMs } = this.context.habits();
      const untilMs = this.context.time.nowMs() + listedForMs;
      if (listedForMs > 0) this.context.ghosts.set(id, { resource: there, untilMs });
    }
    this.tell(logicalId, id, type, isRetained ? "DELETE_SKIPPED" : "DELETE_COMPLETE", token);
  }

  private tell(
    LogicalResourceId: string,
    PhysicalResourceId: string,
    ResourceType: string,
    ResourceStatus: string,
    token: Token,
    reason = "",
    properties?: Readonly<Record<string, unknown>>,
  ): void {
    this.events.unshift({
      LogicalResourceId,
      PhysicalResourceId,
      ResourceType,
      ResourceStatus,
      ...(reason === "" ? {} : { ResourceStatusReason: reason }),
      ...(token === undefined ? {} : { ClientRequestToken: token }),
      ...(properties === undefined ? {} : { ResourceProperties: JSON.stringify(this.resolved(properties)) }),
      Timestamp: new Date(this.context.time.nowMs()),
    });
  }
}

/** The name that CloudFormation makes: a long one is cut within the stack's and the resource's part (yulin#1113, measured). */
function cut(stack: string, logicalId: string, unique: number, longest: number): string {
  const whole = `${stack}-${logicalId}-${unique}`;
  return whole.length <= longest ? whole : `${stack.slice(0, 25)}-${logicalId.slice(0, 24)}-${unique}`;
}
