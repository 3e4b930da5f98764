import { S3Client } from "@aws-sdk/client-s3";
import { calling, forever } from "./process.ts";

const kindOfClient: Readonly<Record<string, string>> = {
  DynamoDBDocumentClient: "dynamodb",
  S3Client: "s3",
  KMSClient: "kms",
  SNSClient: "sns",
  CloudFormationClient: "cloudformation",
  AccessAnalyzerClient: "access-analyzer",
  CloudControlClient: "cloudcontrol",
  LambdaClient: "lambda",
  SFNClient: "states",
  EventBridgeClient: "events",
  CloudWatchClient: "cloudwatch",
  CloudWatchLogsClient: "logs",
  CodeCommitClient: "codecommit",
  STSClient: "sts",
  SSMClient: "ssm",
  SecretsManagerClient: "secretsmanager",
  ECRClient: "ecr",
};

/** The service that a client asks, also if the client's class is a subclass of ours. */
function serviceOf(client: object): string {
  for (let type = client.constructor; type.name !== ""; type = Object.getPrototypeOf(type))
    if (kindOfClient[type.name] !== undefined) return kindOfClient[type.name] ?? "";
  return client.constructor.name;
}

const operations = new WeakMap<object, string>();

/** The operation that a command of the SDK asks for. */
function operationOf(command: object): string {
  const { constructor: type } = command;
  const operation = operations.get(type) ?? type.name.replace(/Command$/, "");
  operations.set(type, operation);
  return operation;
}

/** A request, as the layers of a client hand it on: what it asks for is known only where it is answered. */
type Asked = { readonly answer: () => Promise<unknown> };
type Send = (asked: Asked) => Promise<{ readonly output: unknown }>;
/** The part of an SDK client that is intercepted. */
type Client = {
  readonly config: {
    credentials(): Promise<{ readonly accessKeyId: string; readonly sessionToken?: string }>;
  };
  readonly middlewareStack: {
    clone(): Client["middlewareStack"];
    identify(): readonly string[];
    remove(name: string): boolean;
    add(layer: (next: Send) => Send, where: object): void;
    resolve(last: Send, context: object): Send;
  };
};

const owners = new WeakSet<Client>();

/** The key of the session that a client acts under; null for the process's own credentials, which never change. */
async function sessionOf(client: Client): Promise<string | null> {
  if (owners.has(client)) return null;
  const { accessKeyId, sessionToken } = await client.config.credentials();
  if (sessionToken !== undefined) return accessKeyId;
  owners.add(client);
  return null;
}

const layered = new WeakMap<object, Send>();

/**
 * Sends through the layers that our adapters put on a client, and no further: what the SDK does to a request behind them
 * is making HTTP of it, which there is none of.
 */
function throughOurLayers(client: Client): Send {
  const known = layered.get(client);
  if (known !== undefined) return known;
  const stack = client.middlewareStack.clone();
  for (const layer of stack.identify()) {
    const [name = "", , step] = layer.split(" ");
    if (step === "initialize" && name.endsWith("Middleware")) stack.remove(name);
  }
  stack.add(
    () =>
      async ({ answer }) => ({ output: await answer() }),
    { step: "initialize", priority: "low" },
  );
  // Each command adds this layer, and other layers are placed relative to it.
  stack.add((next) => next, { name: "endpointV2Middleware", step: "serialize" });
  const send = stack.resolve(forever, {});
  layered.set(client, send);
  return send;
}

/**
 * Leads every request of the SDK to the account of the process that makes it. Requests outside a process go where
 * they always went.
 */
export function interceptSdk(): void {
  // Every client of the SDK is one of these (@smithy/core).
  const client = Object.getPrototypeOf(S3Client.prototype) as {
    send(command: object, ...rest: unknown[]): unknown;
    intercepted?: true;
  };
  if (client.intercepted) return;
  client.intercepted = true;
  const { send } = client;
  client.send = function (this: Client, command: { input?: unknown }, ...rest: unknown[]) {
    const caller = calling.getStore();
    if (caller === undefined) return send.call(this, command, ...rest);
    const { account, process } = caller;
    if (!process.alive) return forever();
    const service = serviceOf(this);
    const answer = async () =>
      account.send(service, operationOf(command), command.input, process, await sessionOf(this));
    return throughOurLayers(this)({ answer }).then(({ output }) => output);
  };
}
