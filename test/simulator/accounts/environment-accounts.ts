import { checksStatements, helperStatements } from "../../../lib/bootstrap/helper-template.ts";
import { grantsOf } from "../../../lib/control-plane/grants.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { Deployment } from "../../../lib/ports/shared/access.ts";
import {
  type EnvironmentPlace,
  executionRoleArnOf,
  helperStackOf,
  type Reach,
  roleArnOf,
  toolkitStack,
} from "../../../lib/ports/shared/environments/roles.ts";
import { type PageName, rowOf, type TaskName } from "../../../lib/tasks/tasks.ts";
import { sampleDeployment } from "../../fixtures/sample-deployment.ts";
import type { Call, Service } from "../account.ts";
import type { Team } from "../services/team.ts";
import { bootstrapRoles } from "./bootstrap-roles.ts";
import { allows, denies, type Statement } from "./evaluate.ts";
import { managedPolicies } from "./managed-policies.ts";
import { tableAsks } from "./table-asks.ts";

/** The control plane's account in memory. */
export const controlPlaneAccount = "111111111111";

/** Where the environments in memory are, each in an account of its own. */
export const places = {
  development: { account: "222222222222", region: "us-east-1" },
  staging: { account: "333333333333", region: "us-east-1" },
  production: { account: "444444444444", region: "us-east-1" },
} as const satisfies Record<Environment, { account: string; region: string }>;

/** Where the environments are, as a function in memory reaches them. */
export const reachOf = (application: string, reached: readonly Environment[]): Reach => ({
  application,
  partition: "aws",
  urlSuffix: "amazonaws.com",
  places: Object.fromEntries(reached.map((environment) => [environment, places[environment]])),
});

type Role = {
  readonly account: string;
  readonly statements: readonly Statement[];
  /** Accounts whose principals may assume it. */
  trusted: readonly string[];
};

/** What stands of an account's preparation: the standard bootstrap by version and variant, and the helper stack. */
export type Bootstrap = { readonly version: number; readonly variant: string; readonly hasHelper: boolean };

const standard: Bootstrap = { version: 33, variant: "AWS CDK: Default Resources", hasHelper: true };

/** A session of an environment's role. */
export type Session = {
  readonly account: string;
  /** The role, and the inline session policy as it was given; null for a session without one. */
  readonly roleArn: string;
  readonly policy: string | null;
  readonly statements: readonly Statement[];
  /** What the session policies allow; null for a session without any. */
  readonly narrowed: readonly Statement[] | null;
  readonly endsAtMs: number;
};

const refused = (name: string, message: string) => Object.assign(new Error(message), { name });
const denied = (message: string) => refused("AccessDenied", message);
/** Source: Lambda API reference, common errors. */
const deniedByLambda = (message: string) => refused("AccessDeniedException", message);

/** Source: STS API reference, AssumeRole, and IAM user guide, "Methods to assume a role" (chaining: an hour at most). */
const longestSeconds = 3_600;
const largestPolicy = 2_048;

/**
 * The accounts of the environments: their roles, who may assume them, and what a session may do. Every call of
 * CloudFormation is asked here: whether it comes from a session of the stack's account, and whether role and session policy
 * allow it.
 */
export class EnvironmentAccounts {
  readonly roles = new Map<string, Role>();
  /** How each environment's account was prepared; null for not at all. */
  readonly bootstraps = new Map<Environment, Bootstrap | null>(environments.map((one) => [one, standard]));
  /** The session of the call that is being carried out. */
  private calling: Session | null = null;
  private readonly sessions = new Map<string, Session>();
  private readonly application: string;
  private readonly nowMs: () => number;
  private readonly team: Team | null;

  constructor(application: string, nowMs: () => number, team: Team | null = null) {
    this.application = application;
    this.nowMs = nowMs;
    this.team = team;
    for (const environment of environments) {
      const at = this.place(environment);
      for (const { arn, statements, trust } of bootstrapRoles(at, [controlPlaneAccount])) {
        const trusted = JSON.stringify(trust).includes(controlPlaneAccount) ? [controlPlaneAccount] : [];
        this.roles.set(arn, { account: at.account, statements, trusted });
      }
      const added = { helper: helperStatements(at), checks: checksStatements(at) };
      for (const [role, statements] of Object.entries(added))
        this.roles.set(roleArnOf(role as keyof typeof added, at), {
          account: at.account,
          statements,
          trusted: [controlPlaneAccount],
        });
    }
  }

  /** Where an environment is. */
  place(environment: Environment): EnvironmentPlace {
    return {
      application: this.application,
      partition: "aws",
      urlSuffix: "amazonaws.com",
      environment,
      ...places[environment],
    };
  }

  /** The account of a stack by its name; null if no environment's stacks have such a name. */
  accountOf(stackName: string): string | null {
    const environment = this.environmentOf(stackName);
    return environment === undefined ? null : places[environment].account;
  }

