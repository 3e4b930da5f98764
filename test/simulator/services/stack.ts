import { createHash } from "node:crypto";
import {
  type ChangeSet,
  type Deployed,
  type Resource,
  type StackContext,
  type StackEvent,
  stray,
} from "./stack-types.ts";
import { type Change, changesBetween, knobsOf, policyOf, type Template } from "./templates.ts";

type Token = string | undefined;

/** The property that names a resource, where `Ref` is that name (CloudFormation template reference, "Return values"). */
const nameOf: Readonly<Record<string, string>> = {
  "AWS::ECS::Cluster": "ClusterName",
  "AWS::IAM::Role": "RoleName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::RDS::DBInstance": "DBInstanceIdentifier",
  "AWS::RDS::DBParameterGroup": "DBParameterGroupName",
  "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
  "AWS::S3::Bucket": "BucketName",
};

/** How much of a creation's time anything else takes. Assumed. */
const shareOfOthers = 1 / 3;

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
        this.tearDown(token, true);
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
      const held = this.context.importedFrom(this.id, dropped);
      const lacking = this.lacksCode();
      if (held === null && lacking === undefined && !fails.includes("update")) {
        const cleansUp = !fails.includes("clean-up");
        const left = changesBetween(before.template, wanted.template).flatMap(
          (change) => this.apply(change, token, cleansUp) ?? [],
        );
        this.move("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", token);
        this.later(() => {
          // Source: CloudFormation user guide, "Understanding update behaviors": the update is complete all the same.
          if (!cleansUp && left.length === 0) this.fail("DELETE_FAILED", token);
          // Source: the same page: CloudFormation tries to delete it three times.
          for (const { logicalId, id, type } of [left, left, left].flat())
            this.tell(logicalId, id, type, "DELETE_FAILED", token, "it cannot be deleted");
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
      const held = this.inTheWay();
      if (fails.includes("delete") || held !== undefined) {
        const failing = this.fail("DELETE_FAILED", token, ...(held ?? []));
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
    const { resources, knobs } = this.deployed.template;
    const least = this.context.habits().leastSeconds(Object.values(resources).map(({ Type }) => Type));
    const share = status.startsWith("CREATE_") ? 1 : shareOfOthers;
    const seconds =
      this.context.pace.get(this.name) ??
      Math.max(knobs.seconds ?? this.context.seconds(), Math.round(least * share));
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
    const { longestName, completes, factsOf } = this.context.habits();
    const made = cut(this.name, logicalId.toLowerCase(), this.context.nextId(), longestName);
    // A resource that is given a name has it as its physical id (CloudFormation user guide, "Name type").
    const given = Properties?.[nameOf[type] ?? ""] ?? Properties?.["Name"];
    const id = typeof given === "string" ? given : made;
    this.resources.set(logicalId, id);
    const resource: Resource = {
      type,
      id,
      logicalId,
      stackId: this.id,
      stackName: this.name,
      createdAtMs: this.context.time.nowMs(),
      facts: { ...factsOf(type, Properties ?? {}), ...Metadata?.Facts, ...this.codeOf(logicalId) },
      properties: this.resolved(Properties ?? {}),
      ...(Metadata?.Generally === undefined ? {} : { generally: Metadata.Generally }),
      network: null,
      logged: null,
      objects: Metadata?.Full ? 1 : 0,
      isDrifted: false,
      bornDrifted: Metadata?.Drift ?? completes,
    };
    this.context.resources.set(id, resource);
    this.tell(logicalId, id, type, "CREATE_COMPLETE", token, "", Properties);
    this.context.habits().made(resource);
  }

  /** Properties with the ids of the resources that they refer to (CloudFormation API reference, StackEvent). */
  private resolved(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return JSON.parse(JSON.stringify(properties), (_key, value) =>
      typeof value?.Ref === "string" ? (this.resources.get(value.Ref) ?? value.Ref) : value,
    );
  }

  /** Applies a change. Returns the old resource if it is left because the clean-up fails. */
  private apply(
    { action, logicalId, type, replacement, policy }: Change,
    token: Token,
    cleansUp: boolean,
  ): { readonly logicalId: string; readonly id: string; readonly type: string } | undefined {
    const id = this.resources.get(logicalId);
    if (action === "Add" || id === undefined) {
      this.build(logicalId, token);
      return undefined;
    }
    const there = this.context.resources.get(id);
    if (action === "Modify" && replacement !== "True" && there !== undefined) {
      const { Metadata, Properties = {} } = this.deployed.template.resources[logicalId] ?? {};
      const { factsOf } = this.context.habits();
      const facts = { ...factsOf(type, Properties), ...Metadata?.Facts, ...this.codeOf(logicalId) };
      this.context.resources.set(id, { ...there, facts, properties: this.resolved(Properties) });
      this.tell(logicalId, id, type, "UPDATE_COMPLETE", token);
      return undefined;
    }
    const kind = there?.type ?? type;
    if (cleansUp) this.takeAway(logicalId, id, policy?.replace("ReplaceAnd", "") ?? "Delete", token);
    else this.resources.delete(logicalId);
    if (action === "Modify") this.build(logicalId, token);
    return cleansUp ? undefined : { logicalId, id, type: kind };
  }

  /** What CloudFormation cannot delete, and why; undefined if nothing is in its way. */
  private inTheWay(): [logicalId: string, reason: string] | undefined {
    const own = [...this.resources.values()];
    const interfaces = [...this.context.resources.values()].flatMap(({ network, serves = "" }) =>
      network === null || own.some((id) => serves.includes(id)) ? [] : network,
    );
    for (const [logicalId, id] of this.resources) {
      // Source: CloudFormation user guide, "Delete stack fails": a bucket has to be empty.
      const isFull = (this.context.resources.get(id)?.objects ?? 0) > 0;
      if (isFull && !this.keeps(this.policyOf(logicalId)))
        return [logicalId, "The bucket you tried to delete is not empty"];
      // Source: RDS user guide, "Deleting a DB instance".
      if (this.context.resources.get(id)?.properties?.["DeletionProtection"] === true)
        return [
          logicalId,
          "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        ];
      // Source: VPC user guide, "Delete your VPC": no network interface may be left in it.
      if (this.context.habits().holdsNetworks && interfaces.includes(id))
        return [logicalId, `The vpc '${id}' has dependencies and cannot be deleted.`];
    }
    return undefined;
  }

  private policyOf(logicalId: string): string {
    const declared = this.deployed.template.resources[logicalId];
    return declared === undefined ? "Delete" : policyOf(declared);
  }

  private keeps(policy: string): boolean {
    return policy === "Retain" || policy === "RetainExceptOnCreate";
  }

  /** @param isUndone whether its creation is rolled back, in which RetainExceptOnCreate keeps nothing */
  private tearDown(token: Token, isUndone = false): void {
    for (const [logicalId, id] of [...this.resources]) {
      const policy = this.policyOf(logicalId);
      this.takeAway(logicalId, id, isUndone && policy === "RetainExceptOnCreate" ? "Delete" : policy, token);
    }
  }

  private takeAway(logicalId: string, id: string, policy: string, token: Token): void {
    const { resources, leftBehind, ghosts, habits, time } = this.context;
    const there = resources.get(id);
    const type = there?.type ?? "";
    this.resources.delete(logicalId);
    const isRetained = this.keeps(policy);
    const isLeft = isRetained || leftBehind.has(`${this.name} ${logicalId}`);
    if (!isLeft && there !== undefined) {
      if (policy === "Snapshot") this.snapshot(there);
      resources.delete(id);
      const { listedForMs, gone } = habits();
      if (listedForMs > 0) ghosts.set(id, { resource: there, untilMs: time.nowMs() + listedForMs });
      gone(there);
    }
    this.tell(logicalId, id, type, isRetained ? "DELETE_SKIPPED" : "DELETE_COMPLETE", token);
  }

  /** The last snapshot of a database (CloudFormation template reference, DeletionPolicy attribute, Snapshot). */
  private snapshot({ type, logicalId }: Resource): void {
    if (!/^AWS::RDS::DB(Instance|Cluster)$/.test(type)) return;
    const id = `${this.name}-snapshot-${logicalId.toLowerCase()}-${this.context.nextId()}`;
    this.context.resources.set(
      id,
      stray({
        type: type === "AWS::RDS::DBCluster" ? "AWS::RDS::DBClusterSnapshot" : "AWS::RDS::DBSnapshot",
        id,
        createdAtMs: this.context.time.nowMs(),
      }),
    );
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
