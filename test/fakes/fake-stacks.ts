import { sha256 } from "../../lib/domain/canonical.ts";
import type { ObservedChangeSet } from "../../lib/domain/step/change-set.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import type { ObservedStack } from "../../lib/domain/step/stack.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import type { Inspector } from "../../lib/ports/inspector/port.ts";
import type { Baseline, ResourceId, StackRequest } from "../../lib/ports/stack-reader/port.ts";
import type { Asked, Stacks } from "../../lib/ports/stacks/port.ts";
import { changesBetween, resourceIds, resourcesIn } from "./fake-template.ts";

type Deployed = Pick<StackRequest, "template" | "parameters" | "tags">;
type FakeChangeSet = ObservedChangeSet & { readonly wanted: Deployed };
type FakeStack = {
  readonly stackName: string;
  readonly stackId: string;
  status: string;
  tokens: string[];
  reason: string;
  deployed: Deployed;
  readonly changeSets: Map<string, FakeChangeSet>;
  /** Every resource that an event of the stack named, and under which operation's token. */
  readonly ever: Map<string, ResourceId & { readonly token: string }>;
};

const failure = "Bucket: it fails on purpose";

/**
 * CloudFormation in memory, with its statuses, tokens and change sets. Operations complete at once, except for stacks in
 * `slow`, which stay in progress until `settle`. A template that says so fails: with `"fails"` while it is deployed
 * (ROLLBACK_COMPLETE, or back to what was there), with `"refused"` before anything begins.
 */
export class FakeStacks implements Stacks, Inspector {
  readonly stacks = new Map<string, FakeStack>();
  /** What was done to the world, in order. */
  readonly calls: string[] = [];
  /** Buckets that anybody can read. */
  readonly open = new Set<string>();
  /** Ids of resources that stay behind when their stack is deleted. */
  readonly lingering = new Set<string>();
  /** Ids of buckets that hold something: they cannot be deleted. */
  readonly full = new Set<string>();
  /** Stacks whose operations stay in progress until somebody settles them. */
  readonly slow = new Set<string>();
  private readonly deleted = new Map<string, FakeStack>();
  private readonly pending = new Map<string, () => void>();
  private ids = 0;

  protected find(stack: string): FakeStack | undefined {
    return this.stacks.get(stack) ?? [...this.stacks.values()].find(({ stackId }) => stackId === stack);
  }

  /** Ids of resources that somebody changed below their stacks. */
  readonly drifted = new Set<string>();

  /** Somebody deploys a stack of their own. */
  plant(stackName: string, template: string) {
    this.ids += 1;
    this.stacks.set(stackName, {
      stackName,
      stackId: `arn:stack/${stackName}/${this.ids}`,
      status: "CREATE_COMPLETE",
      tokens: ["theirs"],
      reason: "",
      deployed: { template, parameters: {}, tags: {} },
      changeSets: new Map(),
      ever: new Map(),
    });
  }

  /** Somebody changes a stack by hand. */
  tamper(stack: string) {
    const found = this.find(stack);
    if (found === undefined) return;
    const template = `${found.deployed.template.slice(0, -1)}, "by": "hand"}`;
    found.deployed = { ...found.deployed, template };
  }

  /** Ends the operation that is under way on a slow stack. */
  settle(stack: string): void {
    const end = this.pending.get(stack);
    this.pending.delete(stack);
    end?.();
  }

  /** What a change set for a stack that is not there leaves when it is never executed. */
  shell(stackName: string): void {
    this.ids += 1;
    this.stacks.set(stackName, {
      stackName,
      stackId: `arn:stack/${stackName}/${this.ids}`,
      status: "REVIEW_IN_PROGRESS",
      tokens: [],
      reason: "",
      deployed: { template: '{"Resources":{}}', parameters: {}, tags: {} },
      changeSets: new Map(),
      ever: new Map(),
    });
  }

  /** What FORCE_DELETE_STACK does: the stack goes, whatever becomes of its resources. */
  forget(stackName: string): void {
    const stack = this.stacks.get(stackName);
    this.stacks.delete(stackName);
    if (stack !== undefined) this.deleted.set(stack.stackId, stack);
  }

  /** Every operation that was begun, under its token: a request that is sent again begins nothing. */
  readonly effects: { readonly what: string; readonly token: string }[] = [];

  private begin(stack: FakeStack, token: string, status: string, end: () => void): void {
    this.effects.push({ what: `${status} ${stack.stackName}`, token });
    stack.tokens = [token, ...stack.tokens.filter((other) => other !== token)];
    stack.status = status;
    this.pending.set(stack.stackName, end);
    if (!this.slow.has(stack.stackName)) this.settle(stack.stackName);
  }

