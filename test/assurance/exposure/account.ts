import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { Environment } from "../../../lib/domain/environment.ts";
import type { Environments } from "../../../lib/ports/shared/environments/environments.ts";
import { throttledIfPassing } from "../../../lib/ports/shared/passing-errors.ts";
import { readableTypes } from "../../../lib/resources/registry.ts";
import { type Analyzer, analyzerAnswers } from "./analyzer.ts";
import { type Reader, sdkError } from "./reader.ts";
import type { Answers, Setting, Shape } from "./shape.ts";

/** One resource of the account, as it is, and as its reader behaves. */
export type Standing = {
  readonly type: string;
  readonly id: string;
  /** The properties by which AWS names it, as the events of its stack tell them. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly setting: Setting;
  /** How its own service answers; null if only Cloud Control may read it. */
  readonly shape: Shape | null;
  readonly reader: Reader;
  /** What `fails`, `denies` and `malformed` answer. */
  readonly error: string;
  readonly madeAtMs: number;
  /** Infinity: it stands. */
  readonly goneAtMs: number;
  /** When somebody tried to delete it. */
  readonly triedAtMs: number;
};

/** For how long what was made is not found, and what was deleted is. EC2 developer guide, "Eventual consistency": seconds to minutes. */
export const lagMs = 40_000;

const answersOf = (answer: unknown, input: unknown): unknown =>
  typeof answer === "function" ? (answer as (asked: unknown) => unknown)(input) : answer;

/** Whether AWS finds a resource at that time. */
export function isFound({ reader, madeAtMs, goneAtMs, triedAtMs }: Standing, nowMs: number): boolean {
  if (reader === "missing") return false;
  const stands = madeAtMs <= nowMs && nowMs < goneAtMs;
  if (reader === "lags") return madeAtMs + lagMs <= nowMs && nowMs < goneAtMs + lagMs;
  return stands && !(reader === "hides" && nowMs >= triedAtMs && nowMs < triedAtMs + lagMs);
}

const refuses = ({ reader }: Standing) => reader === "fails" || reader === "denies" || reader === "malformed";

/** What the service of a resource answers to an operation. Throws as the SDK does. */
function answer(standing: Standing, operation: string, input: unknown, nowMs: number): unknown {
  const { shape, setting, reader, error } = standing;
  if (refuses(standing)) throw sdkError(error);
  if (shape === null) return {};
  const told = isFound(standing, nowMs)
    ? answersOf(
        { ...shape.stands, ...setting.answers, ...(reader === "untold" ? shape.untold : {}) }[operation],
        input,
      )
    : typeof shape.absent === "string"
      ? shape.absent
      : shape.absent[operation];
  if (typeof told === "string") throw sdkError(told);
  return told ?? {};
}

const partsOf: ReadonlyMap<string, readonly string[]> = new Map(
  readableTypes.flatMap((line) => {
    const [service = "", ...kinds] = line.split(/:? /);
    return kinds.map((word) => {
      const at = word.indexOf("=");
      return [`AWS::${service}::${word.slice(0, at)}`, word.slice(at + 1).split(",")] as const;
    });
  }),
);

/** The identifier under which AWS knows a resource: its own id, and the properties that the registry names. */
const identifierOf = ({ type, id, properties }: Standing): string =>
  (partsOf.get(type) ?? [])
    .map((part) => {
      const own = part
        .split("/")
        .reduce<unknown>((at, key) => (at as Answers | undefined)?.[key], properties);
      return part.endsWith("*") ? id : String(own ?? id);
    })
    .join("|");

/** What Cloud Control answers. Source: Cloud Control API reference, GetResource. */
function getResource(
  all: readonly Standing[],
  { TypeName, Identifier }: { readonly TypeName: string; readonly Identifier: string },
  nowMs: number,
): unknown {
  const found = all.find((one) => one.type === TypeName && identifierOf(one) === Identifier);
  if (found !== undefined && refuses(found)) throw sdkError(found.error);
  if (!partsOf.has(TypeName)) throw sdkError("UnsupportedActionException: it does not support READ");
  if (found === undefined || !isFound(found, nowMs))
    throw sdkError("ResourceNotFoundException: it was not found");
  const told = found.reader === "untold" ? {} : found.setting.properties;
  return { ResourceDescription: { Identifier, Properties: JSON.stringify({ Id: Identifier, ...told }) } };
}

/** The part of a client that is asked here. */
type Client = { send: (command: { readonly input: unknown }) => Promise<unknown> };

/** The account that is asked now: a client costs more to make than a case. */
let answering: (operation: string, input: unknown) => unknown = () => ({});
const made = new Map<unknown, unknown>();

/** What leads every request of a client to the account of the case. */
const send: Client["send"] = (command) =>
  throttledIfPassing(
    (async () => answering(command.constructor.name.replace(/Command$/, ""), command.input))(),
  );
// The adapter makes this client itself, because it asks under the function's own role.
(AccessAnalyzerClient.prototype as unknown as Client).send = send;

/** Real clients of the SDK, whose requests the account of the case answers. */
const clients: ReturnType<Environments["clients"]> = (Made) => {
  const known = made.get(Made);
  if (known !== undefined) return known as InstanceType<typeof Made>;
  const client = new Made({
    region: "us-east-1",
    credentials: async () => ({ accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" }),
  } as never);
  (client as unknown as Client).send = send;
  made.set(Made, client);
  return client;
};

/**
 * One environment's account at the level of the SDK. It answers until another one is made: cases are decided one after the other.
 * Each operation is answered about the one resource that has it.
 */
export function accountOf(
  all: readonly Standing[],
  environment: Environment,
  nowMs: () => number,
  analyzer: Analyzer = "works",
): Environments {
  answering = (operation, input) => {
    if (operation === "CheckNoPublicAccess") return analyzerAnswers(analyzer, input);
    if (operation === "GetResource") return getResource(all, input as never, nowMs());
    const only = all.find(({ shape }) => shape !== null && operationsOf(shape).has(operation));
    return only === undefined ? {} : answer(only, operation, input, nowMs());
  };
  const place = {
    application: "shop",
    partition: "aws",
    urlSuffix: "amazonaws.com",
    environment,
    account: "1",
    region: "us-east-1",
  };
  return {
    clients: () => clients,
    place: () => place,
    ofStack: () => environment,
    all: () => [environment],
    only: () => environment,
  };
}

const known = new WeakMap<Shape, ReadonlySet<string>>();

/** Every operation that a shape answers to. */
function operationsOf(shape: Shape): ReadonlySet<string> {
  const { stands, absent, settings, untold = {} } = shape;
  const operations =
    known.get(shape) ??
    new Set(
      [
        stands,
        untold,
        typeof absent === "string" ? {} : absent,
        ...settings.map(({ answers }) => answers ?? {}),
      ].flatMap((one) => Object.keys(one)),
    );
  known.set(shape, operations);
  return operations;
}
