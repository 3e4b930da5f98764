import { callIn, isList, isObject, type Objects, objectIn, type Value } from "../template/values.ts";
import { alternatives, written } from "../template/written.ts";

/** One statement of a policy, wherever it stands in a resource. */
export type PolicyStatement = Objects;

/** What stands for a policy that nobody can read: it lets in whoever it likes. */
const unreadable: PolicyStatement = {
  Effect: "Allow",
  Principal: { AWS: "somebody in a text that is no JSON" },
};

/**
 * Every statement of every policy document inside a value: an object with a `PolicyStatement` and, as a rule, a `Version`. Some types
 * take a document as a text, and CloudFormation takes a text wherever a type wants JSON.
 */
export function* statementsIn(value: Value): Generator<PolicyStatement> {
  const document = documentIn(value);
  if (document !== null) {
    yield* document === "unreadable" ? [unreadable] : statementsIn(document);
    return;
  }
  if (isList(value)) for (const inner of value) yield* statementsIn(inner);
  if (!isObject(value)) return;
  const statements = value["Statement"];
  if (statements !== undefined) for (const one of alternatives(statements)) yield objectIn(one);
  for (const inner of Object.values(value)) yield* statementsIn(inner);
}

/** The document in a text; null for what is no text of a document. */
function documentIn(value: Value): Value | "unreadable" | null {
  if (typeof value !== "string" && callIn(value) === null) return null;
  const text = written(value)?.trim() ?? "";
  if (!/"(Not)?(Principal|Action)"/.test(text)) return null;
  try {
    const document: Value = JSON.parse(text);
    return typeof document === "string" ? "unreadable" : withReferences(document);
  } catch {
    return "unreadable";
  }
}

/** Texts of a document refer to the template's things again. */
function withReferences(value: Value): Value {
  if (typeof value === "string") return value.includes("${") ? { "Fn::Sub": value } : value;
  if (isList(value)) return value.map(withReferences);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner)]));
}
