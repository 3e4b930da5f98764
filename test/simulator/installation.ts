import { AccessCheckResourceType } from "@aws-sdk/client-accessanalyzer";
import "./environment.ts";
import { type Environment, environments } from "../../lib/domain/environment.ts";
import { isInterlockError } from "../../lib/domain/errors.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import type { Send } from "../../lib/ports/forge/api.ts";
import type { Ports } from "../../lib/ports/ports.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { type Environments, environmentsAt } from "../../lib/ports/shared/environments/environments.ts";
import { page } from "../../lib/runtime/page.ts";
import { task } from "../../lib/runtime/task.ts";
import { type Topics, topicArnsOf } from "../../lib/settings/topics.ts";
import {
  isDeployedIn,
  type PageName,
  rowOf,
  type TaskAnswer,
  type TaskInput,
  type TaskName,
  type TaskPorts,
  tasks,
} from "../../lib/tasks/tasks.ts";
import type { Definition } from "../assurance/prove/definition.ts";
import type { Machine } from "../assurance/prove/machines.ts";
import { Account, type Service } from "./account.ts";
import {
  controlPlaneAccount,
  EnvironmentAccounts,
  places,
  reachOf,
} from "./accounts/environment-accounts.ts";
import type { BusEvent } from "./events.ts";
import { type Deployed, Functions, type Handler } from "./functions.ts";
import { makePort } from "./ports.ts";
import { Process } from "./process.ts";
import { Random } from "./random.ts";
import { accessAnalyzer } from "./services/access-analyzer.ts";
import { cloudControlOver } from "./services/cloud-control.ts";
import { CloudFormation } from "./services/cloudformation.ts";
import { branchesOf } from "./services/code-commit.ts";
import { DynamoDb } from "./services/dynamodb.ts";
import { describing } from "./services/inspector.ts";
import { Kms } from "./services/kms.ts";
import { Referred } from "./services/referred.ts";
import { S3 } from "./services/s3.ts";
import { Sns } from "./services/sns.ts";
import { Team } from "./services/team.ts";
import { apiOf } from "./step-functions/api.ts";
import { awsVariant, StepFunctions, type Variant } from "./step-functions/step-functions.ts";
import { VirtualTime } from "./time.ts";
import { loadUseCases, type UseCase, type UseCases } from "./use-cases.ts";

/** What is deployed in an installation. */
export type Deployment = {
  readonly application: string;
  /** The name of the machine that carries out a run. */
  readonly parent: string;
  readonly machines: ReadonlyMap<string, Machine>;
  /** Every function's timeout in seconds, by name. */
  readonly functions: Readonly<Record<string, { readonly timeoutSeconds: number }>>;
  readonly useCases: UseCases;
};

/** How an installation differs from the plain one. */
export type Setup = {
  /** @default 1 */
  readonly seed?: number;
  /** @default those of AWS */
  readonly variant?: Variant;
  readonly settings?: Partial<Settings>;
};

/** The approvers of the installation. */
const approvers = ["platform-owner", "staging-approver", "change-manager", "release-manager"];
const addressed = (id: string) => ({ address: `${id}@example.com`, identities: [`${id}@example.com`] });
const startMs = Date.parse("2026-11-24T10:00:00Z");

/**
 * One installation of the control plane in an account in memory: the real use cases and adapters, on services that
 * behave like AWS's, in virtual time. Two installations of one seed in which the same things are done go the same way.
 */
