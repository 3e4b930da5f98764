import * as z from "zod";
import { type Finding, pointer } from "./finding.ts";

/**
 * The part of the Amazon States Language that the definitions use (states-language.net, JSONPath). What is not in it is
 * refused: neither the rules nor the interpreter of the tests guess what an unknown field means.
 */
const comment = { Comment: z.string().optional() };
const onward = { Next: z.string().optional(), End: z.literal(true).optional() };
const referencePath = z.string().regex(/^\$(\.[A-Za-z_][A-Za-z0-9_]*)*$/);
const template = z.record(z.string(), z.json());
const errorNames = z.array(z.string().min(1)).min(1);

const retrier = z.strictObject({
  ...comment,
  ErrorEquals: errorNames,
  IntervalSeconds: z.int().min(1).default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: z.int().min(0).default(3),
  MaxDelaySeconds: z.int().min(1).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).default("NONE"),
});

const catcher = z.strictObject({
  ...comment,
  ErrorEquals: errorNames,
  ResultPath: referencePath.nullable().default("$"),
  Next: z.string(),
});

const comparison = z
  .strictObject({
    ...comment,
    Variable: referencePath,
    StringEquals: z.string().optional(),
    NumericGreaterThanEquals: z.number().optional(),
    Next: z.string(),
  })
  .refine(
    ({ StringEquals, NumericGreaterThanEquals }) =>
      (StringEquals === undefined) !== (NumericGreaterThanEquals === undefined),
    "exactly one comparison is allowed: StringEquals or NumericGreaterThanEquals",
  );

/** The three service integrations that the definitions use. */
export const resources = {
  invoke: "arn:aws:states:::lambda:invoke",
  ask: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  start: "arn:aws:states:::states:startExecution.sync:2",
} as const;

const task = z.strictObject({
  ...comment,
  ...onward,
  Type: z.literal("Task"),
  Resource: z.enum(resources),
  Parameters: template,
  ResultSelector: template.optional(),
  ResultPath: referencePath.nullable().default("$"),
  TimeoutSeconds: z.int().min(1).optional(),
  HeartbeatSeconds: z.int().min(1).optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
});
const choice = z.strictObject({
  ...comment,
  Type: z.literal("Choice"),
  Choices: z.array(comparison).min(1),
  Default: z.string().optional(),
});
const wait = z.strictObject({
  ...comment,
  ...onward,
  Type: z.literal("Wait"),
  Seconds: z.int().min(0).optional(),
  SecondsPath: referencePath.optional(),
});
const pass = z.strictObject({
  ...comment,
  ...onward,
  Type: z.literal("Pass"),
  Parameters: template.optional(),
  ResultPath: referencePath.nullable().default("$"),
});
const succeed = z.strictObject({ ...comment, Type: z.literal("Succeed") });
const fail = z.strictObject({
  ...comment,
  Type: z.literal("Fail"),
  Error: z.string().optional(),
  ErrorPath: referencePath.optional(),
  Cause: z.string().optional(),
  /** A path, or an intrinsic function that makes a text (developer guide, "Fail workflow state"). */
  CausePath: z.union([referencePath, z.string().startsWith("States.Format(")]).optional(),
});

const definition = z.strictObject({
  ...comment,
  StartAt: z.string(),
  TimeoutSeconds: z.int().min(1).optional(),
  States: z.record(z.string(), z.discriminatedUnion("Type", [task, choice, wait, pass, succeed, fail])),
});

/** One definition, parsed: defaults are filled in as the language says. */
export type Definition = z.output<typeof definition>;
/** A state of a definition. */
export type State = Definition["States"][string];
/** A state of that type. */
export type StateOf<T extends State["Type"]> = Extract<State, { Type: T }>;

/** The definition in `text`, or what keeps it from being one, each with its state and path. */
export function readDefinition(
  machine: string,
  text: string,
): { readonly definition: Definition } | { readonly findings: readonly Finding[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const message = `the definition is not JSON (${String(error)}): mend its text`;
    return { findings: [{ rule: "is-json", machine, state: null, path: "", message }] };
  }
  const parsed = definition.safeParse(document);
  if (parsed.success) return { definition: parsed.data };
  return {
    findings: parsed.error.issues.map((issue) => ({
      rule: "is-known-language",
      machine,
      ...located(issue, document),
    })),
  };
}

function located({ path, message }: z.core.$ZodIssue, document: unknown): Omit<Finding, "rule" | "machine"> {
  const inState = path[0] === "States" && path.length > 1;
  let seen: unknown = document;
  for (const key of path) seen = (seen as Record<PropertyKey, unknown> | undefined)?.[key];
  return {
    state: inState ? String(path[1]) : null,
    path: pointer(path.slice(inState ? 2 : 0)),
    message: `${message} (seen: ${(JSON.stringify(seen) ?? "nothing").slice(0, 80)})`,
  };
}
