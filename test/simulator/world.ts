import "./environment.ts";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { controlPlaneTemplate } from "../../lib/control-plane/template.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { environments } from "../../lib/domain/environment.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import { page } from "../../lib/runtime/page.ts";
import { task } from "../../lib/runtime/task.ts";
import { type PageName, rowOf, type TaskName, tasks } from "../../lib/tasks.ts";
import { type Installed, installedFrom } from "../assurance/prove/machines.ts";
import { readTemplate } from "../assurance/prove/synthesised.ts";
import { Account } from "./account.ts";
import { Events, type Rule, rulesIn } from "./events.ts";
import { type Deployed, Functions, type Handler } from "./functions.ts";
import { People } from "./people.ts";
import { makePort } from "./ports.ts";
import { Random } from "./random.ts";
import { CloudFormation } from "./services/cloudformation.ts";
import { DynamoDb } from "./services/dynamodb.ts";
import { describing } from "./services/inspector.ts";
import { Kms } from "./services/kms.ts";
import { S3 } from "./services/s3.ts";
import { Sns } from "./services/sns.ts";
import { awsManners, type Manners, StepFunctions } from "./step-functions/step-functions.ts";
import { VirtualTime } from "./time.ts";
import { loadUseCases, type UseCase } from "./use-cases.ts";

/** What every world of a control plane is made from: read once. */
export type Blueprint = {
  readonly installed: Installed;
  /** Every function's timeout in seconds, by name. */
  readonly functions: Readonly<Record<string, { readonly timeoutSeconds: number }>>;
  readonly rules: readonly Rule[];
  readonly useCases: ReadonlyMap<TaskName | PageName, UseCase>;
};

/**
 * Reads the control plane as it is synthesised: machines, functions, rules, and the use cases behind them.
 * @param template what was synthesised before, to save the time.
 */
export async function readBlueprint(template: unknown = controlPlaneTemplate()): Promise<Blueprint> {
  const { synthesised } = readTemplate(template);
  const read = installedFrom(synthesised);
  if ("findings" in read)
    throw new Error(`the definitions cannot be read: ${JSON.stringify(read.findings[0])}`);
  return {
    installed: read.installed,
    functions: synthesised.functions,
    rules: rulesIn(template),
    useCases: await loadUseCases(),
  };
}

/** The approvers of the world. */
const approvers = ["platform-owner", "staging-approver", "change-manager", "release-manager"];
const addressed = (id: string) => ({ address: `${id}@example.com`, identities: [`${id}@example.com`] });
const startMs = Date.parse("2026-11-24T10:00:00Z");
/** What API Gateway answers when nothing of the function reached the edge. */
const unreachable: APIGatewayProxyStructuredResultV2 = { statusCode: 502, body: "Internal Server Error" };

/**
 * One installation of the control plane in memory: the real definitions, use cases and adapters, on services that
 * behave like AWS's, in a time of its own. Two worlds of one seed in which the same things are done go the same way.
 */
export class World {
  readonly time = new VirtualTime(startMs);
  /** By how much the functions' clocks are wrong. */
  skewMs = 0;
  /** When somebody last pressed the emergency stop, at the latest. */
  haltedAtMs: number | null = null;
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
  readonly cloudFormation: CloudFormation;
  readonly functions: Functions;
  readonly states: StepFunctions;
  readonly events: Events;
  readonly people: People;
  readonly application: string;
  readonly parentArn: string;
  readonly approvalsUrl = "http://127.0.0.1/";
  readonly topicArns: Readonly<Record<string, string>>;
  readonly settings: Settings;

  constructor(
    blueprint: Blueprint,
    { seed = 1, manners = awsManners }: { seed?: number; manners?: Manners } = {},
  ) {
    const { installed, rules } = blueprint;
    this.random = new Random(seed);
    this.application = installed.application;
    this.parentArn = `arn:aws:states:::stateMachine:${installed.parent.name}`;
    this.topicArns = Object.fromEntries(approvers.map((id) => [id, `arn:aws:sns:::${id}`]));
    this.settings = {
      application: this.application,
      approvers: approvers.map((id) => ({ id, name: id, ...addressed(id) })),
      platformOwner: "platform-owner",
      committers: ["*@example.com"],
      approvalsUrl: this.approvalsUrl,
      waivers: [],
      quietSeconds: 30,
    };
    this.account = new Account(this.time, this.random);
    this.s3 = new S3(() => this.time.nowMs());
    this.cloudFormation = new CloudFormation(this.time);
    this.functions = new Functions(this.account, this.deployed(blueprint));
    this.states = new StepFunctions(installed, this.time, this.random, (name, payload, purpose) =>
      this.functions.invoke(name, payload, purpose),
    );
    this.states.manners = manners;
    this.events = new Events(this.time, this.functions, rules);
    this.states.hasEnded = ({ arn, name, status, machine }) =>
      this.events.put({
        source: "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        detail: {
          executionArn: arn,
          stateMachineArn: `arn:aws:states:::stateMachine:${machine.name}`,
          name,
          status,
        },
      });
    this.people = new People(this);
    const services = {
      dynamodb: this.dynamodb.service,
      s3: this.s3.service,
      kms: this.kms.service,
      sns: this.sns.service,
      cloudformation: this.cloudFormation.service,
      states: this.states.service,
      lambda: this.functions.service,
      // Nothing in the world looks at metrics.
      cloudwatch: { PutMetricData: () => ({}) },
      describe: describing(this.cloudFormation, () => this.time.nowMs()),
    };
    for (const [name, service] of Object.entries(services)) this.account.services.set(name, service);
  }

  /** What a browser gets from the approvals page: the two functions behind it, by the method of the request. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname, host } = new URL(url);
    const method = init.method ?? "GET";
    const name = method === "GET" ? "show-invitation" : "decide";
    const outcome = await this.functions.invoke(
      `${this.application}-${name}`,
      {
        queryStringParameters: {},
        headers: { host, ...(init.headers as Record<string, string> | undefined) },
        pathParameters: { invitation: pathname.split("/").at(-1) },
        requestContext: { http: { method } },
        body: init.body === undefined ? null : String(init.body),
        isBase64Encoded: false,
      },
      "a person",
    );
    const {
      statusCode = 500,
      body = "",
      headers = {},
      cookies = [],
    } = "error" in outcome ? unreachable : (outcome.payload as APIGatewayProxyStructuredResultV2);
    this.people.pages.push(body);
    const answered = new Headers(headers as Record<string, string>);
    for (const cookie of cookies) answered.append("set-cookie", cookie);
    return new Response(body, { status: statusCode, headers: answered });
  }

  /** Every function as it is deployed: its code with the ports that its row of the table gives it. */
  private deployed({ functions, useCases }: Blueprint): ReadonlyMap<string, Deployed> {
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

  private container(name: TaskName | PageName, useCase: UseCase, environment: Environment | null): Handler {
    const wires = Object.fromEntries(
      rowOf(name).ports.map((port) => [port, () => makePort[port](this, environment)]),
    ) as never;
    const handler =
      name in tasks ? task(name as TaskName, useCase, wires) : page(name as PageName, useCase, wires);
    return (event) => handler(event as never, {} as never, undefined as never) as Promise<unknown>;
  }
}