  private static isBusy = ({ status }: FakeStack): boolean => standingOf(status) === "busy";

  async observe(stack: string, changeSet?: string): Promise<ObservedStack> {
    const found = this.find(stack);
    if (found === undefined)
      return { status: null, stackId: null, tokens: [], deployedDigest: null, changeSet: null, reason: "" };
    const { status, stackId, tokens, reason, deployed, changeSets } = found;
    const { template, parameters, tags } = deployed;
    const standing = standingOf(status);
    const stands = standing === "settled" || standing === "restored";
    const digest = stands ? deployedDigest({ templateDigest: sha256(template), parameters, tags }) : null;
    const seen = changeSet === undefined ? null : (changeSets.get(changeSet) ?? null);
    return { status, stackId, tokens, deployedDigest: digest, changeSet: seen, reason };
  }

  async stands(stack: string) {
    const { status, stackId, deployedDigest: digest } = await this.observe(stack);
    return { status, stackId, deployedDigest: digest };
  }

  async resources(stack: string): Promise<readonly ResourceId[]> {
    const found = this.find(stack);
    return found === undefined ? [] : resourceIds(found.stackId, found.stackName, found.deployed.template);
  }

  async resourcesEver(stackId: string, tokens?: readonly string[]): Promise<readonly ResourceId[]> {
    const found = this.find(stackId) ?? this.deleted.get(stackId);
    return [...(found?.ever.values() ?? [])]
      .filter(({ token }) => tokens === undefined || tokens.includes(token))
      .map(({ token: _, ...resource }) => resource);
  }

  async inspect({ type, id }: ResourceId): ReturnType<Inspector["inspect"]> {
    const standing = await Promise.all([...this.stacks.keys()].map((stack) => this.resources(stack)));
    if (!standing.flat().some((resource) => resource.id === id) && !this.lingering.has(id)) return null;
    if (type !== "AWS::S3::Bucket") return undefined;
    return {
      type,
      facts: {
        publicAccessBlocked: !this.open.has(id),
        versioned: !this.drifted.has(id),
        encryption: "aws:kms",
        accessLogged: true,
      },
    };
  }

  async baseline(stack: string): Promise<Baseline> {
    const found = this.find(stack);
    if (found === undefined) throw new Error(`no stack ${stack}`);
    const { template, parameters, tags } = found.deployed;
    return { template, parameters, tags, previous: [] };
  }

  async create({ stackName, token, template, parameters, tags }: StackRequest): Promise<Asked<"creating">> {
    this.calls.push(`create ${stackName}`);
    if (template.includes("refused")) return { refused: "Template format error" };
    if (this.stacks.has(stackName)) return "creating";
    this.ids += 1;
    const stack: FakeStack = {
      stackName,
      stackId: `arn:stack/${stackName}/${this.ids}`,
      status: "CREATE_IN_PROGRESS",
      tokens: [],
      reason: "",
      deployed: { template, parameters, tags },
      changeSets: new Map(),
      ever: new Map(),
    };
    this.stacks.set(stackName, stack);
    this.name(stack, token);
    this.begin(stack, token, "CREATE_IN_PROGRESS", () => {
      const failed = template.includes("fails");
      stack.status = failed ? "ROLLBACK_COMPLETE" : "CREATE_COMPLETE";
      stack.reason = failed ? failure : "";
      if (failed) stack.deployed = { ...stack.deployed, template: '{"Resources":{}}' };
    });
    return "creating";
  }

  async prepare(request: StackRequest, changeSet: string): Promise<Asked<"preparing">> {
    const { stackName, template, parameters, tags } = request;
    this.calls.push(`prepare ${stackName}`);
    const stack = this.stacks.get(stackName);
    if (stack === undefined) return { refused: `Stack [${stackName}] does not exist` };
    if (FakeStacks.isBusy(stack)) return "busy";
    if (template.includes("refused")) return { refused: "Template format error" };
    if (stack.changeSets.has(changeSet)) return "preparing";
    const wanted = { template, parameters, tags };
    const changes = [...changesBetween(stack.deployed.template, template)];
    const differs = changes.length > 0 || JSON.stringify(tags) !== JSON.stringify(stack.deployed.tags);
    stack.changeSets.set(
      changeSet,
      differs
        ? { status: "CREATE_COMPLETE", executionStatus: "AVAILABLE", reason: "", changes, wanted }
        : {
            status: "FAILED",
            executionStatus: "UNAVAILABLE",
            reason: "The submitted information didn't contain changes.",
            changes,
            wanted,
          },
    );
    return "preparing";
  }

