import { sha256 } from "../../lib/domain/canonical.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import type { ObservedStack } from "../../lib/domain/step/next-move.ts";
import type { Inspector, ResourceId, StackRequest, Stacks } from "../../lib/ports.ts";

type FakeStack = Omit<StackRequest, "token"> & {
  status: string;
  stackId: string;
  token: string;
  reason: string;
};

/**
 * CloudFormation in memory: every operation completes at once. A template that says so fails: with `"fails"` while it
 * is created (ROLLBACK_COMPLETE, or back to what was there), with `"refused"` before anything begins.
 */
export class FakeStacks implements Stacks, Inspector {
  readonly stacks = new Map<string, FakeStack>();
  readonly calls: string[] = [];
  /** Types of resources that stay behind when their stack is deleted. */
  /** Buckets that anybody can read. */
  readonly open = new Set<string>();
  readonly lingering = new Set<string>();
  private readonly deleted = new Map<string, FakeStack>();
  private ids = 0;

  private find(stack: string): FakeStack | undefined {
    return this.stacks.get(stack) ?? [...this.stacks.values()].find(({ stackId }) => stackId === stack);
  }

  /** Ids of resources that somebody changed below their stacks. */
  readonly drifted = new Set<string>();

  /** Somebody deploys a stack of their own. */
  plant(stackName: string, template: string) {
    this.ids += 1;
    const stackId = `arn:stack/${stackName}/${this.ids}`;
    const status = "CREATE_COMPLETE";
    this.stacks.set(stackName, {
      stackName,
      template,
      parameters: {},
      tags: {},
      status,
      stackId,
      token: "theirs",
      reason: "",
    });
  }

  /** Somebody changes a stack by hand. */
  tamper(stack: string) {
    const found = this.find(stack);
    if (found === undefined) return;
    this.stacks.set(found.stackName, { ...found, template: `${found.template.slice(0, -1)}, "by": "hand"}` });
  }

  async observe(stack: string): Promise<ObservedStack> {
    const found = this.find(stack);
    if (found === undefined)
      return { status: null, stackId: null, lastToken: null, deployedDigest: null, reason: "" };
    const { status, stackId, token, reason, template, parameters, tags } = found;
    const settled = status === "CREATE_COMPLETE" || status.startsWith("UPDATE");
    const digest = settled ? deployedDigest({ templateDigest: sha256(template), parameters, tags }) : null;
    return { status, stackId, lastToken: token, deployedDigest: digest, reason };
  }

  async stands(stack: string) {
    const { status, stackId, deployedDigest: digest } = await this.observe(stack);
    return { status, stackId, deployedDigest: digest };
  }

  private resourceOf({ stackId, stackName }: FakeStack): ResourceId {
    return { type: "AWS::S3::Bucket", id: `${stackName}-bucket`, logicalId: "Bucket", stack: stackId };
  }

  async resources(stack: string) {
    const found = this.find(stack);
    return found === undefined ? [] : [this.resourceOf(found)];
  }

  async resourcesEver(stackId: string) {
    const found = this.find(stackId) ?? this.deleted.get(stackId);
    return found === undefined ? [] : [this.resourceOf(found)];
  }

  async inspect({ type, id }: ResourceId) {
    const there = [...this.stacks.values()].some((stack) => this.resourceOf(stack).id === id);
    if (!there && !this.lingering.has(id)) return null;
    if (type !== "AWS::S3::Bucket") return undefined;
    return {
      type: "AWS::S3::Bucket" as const,
      facts: {
        publicAccessBlocked: !this.open.has(id),
        versioned: !this.drifted.has(id),
        encryption: "aws:kms",
        accessLogged: true,
      },
    };
  }

  async baseline(stack: string) {
    const found = this.find(stack);
    if (found === undefined) throw new Error(`no stack ${stack}`);
    const { template, parameters, tags } = found;
    return { template, parameters, tags };
  }

  async create({ token, ...request }: StackRequest) {
    this.calls.push(`create ${request.stackName}`);
    if (request.template.includes("refused")) return { refused: "Template format error" };
    if (this.stacks.has(request.stackName)) return "creating" as const;
    this.ids += 1;
    const failed = request.template.includes("fails");
    this.stacks.set(request.stackName, {
      ...request,
      token,
      stackId: `arn:stack/${request.stackName}/${this.ids}`,
      status: failed ? "ROLLBACK_COMPLETE" : "CREATE_COMPLETE",
      reason: failed ? "Bucket: it fails on purpose" : "",
    });
    return "creating" as const;
  }

  async update({ token, ...request }: StackRequest) {
    this.calls.push(`update ${request.stackName}`);
    const found = this.stacks.get(request.stackName);
    if (found === undefined) return { refused: `Stack [${request.stackName}] does not exist` };
    if (request.template.includes("refused")) return { refused: "Template format error" };
    this.stacks.set(
      request.stackName,
      request.template.includes("fails")
        ? { ...found, token, status: "UPDATE_ROLLBACK_COMPLETE", reason: "Bucket: it fails on purpose" }
        : { ...found, ...request, token, status: "UPDATE_COMPLETE", reason: "" },
    );
    return "updating" as const;
  }

  async remove(stack: string) {
    const found = this.find(stack);
    if (found === undefined) return;
    this.calls.push(`remove ${found.stackName}`);
    this.stacks.delete(found.stackName);
    this.deleted.set(found.stackId, found);
  }
}
