import { callIn, isList, isObject, isSame, noValue, type Objects, type Value } from "../template/values.ts";
import { alternatives, written } from "../template/written.ts";

/** One statement of a policy, wherever it stands in a resource, with its elements as IAM spells them. */
export type PolicyStatement = Objects;

const elements = [
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const spelling = new Map(elements.map((name) => [name.toLowerCase(), name]));

/** What stands for a policy or a statement that nobody can read: it lets in whoever it likes, and allows what it likes. */
const unreadable: PolicyStatement = {
  Effect: "Allow",
  Principal: { AWS: "somebody in a policy that nobody can read" },
  Action: "*",
  Resource: "*",
};

// Properties that hold a policy document, in whatever way it is written. Source: the properties of AWS's resource types.
const holdsDocument =
  /^(Policy|(AssumeRole|Permissions)?PolicyDocument|(Key|Access|Resource|Destination|FileSystem|Registry|Repository)Policy|(Repository)?PolicyText|AccessPolicies)$/;

/**
 * Every statement of every policy document inside a value: an object with a `Statement`. Some types take a document as a text, and
 * CloudFormation takes a text wherever a type wants JSON. What only CloudFormation can read stands for an unreadable statement.
 */
export function* statementsIn(value: Value): Generator<PolicyStatement> {
  const document = documentIn(value);
  if (document !== null) {
    yield* document === "unreadable" ? [unreadable] : statementsOfText(document);
    return;
  }
  if (isList(value)) for (const inner of value) yield* statementsIn(inner);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (/^statement$/i.test(key)) yield* alternatives(inner).flatMap(statementOf);
    if (holdsDocument.test(key) && alternatives(inner).some(isUntold)) yield unreadable;
    yield* statementsIn(inner);
  }
}

/** The statements of a document that was a text. A text may also be a statement, or a list of what is one but for its effect. */
function* statementsOfText(document: Value): Generator<PolicyStatement> {
  yield* alternatives(document)
    .flatMap(statementOf)
    .filter((one) => one["Principal"] !== undefined || one["NotPrincipal"] !== undefined);
  yield* statementsIn(document);
}

/** A statement with its elements as IAM spells them; nothing for what is left out. */
function statementOf(value: Value): readonly PolicyStatement[] {
  if (isSame(value, noValue)) return [];
  if (!isObject(value)) return [];
  if (callIn(value) !== null) return [unreadable];
  const entries = Object.entries(value).map(
    ([name, inner]) => [spelling.get(name.toLowerCase()) ?? name, inner] as const,
  );
  const statement = Object.fromEntries(entries);
  // Which of two spellings counts is not said.
  return [Object.keys(statement).length === entries.length ? statement : unreadable];
}

/** Whether only CloudFormation knows what document a value is. */
const isUntold = (value: Value): boolean =>
  callIn(value) !== null && !isSame(value, noValue) && (written(value) ?? "").startsWith("${");

// How a text begins that is JSON, or that may be once CloudFormation has filled it.
const begins = /^(\{|\[|"|\$\{)/;
// What a policy says and nothing else is likely to. A name of it may be escaped.
const saysPolicy = /"(Not)?(Principal|Action)"|"[Ss]tatement"|"(not)?principal"|\\u00/;

/** The document in a text; null for what is no text of a document. */
function documentIn(value: Value): Value | "unreadable" | null {
  const text = written(value)?.trim() ?? "";
  if (!begins.test(text)) return null;
  try {
    return withReferences(JSON.parse(text));
  } catch {
    return saysPolicy.test(text) ? "unreadable" : null;
  }
}

/** Texts of a document refer to the template's things again. */
function withReferences(value: Value): Value {
  if (typeof value === "string") return value.includes("${") ? { "Fn::Sub": value } : value;
  if (isList(value)) return value.map(withReferences);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner)]));
}