  private environmentOf(stackName: string): Environment | undefined {
    return environments.find((one) => stackName.startsWith(`${this.application}-${one}-`));
  }

  /** STS: sessions of roles that trust the control plane's account. Whether the caller may is asked in `confirm`. */
  readonly service: Service = {
    AssumeRole: ({
      RoleArn,
      Policy,
      PolicyArns = [],
      DurationSeconds = longestSeconds,
    }: {
      readonly RoleArn: string;
      readonly Policy?: string;
      readonly PolicyArns?: readonly { readonly arn: string }[];
      readonly DurationSeconds?: number;
    }) => {
      const role = this.roles.get(RoleArn);
      if (role === undefined || !role.trusted.includes(controlPlaneAccount))
        throw denied(`not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`);
      if (DurationSeconds > longestSeconds)
        throw refused("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit");
      if ((Policy ?? "").length > largestPolicy)
        throw refused("PackedPolicyTooLarge", "Packed size of session policies consumes more than 100%");
      const key = `session-${this.sessions.size}`;
      const endsAtMs = this.nowMs() + DurationSeconds * 1_000;
      const own =
        Policy === undefined ? [] : (JSON.parse(Policy) as { Statement: readonly Statement[] }).Statement;
      const managed = PolicyArns.flatMap(({ arn }) => managedPolicies[arn.split("/").at(-1) ?? ""] ?? []);
      this.sessions.set(key, {
        account: role.account,
        roleArn: RoleArn,
        policy: Policy ?? null,
        statements: role.statements,
        narrowed: Policy === undefined && PolicyArns.length === 0 ? null : [...own, ...managed],
        endsAtMs,
      });
      return {
        Credentials: {
          AccessKeyId: key,
          SecretAccessKey: "secret",
          SessionToken: key,
          Expiration: new Date(endsAtMs),
        },
      };
    },
  };

  /** The session of a key. */
  sessionOf(key: string): Session | undefined {
    return this.sessions.get(key);
  }

  /**
   * Refuses a call as AWS would: by the caller's rights, the session's end, the account that it leads to, and the policies.
   * @throws AccessDenied, ExpiredToken, or ValidationError for a stack of another account.
   */
  confirm({ service, operation, input, process, session: key }: Call): void {
    if (service === "sts") {
      const { RoleArn } = input as { readonly RoleArn: string };
      const rights = rightsOf(process.name, this.application);
      if (rights !== null && !allows(rights, { action: "sts:AssumeRole", resource: RoleArn }))
        throw denied(`${process.name} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`);
      return;
    }
    if (service === "dynamodb") this.confirmItems(process.name, operation, input);
    const session = key === null ? null : this.sessions.get(key);
    if (session === undefined) throw refused("InvalidClientTokenId", "The security token is invalid");
    if (session !== null && session.endsAtMs <= this.nowMs())
      throw refused("ExpiredToken", "The security token included in the request is expired");
    this.calling = session;
    if (service === "access-analyzer") {
      const rights = rightsOf(process.name, this.application);
      const action = `access-analyzer:${operation}`;
      if (session !== null) this.demand(session, action, "*");
      else if (rights !== null && !allows(rights, { action, resource: "*" }))
        throw denied(`${process.name} is not authorized to perform: ${action} on resource: *`);
      return;
    }
    if (service === "cloudcontrol") {
      // Source: Service Authorization Reference, AWS Cloud Control API: its actions are CloudFormation's, on every resource.
      if (session === null) throw denied("Cloud Control would read the control plane's own account");
      this.demand(session, `cloudformation:${operation}`, "*");
      return;
    }
    if (service === "lambda" && session !== null) {
      this.confirmInvocation(session, (input as { readonly FunctionName: string }).FunctionName);
      return;
    }
    if (service === "cloudwatch" && session !== null) {
      this.demand(session, `cloudwatch:${operation}`, "*");
      return;
    }
    if (service !== "cloudformation") return;
    const { StackName = "", RoleARN } = input as { readonly StackName?: string; readonly RoleARN?: string };
    const name = StackName.split(":").at(5)?.split("/")[1] ?? StackName;
    const environment = this.environmentOf(name);
    if (environment === undefined) return;
    const at = this.place(environment);
    // A name finds only stacks of the caller's own account.
    if (session?.account !== at.account)
      throw refused("ValidationError", `Stack with id ${StackName} does not exist`);
    const stack = `arn:aws:cloudformation:${at.region}:${at.account}:stack/${name}/id`;
    this.demand(session, `cloudformation:${operation}`, stack);
    if (operation === "DetectStackDrift")
      this.demand(session, "cloudformation:DetectStackResourceDrift", stack);
    if (
      !/^(Create(Stack|ChangeSet)|UpdateStack|DeleteStack|RollbackStack|ContinueUpdateRollback)$/.test(
        operation,
      )
    )
      return;
    if (RoleARN !== executionRoleArnOf(at))
      throw denied(`CloudFormation would act with the rights of the caller, or of ${RoleARN ?? "nobody"}`);
    this.demand(session, "iam:PassRole", RoleARN);
  }

