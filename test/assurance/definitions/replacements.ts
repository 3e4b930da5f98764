import { verdicts } from "../../../lib/domain/run/verdict.ts";
import { type TaskName, tasks } from "../../../lib/tasks/tasks.ts";
import { resources } from "../prove/definition.ts";
import { answerShape, optionsOf, type Shape } from "../prove/shapes.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** The keys that lead to a place in a definition. */
export type Place = readonly (string | number)[];

/** What a mutant does at a place: puts another value there, under another key, or takes it away. */
export type Replacement = {
  /** Undefined: the value is taken away. */
  readonly value: Json | undefined;
  /** The key under which the value is put instead; the same key if it is left out. */
  readonly key?: string;
};

/** Every text that any task can answer, and one that none does. */
const answers: readonly string[] = [
  ...new Set([
    ...(Object.keys(tasks) as TaskName[]).flatMap((task) => textsIn(answerShape(task))),
    ...verdicts,
    "nonsense",
  ]),
];

function textsIn(shape: Shape): readonly string[] {
  const options = (optionsOf(shape) ?? []).filter((option) => typeof option === "string");
  return [...options, ...Object.values(shape.properties ?? {}).flatMap(textsIn)];
}

/** Errors that a Retry or a Catch could name instead. */
const errors = ["States.ALL", "States.TaskFailed", "States.Timeout", "Nonsense"];

/** What a mutation may not touch: words for people. */
const isWords = (key: string | number | undefined): boolean => key === "Comment" || key === "Cause";

/** All the values under some keys of a document, each once. */
function valuesUnder(document: Json, wanted: (key: string, value: Json) => boolean): readonly Json[] {
  const found = new Map<string, Json>();
  const look = (value: Json) => {
    if (value === null || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value as Record<string, Json>)) {
      if (wanted(key, inner)) found.set(JSON.stringify(inner), inner);
      look(inner);
    }
  };
  look(document);
  return [...found.values()];
}

/**
 * What may be put at a place of a document: every edge to every other state; every number a little and much smaller and
 * larger; every word that another place has under the same key; every path that another place reads; and nothing.
 */
export function replacementsAt(
  document: Json,
): (place: Place, value: Json | undefined) => readonly Replacement[] {
  const { States } = document as { States: Record<string, Json> };
  const states = Object.keys(States);
  const literals = new Map<string, readonly Json[]>();
  const literalsOf = (key: string) => {
    const known = literals.get(key) ?? valuesUnder(document, (other) => other === key);
    literals.set(key, known);
    return known;
  };
  const expressions = valuesUnder(
    document,
    (key, value) =>
      typeof value === "string" &&
      (/\.\$$/.test(key) || ["Variable", "SecondsPath", "ErrorPath"].includes(key)),
  );
  const resultPaths = [...literalsOf("ResultPath"), "$", "$.nonsense"];
  const put = (values: readonly Json[], value: Json | undefined): Replacement[] =>
    values
      .filter((other) => JSON.stringify(other) !== JSON.stringify(value))
      .map((other) => ({ value: other }));

  return (place, value) => {
    const key = place.at(-1);
    const [top, , field] = place;
    if (key === undefined || isWords(key) || top === "Comment" || key === "States") return [];
    // A state as a whole cannot slip: what leads to it, and what it does, can.
    if (top === "States" && place.length === 2) return added(value);
    const drop: Replacement = { value: undefined };
    if (Array.isArray(value)) return [drop, ...(key === "Choices" ? swaps(value) : [])];
    if (typeof value === "object" && value !== null) return [drop];
    if (["Next", "Default", "StartAt"].includes(String(key)))
      return [drop, ...put(states, value), ...(key === "Next" ? [{ value: true, key: "End" }] : [])];
    if (key === "StringEquals") return [drop, ...put(answers, value)];
    if (key === "Resource") return put(Object.values(resources), value);
    if (key === "Type") return put(["Succeed", "Fail"], value);
    if (key === "ResultPath") return [drop, ...put(resultPaths, value)];
    if (place.at(-2) === "ErrorEquals") return [drop, ...put(errors, value)];
    if (typeof value === "number")
      return [drop, ...put([...new Set([0, Math.floor(value / 2), value - 1, value + 1, value * 2])], value)];
    if (typeof key === "string" && key.endsWith(".$"))
      return [
        drop,
        ...put(expressions, value),
        ...steps(String(value)),
        { value: 1, key: key.slice(0, -2) },
        { value: "nonsense", key: key.slice(0, -2) },
      ];
    if (["Variable", "SecondsPath", "ErrorPath"].includes(String(key)))
      return [
        drop,
        ...put(expressions, value),
        ...(key === "SecondsPath" ? [{ value: 1, key: "Seconds" }] : []),
      ];
    if (field === "Parameters" || key === "JitterStrategy")
      return [
        drop,
        ...put([...literalsOf(String(key)), "nonsense"], value),
        { value: `$.${key}`, key: `${key}.$` },
      ];
    return [drop, ...put(["nonsense"], value)];
  };
}

/** Branches in another order, where it matters: two answers exclude each other, an answer and a counter do not. */
function swaps(branches: readonly Json[]): readonly Replacement[] {
  const counts = (branch: Json | undefined) => "NumericGreaterThanEquals" in (branch as object);
  return branches.slice(1).flatMap((later, index) => {
    const earlier = branches[index] ?? null;
    if (counts(earlier) === counts(later)) return [];
    return [{ value: [...branches.slice(0, index), later, earlier, ...branches.slice(index + 2)] }];
  });
}

/** A counter's step, when the value has one: by none, and by two. */
function steps(expression: string): readonly Replacement[] {
  const counted = /^(States\.MathAdd\(.*, )1\)$/.exec(expression);
  return counted === null ? [] : ["0", "2", "-1"].map((step) => ({ value: `${counted[1]}${step})` }));
}

/** What a hurried change could add to a state. */
function added(state: Json | undefined): readonly Replacement[] {
  const body = state as Record<string, Json>;
  switch (body["Type"]) {
    case "Task":
      return [
        { value: { ...body, HeartbeatSeconds: 60 } },
        { value: { ...body, OutputPath: "$.progress" } },
        { value: { ...body, Retry: [...(body["Retry"] as Json[]), { ErrorEquals: ["States.ALL"] }] } },
      ];
    default:
      return [];
  }
}