export class Installation {
  readonly time = new VirtualTime(startMs);
  /** By how much the functions' clocks are wrong. */
  skewMs = 0;
  /** The clock that functions look at. */
  readonly clock: Clock = {
    nowMs: () => this.time.nowMs() + this.skewMs,
    pause: (ms) => this.time.pause(ms),
  };
  readonly random: Random;
  readonly account: Account;
  readonly dynamodb = new DynamoDb();
  readonly s3: S3;
  readonly kms = new Kms();
  readonly sns = new Sns();
  /** The texts of Secrets Manager's secrets, by name. */
  readonly secrets = new Map<string, string>();
  /** The heads of CodeCommit's branches, as "repository branch"; null for a repository without that branch. */
  readonly heads = new Map<string, string | null>();
  /** Answers for GitHub and GitLab; a test puts a forge there. */
  forge: Send = async () => ({ status: 404, headers: {}, body: "{}" });
  /** What templates refer to: SSM parameters, and the current versions of secrets. */
  readonly referred = new Referred();
  readonly cloudFormation: CloudFormation;
  /** What a team's own checks ask. */
  readonly team: Team;
  /** The accounts of the environments. */
  readonly accounts: EnvironmentAccounts;
  readonly functions: Functions;
  readonly states: StepFunctions;
  readonly application: string;
  readonly parentArn: string;
  readonly approvalsUrl = "http://127.0.0.1/";
  readonly topics: Topics = { prefix: "arn:aws:sns:::", operators: "arn:aws:sns:::operators" };
  readonly topicArns: Readonly<Record<string, string>>;
  readonly settings: Settings;
  private readonly useCases: UseCases;

  constructor(deployment: Deployment, { seed = 1, variant = awsVariant, settings = {} }: Setup = {}) {
    this.random = new Random(seed);
    this.application = deployment.application;
    this.useCases = deployment.useCases;
    this.parentArn = `arn:aws:states:::stateMachine:${deployment.parent}`;
    this.topicArns = topicArnsOf(
      this.topics,
      approvers.map((id) => ({ id })),
    );
    this.settings = {
      application: this.application,
      plan: "21.03",
      approvers: approvers.map((id) => ({ id, name: id, ...addressed(id) })),
      platformOwner: "platform-owner",
      committers: ["*@example.com"],
      accounts: { controlPlane: { account: controlPlaneAccount, region: "us-east-1" }, ...places },
      queue: "newest",
      principals: [],
      administrators: [],
      freezeWindows: [],
      approvalsUrl: this.approvalsUrl,
      waivers: [],
      quietSeconds: 30,
      ...settings,
    };
    this.account = new Account(this.time, this.random);
    this.s3 = new S3(() => this.time.nowMs());
    this.s3.mayList = false;
    this.cloudFormation = new CloudFormation(this.time);
    this.team = new Team(this.cloudFormation, () => this.time.nowMs());
    this.functions = new Functions(this.account, this.deployed(deployment));
    this.states = new StepFunctions(deployment, this.time, this.random, (name, payload, purpose) =>
      this.functions.invoke(name, payload, purpose),
    );
    this.states.variant = variant;
    this.accounts = new EnvironmentAccounts(this.application, () => this.time.nowMs(), this.team);
    this.cloudFormation.bytesAt = (key, versionId) => this.s3.body(key, versionId);
    this.accounts.addBootstraps(this.cloudFormation.service);
    this.cloudFormation.accountOf = (stackName) => this.accounts.accountOf(stackName);
    this.account.confirm = (call) => this.accounts.confirm(call);
    const services = {
      sts: this.accounts.service,
      dynamodb: this.dynamodb.service,
      s3: this.s3.service,
      kms: this.kms.service,
      sns: this.sns.service,
      cloudformation: this.cloudFormation.service,
      "access-analyzer": accessAnalyzer(Object.values(AccessCheckResourceType)),
      cloudcontrol: cloudControlOver(this.cloudFormation, () => this.time.nowMs()),
      states: apiOf(this.states),
      lambda: this.invocations(),
      ssm: this.referred.parameters,
      secretsmanager: this.referred.secrets,
      ecr: this.referred.images,
      events: { PutEvents: ({ Entries }: { Entries: readonly PutEvent[] }) => this.put(Entries) },
      cloudwatch: this.team.cloudWatch,
      codecommit: branchesOf(this.heads),
      describe: describing(this.cloudFormation, () => this.time.nowMs()),
    };
    for (const [name, service] of Object.entries(services)) this.account.services.set(name, service);
  }

