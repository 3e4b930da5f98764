import { AlreadyExistsException } from "@aws-sdk/client-cloudformation";
import type { Service } from "../account.ts";
import type { VirtualTime } from "../time.ts";
import { changeSetService } from "./change-sets.ts";
import { driftOf, driftService } from "./drift.ts";
import { Stack } from "./stack.ts";
import { stackLists } from "./stack-lists.ts";
import { invalid, isRepeated, type Request, refuseUnlessSettled, remember } from "./stack-requests.ts";
import {
  type ChangeSet,
  type Deployed,
  type Ghost,
  type Habits,
  kind,
  type Resource,
  type StackContext,
  stray,
} from "./stack-types.ts";
import { changesBetween, knobsOf, parseTemplate, type Template } from "./templates.ts";

const changeSetMs = 200;

/**
 * CloudFormation: operations that take time, fail on purpose and are undone, tokens that make a repeated request one,
 * events that remember everything, deletions that leave retained resources (CloudFormation API
 * reference and user guide). What a template's Metadata says of the world decides how its operations go.
 */
export class CloudFormation {
  /** Every stack, deleted ones included, by id. */
  readonly stacks = new Map<string, Stack>();
  /** What exists, by physical id. */
  readonly resources = new Map<string, Resource>();
  readonly service: Service;
  /** How many seconds the operations of a stack take, by its name, regardless of its template. */
  readonly pace = new Map<string, number>();
  /** How many seconds every other operation takes whose template does not say it. */
  seconds = 1;
  /** Resources that stay although their stack reports them deleted, as "stack LogicalId". */
  readonly leftBehind = new Set<string>();
  /**
   * What the tagging service still lists although it is gone (Resource Groups Tagging API reference, GetResources: it
   * also returns resources that were tagged once).
   */
  readonly tagsOfGone: Pick<Resource, "type" | "id" | "stackId">[] = [];
  /** What the account does beside what it is asked for. */
  habits: Habits = kind;
  /** What is gone and can still be seen, by physical id. */
  readonly ghosts = new Map<string, Ghost>();
  /** The account of a stack by its name; null if the name does not tell: then it may be in each. */
  accountOf: (stackName: string) => string | null = () => null;
  /** The bytes at a key of the bootstraps' buckets. */
  bytesAt: (key: string, versionId?: string) => string | undefined = () => undefined;
  /** How many seconds it takes to detect drift. */
  driftSeconds = 0.4;
  /** What early validation says of the next change set of a stack, by the stack's name. */
  readonly failsValidation = new Map<string, string>();
  private readonly validationFailures = new Map<string, readonly string[]>();
  private readonly context: StackContext;

  constructor(time: VirtualTime) {
    let ids = 0;
    const nextId = () => {
      ids += 1;
      return ids;
    };
    const seconds = () => this.seconds;
    this.context = {
      time,
      resources: this.resources,
      nextId,
      pace: this.pace,
      seconds,
      leftBehind: this.leftBehind,
      habits: () => this.habits,
      ghosts: this.ghosts,
      bytesAt: (key) => this.bytesAt(key),
      importedFrom: (stackId, exports) => this.importedFrom(stackId, exports),
    };
    this.service = {
      ...this.operations,
      ...this.descriptions,
      ...changeSetService(this),
      ...driftService(this, time),
      ...stackLists(this, time),
    };
  }

