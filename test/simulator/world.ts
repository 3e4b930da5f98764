import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { predictEffects } from "../../lib/domain/change/prediction/predict-effects.ts";
import type { Ports } from "../../lib/ports/ports.ts";
import { type TaskAnswer, type TaskInput, type TaskName, tasks } from "../../lib/tasks/tasks.ts";
import { type Installed, installedFrom } from "../assurance/prove/machines.ts";
import { readTemplate } from "../assurance/prove/synthesised.ts";
import { type BusEvent, Events, type Rule, rulesIn } from "./events.ts";
import { messageIn } from "./functions.ts";
import { Installation, type Setup } from "./installation.ts";
import { People } from "./people.ts";
import { makePort } from "./ports.ts";
import { synthesisedTemplate } from "./template.ts";
import { loadUseCases, type UseCases } from "./use-cases.ts";
import { type Rights, rightsIn } from "./worst/rights.ts";
import { atItsWorst } from "./worst/worst.ts";

/** What every world of a control plane is made from: read once. */
export type Blueprint = {
  readonly installed: Installed;
  /** Every function's timeout in seconds, by name. */
  readonly functions: Readonly<Record<string, { readonly timeoutSeconds: number }>>;
  readonly rules: readonly Rule[];
  readonly useCases: UseCases;
  /** What IAM allows in the control plane's account. */
  readonly rights: Rights;
};

/**
 * Reads the control plane as it is synthesised: machines, functions, rules, and their use cases.
 * @param template what was synthesised before, to save the time.
 */
export async function readBlueprint(template?: unknown): Promise<Blueprint> {
  template ??= await synthesisedTemplate();
  // The first prediction reads the database of AWS's resource types: that takes about a second, and no test's time.
  predictEffects(null, {
    template: '{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket"}}}',
    parameters: {},
    tags: {},
  });
  // A use case that imports its rules on demand finds them loaded: loading takes real time, which no virtual clock waits for.
  await import("../../lib/domain/change/rules/findings-about-change.ts");
  const { synthesised } = readTemplate(template);
  const read = installedFrom(synthesised);
  if ("findings" in read)
    throw new Error(`the definitions cannot be read: ${JSON.stringify(read.findings[0])}`);
  return {
    installed: read.installed,
    functions: synthesised.functions,
    rules: rulesIn(template),
    rights: rightsIn(template),
    useCases: await loadUseCases(),
  };
}

/** What API Gateway answers when nothing of the function reached the edge. */
const unreachable: APIGatewayProxyStructuredResultV2 = { statusCode: 502, body: "Internal Server Error" };

/** An installation as it is deployed: the real state machines, the rules of its bus, and people who read its mails. */
export class World extends Installation {
  /** The latest time at which the emergency stop was pressed. */
  haltedAtMs: number | null = null;
  readonly events: Events;
  readonly people: People;

  /** @param worst whether the account behaves like AWS at its least kind */
  constructor(blueprint: Blueprint, { worst = false, ...setup }: Setup & { readonly worst?: boolean } = {}) {
    const { installed, functions, rules, useCases, rights } = blueprint;
    const { application, machines } = installed;
    super({ application, parent: installed.parent.name, machines, functions, useCases }, setup);
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
    if (worst) atItsWorst(this, setup.seed ?? 1, rights);
  }

  protected override hears(event: BusEvent): void {
    this.events.put(event);
  }

  /** Uses every port as an operator's terminal would, in a process of its own. */
  ask<T>(act: (ports: Ports) => Promise<T>): Promise<T> {
    const reach = this.reach();
    const ports = Object.entries(makePort)
      // They work in one environment each.
      .filter(([name]) => name !== "stacks")
      .map(([name, make]) => [name, make(this, reach)]);
    return this.does(() => act(Object.fromEntries(ports) as Ports), "a terminal");
  }

  /**
   * Invokes the deployed function of a task, in a container that is warm or new, and within its timeout. Throws an error
   * of the name and message that the function ended with.
   */
  async call<T extends TaskName>(task: T, input: TaskInput<T>): Promise<TaskAnswer<T>> {
    const environment = "environment" in input ? `-${input.environment}` : "";
    const id = tasks[task].deployed === "once" ? task : `${task}${environment}`;
    const invoke = () => this.functions.invoke(`${this.application}-${id}`, input, "a person");
    const outcome = await this.does(invoke);
    // A bad outcome is an error to the state machine; to a test it is the answer.
    const bad = "error" in outcome ? /^(failed|unknown):/.exec(messageIn(outcome.cause))?.[1] : undefined;
    if (bad !== undefined) return { outcome: bad, waitSeconds: 0 } as TaskAnswer<T>;
    if ("error" in outcome) throw Object.assign(new Error(messageIn(outcome.cause)), { name: outcome.error });
    return outcome.payload as TaskAnswer<T>;
  }

  /** The answer of the approvals page to a browser: the path and method of the request select the function. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname, host, searchParams } = new URL(url);
    const method = init.method ?? "GET";
    const runs = /^\/runs(?:\/([^/]+))?$/.exec(pathname);
    const approval = pathname === "/sign-in" || method === "POST" ? "decide" : "show-invitation";
    const name = runs === null ? approval : "show-runs";
    const [, invitation = ""] = /\/approvals\/([^/]+)/.exec(pathname) ?? [];
    const outcome = await this.functions.invoke(
      `${this.application}-${name}`,
      {
        queryStringParameters: Object.fromEntries(searchParams),
        headers: { host, ...(init.headers as Record<string, string> | undefined) },
        pathParameters: { invitation, ...(runs?.[1] === undefined ? {} : { run: runs[1] }) },
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
}