  /** Lambda: the control plane's functions, and those of the environments. */
  private invocations(): Service {
    const own = this.functions.service["Invoke"];
    return {
      Invoke: (input: { readonly FunctionName: string; readonly Payload: Uint8Array }) =>
        this.team.functionOf(input.FunctionName) === undefined
          ? own?.(input)
          : this.team.invoke(input.FunctionName, input.Payload),
    };
  }

  /** What was said on the bus. */
  readonly said: BusEvent[] = [];

  /** Takes events, as the bus does. */
  private put(entries: readonly PutEvent[]): object {
    for (const { Source, DetailType, Detail } of entries) {
      const event = { source: Source, "detail-type": DetailType, detail: JSON.parse(Detail) };
      this.said.push(event);
      this.hears(event);
    }
    return { FailedEntryCount: 0, Entries: entries.map((_, index) => ({ EventId: String(index) })) };
  }

  /** What happens to an event on the bus: nothing, unless rules are deployed. */
  protected hears(_event: BusEvent): void {}

  /**
   * An installation for the test of one use case: requests and CloudFormation's operations take no time, unless the test
   * says otherwise, and an execution of a run only runs: a test decides how it ends (`states.find(arn).end`).
   */
  static async withoutLatency(setup: Setup = {}): Promise<Installation> {
    const installation = new Installation({ ...inert, useCases: await loadUseCases() }, setup);
    installation.account.latencyMs = () => 0;
    installation.cloudFormation.seconds = 0;
    return installation;
  }

  /** Runs `act` as a process of the installation, and lets time pass until it ends. It throws what `act` throws. */
  does<T>(act: () => Promise<T>, name = "somebody"): Promise<T> {
    return this.account.carryOut(new Process(name, "a test"), act);
  }

  /** Lets so many milliseconds pass, with everything that happens meanwhile. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.time.nowMs() + ms;
    let isOver = false;
    this.time.after(ms, () => {
      isOver = true;
    });
    await this.time.passUntil(() => isOver, untilMs);
  }

  /**
   * Calls a task once, in a container of its own: nothing is remembered of an earlier call. Input and answer are parsed as
   * in its Lambda, and errors arrive as they were thrown; a bad outcome, which is an error to a state machine, arrives as the answer.
   * @param other ports that take the place of the real ones.
   */
  run<T extends TaskName>(name: T, input: TaskInput<T>, other: Partial<Ports> = {}): Promise<TaskAnswer<T>> {
    const { environment = null } = input as { readonly environment?: Environment };
    const handler = this.container(name, this.useCaseOf(name), environment, other);
    const deployed = tasks[name].deployed === "once" ? name : `${name}-${environment}`;
    const answer = async () => {
      try {
        return (await handler(input)) as TaskAnswer<T>;
      } catch (error) {
        if (isInterlockError(error, "NotDone")) return error.cause as TaskAnswer<T>;
        throw error;
      }
    };
    return this.does(answer, `${this.application}-${deployed}`);
  }

  /** Asks a page of the approvals page, as API Gateway would. */
  show(name: PageName, request: PageRequest, other: Partial<Ports> = {}): Promise<PageResponse> {
    const ports = { ...this.rawPorts(name, null), ...other };
    return this.does(
      () => this.useCaseOf(name)(ports)(request) as Promise<PageResponse>,
      `${this.application}-${name}`,
    );
  }

  /** The ports of a task, each of whose calls runs as a process of the installation: a test may call them anywhere. */
  ports<T extends TaskName>(name: T, environment: Environment | null = null): TaskPorts<T> {
    return this.callable(this.rawPorts(name, environment)) as TaskPorts<T>;
  }

  /** One port, whose calls a test may make anywhere. */
  port<P extends keyof Ports>(name: P, environment: Environment | null = null): Ports[P] {
    return this.callable({
      [name]: makePort[name](this, this.reach(environment === null ? environments : [environment])),
    })[name] as Ports[P];
  }