  /** Gives CloudFormation the stacks of each account's bootstrap, which are no environment's. */
  addBootstraps(service: Service): void {
    const { DescribeStacks } = service;
    if (DescribeStacks === undefined) return;
    Object.assign(service, {
      DescribeStacks: (input: { readonly StackName?: string }) => {
        const environment = environments.find((one) => places[one].account === this.calling?.account);
        if (environment === undefined) return DescribeStacks(input);
        const isToolkit = input.StackName === toolkitStack;
        const isHelper = input.StackName === helperStackOf(this.place(environment));
        if (!isToolkit && !isHelper) return DescribeStacks(input);
        const bootstrap = this.bootstraps.get(environment) ?? null;
        if (bootstrap === null || (isHelper && !bootstrap.hasHelper))
          throw refused("ValidationError", `Stack with id ${input.StackName} does not exist`);
        const stack = {
          StackName: input.StackName,
          StackStatus: "CREATE_COMPLETE",
          Outputs: [{ OutputKey: "BootstrapVersion", OutputValue: String(bootstrap.version) }],
          Parameters: [{ ParameterKey: "BootstrapVariant", ParameterValue: bootstrap.variant }],
        };
        return { Stacks: [stack] };
      },
    });
  }

  /** What was asked before as it is, and is allowed. */
  private readonly mayAsk = new Set<string>();

  /** DynamoDB asks for each item by itself. */
  private confirmItems(functionName: string, operation: string, input: unknown): void {
    const rights = rightsOf(functionName, this.application);
    if (rights === null) return;
    for (const asked of tableAsks(operation, input, sampleDeployment.table.arn)) {
      const key = asked.context?.["dynamodb:LeadingKeys"] ?? "";
      const asking = `${functionName} ${asked.action} ${key}`;
      if (this.mayAsk.has(asking)) continue;
      // Digests differ from call to call, and no policy names one.
      const question = asking.replace(/[0-9a-f]{12,}/g, "x");
      const allowed = mayItem.get(question) ?? allows(rights, asked);
      mayItem.set(question, allowed);
      if (!allowed) throw denied(`${functionName} is not authorized to perform: ${asked.action} on ${key}`);
      this.mayAsk.add(asking);
    }
  }

  /**
   * Source: Service Authorization Reference, Lambda: InvokeFunction knows the condition key aws:ResourceTag. A session finds
   * only the functions of its own account.
   */
  private confirmInvocation(session: Session, name: string): void {
    const found = this.team?.functionOf(name);
    const owner = found === undefined ? undefined : this.environmentOf(found.stackName);
    const tags = found === undefined ? {} : (this.team?.tagsOf(found) ?? {});
    if (owner !== undefined && places[owner].account !== session.account)
      throw refused("ResourceNotFoundException", `Function not found: ${name}`);
    this.demand(
      session,
      "lambda:InvokeFunction",
      `arn:aws:lambda:us-east-1:${session.account}:function:${name}`,
      Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    );
  }

  private demand(
    session: Session,
    action: string,
    resource: string,
    context: Readonly<Record<string, string>> = {},
  ): void {
    const asked = { action, resource, context };
    const byRole = allows(session.statements, asked);
    const bySession =
      session.narrowed === null || (allows(session.narrowed, asked) && !denies(session.narrowed, asked));
    if (!byRole || !bySession)
      throw (action.startsWith("lambda:") ? deniedByLambda : denied)(
        `not authorized to perform: ${action} on resource: ${resource} because no ${byRole ? "session policy" : "identity-based policy"} allows it`,
      );
  }
}

const rights = new Map<string, readonly Statement[]>();
/** Whether a function may do something with the items of a partition: the rights of a function's name never change. */
const mayItem = new Map<string, boolean>();

/** What a function's own role may do; null for a person, who may do anything in the control plane's account. */
function rightsOf(functionName: string, application: string): readonly Statement[] | null {
  const known = rights.get(functionName);
  if (known !== undefined) return known;
  const id = functionName.startsWith(`${application}-`) ? functionName.slice(application.length + 1) : "";
  const environment = environments.find((one) => id.endsWith(`-${one}`)) ?? null;
  const name = environment === null ? id : id.slice(0, -environment.length - 1);
  const row = rowOf(name as TaskName | PageName);
  if (row === undefined) return null;
  const accounts = { controlPlane: { account: controlPlaneAccount, region: "us-east-1" }, ...places };
  const deployment: Deployment = {
    ...sampleDeployment,
    partition: "aws",
    settings: { ...sampleDeployment.settings, application, accounts },
  };
  const statements = grantsOf(row, deployment, environment).allowed.map(
    ({ actions, resources, conditions = {} }): Statement => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      Condition: conditions,
    }),
  );
  rights.set(functionName, statements);
  return statements;
}