  async execute(stackName: string, changeSet: string, token: string): Promise<Asked<"updating">> {
    this.calls.push(`update ${stackName}`);
    const stack = this.stacks.get(stackName);
    const made = stack?.changeSets.get(changeSet);
    if (stack === undefined || made === undefined)
      return { refused: `ChangeSet [${changeSet}] does not exist` };
    if (FakeStacks.isBusy(stack)) return "busy";
    if (made.executionStatus !== "AVAILABLE")
      return { refused: `ChangeSet [${changeSet}] is in ${made.executionStatus} status` };
    stack.changeSets.clear();
    stack.changeSets.set(changeSet, { ...made, executionStatus: "EXECUTE_COMPLETE" });
    this.deploy(stack, made.wanted, token);
    return "updating";
  }

  async withdraw(stackName: string, changeSet: string): Promise<void> {
    this.calls.push(`withdraw ${stackName}`);
    this.find(stackName)?.changeSets.delete(changeSet);
  }

  async update(request: StackRequest): Promise<Asked<"updating" | "nothing-to-do">> {
    const { stackName, template, parameters, tags, token } = request;
    this.calls.push(`update ${stackName}`);
    const stack = this.stacks.get(stackName);
    if (stack === undefined) return { refused: `Stack [${stackName}] does not exist` };
    if (FakeStacks.isBusy(stack)) return "busy";
    if (template.includes("refused")) return { refused: "Template format error" };
    const wanted = { template, parameters, tags };
    if (JSON.stringify(wanted) === JSON.stringify(stack.deployed)) return "nothing-to-do";
    stack.changeSets.clear();
    this.deploy(stack, wanted, token);
    return "updating";
  }

  async remove(name: string, token: string): Promise<Asked<"removing">> {
    const stack = this.find(name);
    if (stack === undefined) return "removing";
    this.calls.push(`remove ${stack.stackName}`);
    this.begin(stack, token, "DELETE_IN_PROGRESS", () => {
      const { Retain: retained = [], Delete: deleted = [] } = Object.groupBy(
        resourceIds(stack.stackId, stack.stackName, stack.deployed.template),
        ({ logicalId }) => resourcesIn(stack.deployed.template)[logicalId]?.DeletionPolicy ?? "Delete",
      );
      if (deleted.some(({ id }) => this.full.has(id))) {
        stack.status = "DELETE_FAILED";
        stack.reason = "Bucket: the bucket you tried to delete is not empty";
        return;
      }
      for (const { id } of retained) this.lingering.add(id);
      this.stacks.delete(stack.stackName);
      this.deleted.set(stack.stackId, stack);
    });
    return "removing";
  }

  async cancelUpdate(name: string, token: string): Promise<Asked<"cancelling">> {
    const stack = this.find(name);
    if (stack?.status !== "UPDATE_IN_PROGRESS")
      return { refused: "CancelUpdateStack cannot be called from current stack status" };
    this.calls.push(`cancel ${stack.stackName}`);
    this.begin(stack, token, "UPDATE_ROLLBACK_IN_PROGRESS", () => {
      stack.status = "UPDATE_ROLLBACK_COMPLETE";
    });
    return "cancelling";
  }

  async continueRollback(name: string, token: string): Promise<Asked<"continuing">> {
    const stack = this.find(name);
    if (stack === undefined || standingOf(stack.status) !== "wedged")
      return { refused: "ContinueUpdateRollback cannot be called from current stack status" };
    this.calls.push(`continue ${stack.stackName}`);
    this.begin(stack, token, "UPDATE_ROLLBACK_IN_PROGRESS", () => {
      stack.status = "UPDATE_ROLLBACK_COMPLETE";
    });
    return "continuing";
  }

  private deploy(stack: FakeStack, wanted: Deployed, token: string): void {
    this.begin(stack, token, "UPDATE_IN_PROGRESS", () => {
      const failed = wanted.template.includes("fails");
      stack.status = failed ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE";
      stack.reason = failed ? failure : "";
      if (failed) return;
      const before = stack.deployed;
      stack.deployed = wanted;
      this.name(stack, token, before.template);
    });
  }

  /** The events of an operation: what it made, changed and took away. */
  private name(stack: FakeStack, token: string, before = '{"Resources":{}}'): void {
    const { stackId, stackName, deployed } = stack;
    const will = resourceIds(stackId, stackName, deployed.template);
    for (const resource of [...resourceIds(stackId, stackName, before), ...will])
      stack.ever.set(`${resource.type} ${resource.id} ${token}`, { ...resource, token });
  }
}