  private useCaseOf(name: TaskName | PageName): UseCase {
    const useCase = this.useCases.get(name);
    if (useCase === undefined) throw new Error(`there is no use case ${name}`);
    return useCase;
  }

  private rawPorts(name: TaskName | PageName, environment: Environment | null): object {
    const { ports, environments: reached = environments } = rowOf(name);
    const reach = this.reach(environment === null ? reached : [environment]);
    return Object.fromEntries(ports.map((port) => [port, makePort[port](this, reach)]));
  }

  /** The environments as one container reaches them. */
  reach(reached: readonly Environment[] = environments): Environments {
    return environmentsAt(reachOf(this.application, reached), this.clock);
  }

  private callable(ports: object): Record<string, object> {
    const inProcess = (port: object) =>
      new Proxy(port, {
        get: (of, key) => {
          const value: unknown = Reflect.get(of, key);
          if (typeof value !== "function") return value;
          return (...args: unknown[]) => {
            const answer = (): unknown => Reflect.apply(value, of, args);
            return answersAtOnce.has(String(key)) ? answer() : this.does(answer as () => Promise<unknown>);
          };
        },
      });
    return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, inProcess(port as object)]));
  }

  /** Every function as it is deployed: its code with the ports that its row of the table gives it. */
  private deployed({ functions, useCases }: Deployment): ReadonlyMap<string, Deployed> {
    const deployed = new Map<string, Deployed>();
    for (const [functionName, { timeoutSeconds }] of Object.entries(functions)) {
      const id = functionName.slice(this.application.length + 1);
      const environment = environments.find((candidate) => id.endsWith(`-${candidate}`)) ?? null;
      const name = (environment === null ? id : id.slice(0, -environment.length - 1)) as TaskName | PageName;
      const useCase = useCases.get(name);
      if (useCase === undefined) continue;
      deployed.set(functionName, {
        timeoutSeconds,
        container: () => this.container(name, useCase, environment),
      });
    }
    return deployed;
  }

  private container(
    name: TaskName | PageName,
    useCase: UseCase,
    environment: Environment | null,
    other: Partial<Ports> = {},
  ): Handler {
    const ports = { ...this.rawPorts(name, environment), ...other };
    const wires = Object.fromEntries(
      Object.entries(ports).map(([port, made]) => [port, () => made]),
    ) as never;
    const handler =
      name in tasks ? task(name as TaskName, useCase, wires) : page(name as PageName, useCase, wires);
    return (event) => handler(event as never, {} as never, undefined as never) as Promise<unknown>;
  }
}

/** An entry of PutEvents, as far as the bus reads it. */
type PutEvent = { readonly Source: string; readonly DetailType: string; readonly Detail: string };

/** Methods of ports that answer at once, without a promise. */
const answersAtOnce = new Set(["nowMs", "arnOf", "linkTo", "secret"]);

const application = "shop";
const parent = `${application}-provisioning-plan`;
const yearSeconds = 31_536_000;
const waits: Definition = {
  StartAt: "Waits",
  States: { Waits: { Type: "Wait", Seconds: yearSeconds, End: true } },
};
const functionSeconds = 60;

/** A machine that only waits, and every function of the table of tasks. */
const inert: Omit<Deployment, "useCases"> = {
  application,
  parent,
  machines: new Map([[parent, { name: parent, definition: waits, digest: "", calls: new Map() }]]),
  functions: Object.fromEntries(
    Object.entries(tasks)
      .flatMap(([name, { deployed }]) =>
        deployed === "once"
          ? [name]
          : environments
              .filter((environment) => isDeployedIn(name as TaskName, environment))
              .map((environment) => `${name}-${environment}`),
      )
      .map((name) => [`${application}-${name}`, { timeoutSeconds: functionSeconds }]),
  ),
};
