import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { controlPlaneTemplate } from "../../lib/control-plane/template.ts";
import { type Installed, installedFrom } from "../assurance/prove/machines.ts";
import { readTemplate } from "../assurance/prove/synthesised.ts";
import { Events, type Rule, rulesIn } from "./events.ts";
import { Installation, type Setup } from "./installation.ts";
import { People } from "./people.ts";
import { loadUseCases, type UseCases } from "./use-cases.ts";

/** What every world of a control plane is made from: read once. */
export type Blueprint = {
  readonly installed: Installed;
  /** Every function's timeout in seconds, by name. */
  readonly functions: Readonly<Record<string, { readonly timeoutSeconds: number }>>;
  readonly rules: readonly Rule[];
  readonly useCases: UseCases;
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

/** What API Gateway answers when nothing of the function reached the edge. */
const unreachable: APIGatewayProxyStructuredResultV2 = { statusCode: 502, body: "Internal Server Error" };

/** An installation as it is deployed: the real state machines, the rules of its bus, and people who read its mails. */
export class World extends Installation {
  /** When somebody last pressed the emergency stop, at the latest. */
  haltedAtMs: number | null = null;
  readonly events: Events;
  readonly people: People;

  constructor(blueprint: Blueprint, setup: Setup = {}) {
    const { installed, functions, rules, useCases } = blueprint;
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
}