  private readonly operations: Service = {
    CreateStack: (request: Request) => {
      const { StackName, ClientRequestToken: token } = request;
      const there = this.named(StackName);
      if (there !== undefined) {
        if (isRepeated(there, token, "create")) return { StackId: there.id };
        throw new AlreadyExistsException({ message: `Stack [${StackName}] already exists`, $metadata: {} });
      }
      const wanted = this.wantedBy(request, undefined);
      const stack = this.add(StackName, "CREATE_IN_PROGRESS", wanted);
      stack.isProtected = request.EnableTerminationProtection ?? false;
      remember(stack, token, "create");
      stack.create(wanted, token);
      return { StackId: stack.id };
    },
    UpdateStack: (request: Request) => {
      const stack = this.there(request.StackName);
      const { ClientRequestToken: token } = request;
      if (isRepeated(stack, token, "update")) return { StackId: stack.id };
      refuseUnlessSettled(stack);
      const wanted = this.wantedBy(request, stack);
      if (isSame(wanted, stack.deployed)) throw invalid("No updates are to be performed.");
      remember(stack, token, "update");
      stack.update(wanted, token);
      return { StackId: stack.id };
    },
    DeleteStack: ({ StackName, ClientRequestToken: token }: Request) => {
      const stack = this.find(StackName);
      // Deleting what is not there, or is being deleted, is no error.
      if (stack === undefined || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(stack.status)) return {};
      if (isRepeated(stack, token, "delete")) return {};
      if (stack.isProtected)
        throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      if (/(UPDATE|ROLLBACK|CLEANUP)_IN_PROGRESS$/.test(stack.status))
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be deleted.`);
      remember(stack, token, "delete");
      const inUse = this.importedFrom(stack.id, stack.deployed.template.exports);
      // The stack keeps its status, which tells why (measured: ministackorg/ministack#1640; aws/aws-cdk#604).
      if (inUse === null) stack.delete(token);
      else stack.move(stack.status, token, inUse);
      return {};
    },
    CancelUpdateStack: ({ StackName, ClientRequestToken: token }: Request) => {
      const stack = this.there(StackName);
      if (stack.status !== "UPDATE_IN_PROGRESS")
        throw invalid("CancelUpdateStack cannot be called from current stack status");
      stack.rollBack(token, "The update was cancelled");
      return {};
    },
    ContinueUpdateRollback: ({ StackName, ClientRequestToken: token }: Request) => {
      const stack = this.there(StackName);
      if (stack.status !== "UPDATE_ROLLBACK_FAILED")
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue its rollback.`);
      stack.rollBack(token, "");
      return {};
    },
    RollbackStack: ({ StackName, ClientRequestToken: token }: Request) => {
      const stack = this.there(StackName);
      if (!/^(CREATE|UPDATE)_FAILED$/.test(stack.status))
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
      stack.rollBack(token, "");
      return {};
    },
  };

  private readonly descriptions: Service = {
    DescribeStacks: ({ StackName }: { StackName?: string }) => {
      const all = [...this.stacks.values()].filter(({ status }) => status !== "DELETE_COMPLETE");
      return {
        Stacks: (StackName === undefined ? all : [this.described(StackName)]).map((stack) => ({
          ...descriptionOf(stack),
          ...driftOf(stack),
        })),
      };
    },
    DescribeStackEvents: ({ StackName }: Request) => {
      const { events, id, name } = this.described(StackName);
      return { StackEvents: events.map((event) => ({ ...event, StackId: id, StackName: name })) };
    },
    GetTemplate: ({ StackName }: Request) => ({
      TemplateBody: asTold(this.described(StackName).deployed.template.text),
    }),
    DescribeEvents: ({ ChangeSetName = "" }: Request) => ({
      OperationEvents: (this.validationFailures.get(ChangeSetName) ?? []).map((ValidationStatusReason) => ({
        EventType: "VALIDATION_ERROR",
        LogicalResourceId: "Resource",
        ValidationPath: "/Properties/Name",
        ValidationStatusReason,
      })),
    }),
    ListStackResources: ({ StackName }: Request) => ({
      StackResourceSummaries: [...this.described(StackName).resources].map(
        ([LogicalResourceId, PhysicalResourceId]) => ({
          LogicalResourceId,
          PhysicalResourceId,
          // Also for a resource that was deleted by hand: CloudFormation does not look.
          ResourceType: this.typeOf(StackName, LogicalResourceId),
          ResourceStatus: "CREATE_COMPLETE",
        }),
      ),
    }),
  };

  /** The stack of that name that is not deleted. */
  named(name: string): Stack | undefined {
    for (const stack of this.stacks.values())
      if (stack.name === name && stack.status !== "DELETE_COMPLETE") return stack;
    return undefined;
  }

  /** Deploys a stack at once, or changes the existing one, as another party's work would have. */
  place(
    name: string,
    template: string,
    { parameters = {}, tags = {} }: Partial<Pick<Deployed, "parameters" | "tags">> = {},
  ): Stack {
    const deployed = { template: parseTemplate(template), parameters, tags };
    const there = this.named(name);
    if (there !== undefined) {
      there.deployed = deployed;
      there.move("UPDATE_COMPLETE", undefined);
      return there;
    }
    const stack = this.add(name, "CREATE_COMPLETE", deployed);
    stack.completeAtOnce();
    return stack;
  }

  /** Changes a resource of a stack by hand: `different` overwrites its state. */
  alter(stackName: string, logicalId: string, different: Partial<Resource>): void {
    const id = this.there(stackName).resources.get(logicalId) ?? "";
    const found = this.resources.get(id);
    if (found === undefined) throw new Error(`${stackName} has no ${logicalId}`);
    this.resources.set(id, { ...found, ...different });
  }

  /** Adds a resource that belongs to no stack; it may carry a stack's tag. */
  leave(left: Partial<Resource> & Pick<Resource, "type" | "id">): void {
    this.resources.set(left.id, stray({ createdAtMs: this.context.time.nowMs(), ...left }));
  }

  /** A stack by name, or by id also when it is deleted. */
  find(nameOrId: string): Stack | undefined {
    return this.stacks.get(nameOrId) ?? this.named(nameOrId);
  }

  /** The stack of that name or id. @throws ValidationError if it does not exist, or is deleted. */
  there(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (stack === undefined || stack.status === "DELETE_COMPLETE")
      throw invalid(`Stack [${nameOrId}] does not exist`);
    return stack;
  }

  /** A new stack. */
  add(name: string, status: string, deployed: Deployed): Stack {
    const stack = new Stack(this.context, name, status, deployed);
    this.stacks.set(stack.id, stack);
    return stack;
  }

  /** What a request wants to be deployed. */
  wantedBy(request: Request, before: Stack | undefined): Deployed {
    const template =
      request.UsePreviousTemplate && before !== undefined
        ? before.deployed.template
        : parseTemplate(request.TemplateBody ?? this.templateAt(request.TemplateURL));
    if (knobsOf(template).refused) throw invalid("Template format error: it is refused on purpose");
    // Source: CloudFormation user guide, template sections: Resources is the only required one.
    if (Object.keys(template.resources).length === 0)
      throw invalid("Template format error: At least one Resources member must be defined.");
    return {
      template,
      parameters: {
        ...template.defaults,
        ...Object.fromEntries(
          (request.Parameters ?? []).map(({ ParameterKey = "", ParameterValue = "", UsePreviousValue }) => [
            ParameterKey,
            UsePreviousValue ? (before?.deployed.parameters[ParameterKey] ?? "") : ParameterValue,
          ]),
        ),
      },
      tags: Object.fromEntries((request.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    };
  }

  /**
   * What a template's URL leads to: with a version that very version, without one whatever is there now. Source:
   * CloudFormation API reference, CreateStack, TemplateURL; S3 user guide, path-style requests.
   */
  private templateAt(templateUrl = ""): string {
    const { pathname, searchParams } = new URL(templateUrl);
    const [, , ...key] = decodeURIComponent(pathname).split("/");
    const text = this.bytesAt(key.join("/"), searchParams.get("versionId") ?? undefined);
    if (text === undefined) throw invalid("S3 error: The specified key does not exist.");
    return text;
  }

  /** Why another stack's import keeps one of these exports of a stack; null if none does. */
  importedFrom(stackId: string, exports: readonly string[]): string | null {
    const stack = this.stacks.get(stackId);
    for (const other of exports.length === 0 || stack === undefined ? [] : this.stacks.values()) {
      if (
        stack === undefined ||
        other === stack ||
        other.status === "DELETE_COMPLETE" ||
        !this.shareAccount(stack, other)
      )
        continue;
      const used = exports.find((name) => other.deployed.template.imports.includes(name));
      if (used !== undefined) return `Export ${used} cannot be deleted as it is in use by ${other.name}`;
    }
    return null;
  }

  /** Makes a change set ready a little later, or finds that it would change nothing. */
  prepare(stack: Stack, set: ChangeSet): void {
    stack.changeSets.push(set);
    this.context.time.after(changeSetMs, () => {
      const invalidity = this.failsValidation.get(stack.name);
      if (invalidity !== undefined) {
        // Source: CloudFormation user guide, "Validate stack deployments".
        set.status = "FAILED";
        set.executionStatus = "UNAVAILABLE";
        set.reason =
          "The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";
        this.validationFailures.set(set.name, [invalidity]);
        return;
      }
      const missing = this.missingExport(stack, set.wanted.template);
      if (isSame(set.wanted, stack.deployed))
        set.reason = "The submitted information didn't contain changes.";
      else if (missing !== undefined)
        set.reason = `No export named ${missing} found. Rollback requested by user.`;
      set.status = set.reason === "" ? "CREATE_COMPLETE" : "FAILED";
      set.executionStatus = set.reason === "" ? "AVAILABLE" : "UNAVAILABLE";
    });
  }

  /** The stacks that are there. */
  get standing(): readonly Stack[] {
    return [...this.stacks.values()].filter(({ status }) => status !== "DELETE_COMPLETE");
  }

  /**
   * An import that no stack of the account exports yet: CloudFormation makes no change set then (CloudFormation user guide,
   * troubleshooting: "No export named ... found").
   */
  private missingExport(stack: Stack, { imports }: Template): string | undefined {
    const near = this.standing.filter((other) => this.shareAccount(stack, other));
    const exported = new Set(near.flatMap(({ deployed }) => deployed.template.exports));
    return imports.find((name) => !exported.has(name));
  }

  /** Whether two stacks are in one account: what one exports, only the others there import. */
  private shareAccount(one: Stack, other: Stack): boolean {
    const [its, theirs] = [this.accountOf(one.name), this.accountOf(other.name)];
    return its === null || theirs === null || its === theirs;
  }

  private typeOf(nameOrId: string, logicalId: string): string {
    return this.described(nameOrId).deployed.template.resources[logicalId]?.Type ?? "";
  }

  private described(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (stack === undefined) throw invalid(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }
}

/** The mask of a NoEcho parameter's value (CloudFormation user guide, Parameters). */
const noEchoMask = "****";

const descriptionOf = ({ id, name, status, reason, isProtected, isExpress, deployed }: Stack) => ({
  StackId: id,
  StackName: name,
  StackStatus: status,
  ...(reason === "" ? {} : { StackStatusReason: reason }),
  EnableTerminationProtection: isProtected,
  Parameters: Object.entries(deployed.parameters).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue: deployed.template.secrets.includes(ParameterKey) ? noEchoMask : asTold(ParameterValue),
    // Source: CloudFormation API reference, Parameter, ResolvedValue.
    ...(deployed.template.named.includes(ParameterKey) ? { ResolvedValue: "21" } : {}),
  })),
  Outputs: Object.entries(deployed.template.outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
  })),
  Tags: Object.entries(deployed.tags).map(([Key, Value]) => ({ Key: asTold(Key), Value: asTold(Value) })),
  ...(isExpress ? { DeploymentConfig: { Mode: "EXPRESS" } } : {}),
});

/** CloudFormation tells `?` for every character outside ASCII (cloudformation-coverage-roadmap#814 and #1220). */
const asTold = (text: string): string => text.replace(/[^\x20-\x7e\s]/g, "?");

/**
 * Whether an update would change nothing. Source: CloudFormation user guide, template sections: a description, metadata or
 * outputs cannot be updated by themselves.
 */
const isSame = (one: Deployed, other: Deployed): boolean =>
  changesBetween(one.template, other.template).length === 0 &&
  sorted(one.parameters) === sorted(other.parameters) &&
  sorted(one.tags) === sorted(other.tags);

const sorted = (record: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(record).sort());
