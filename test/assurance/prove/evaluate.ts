import { computedKey, type Expression, parseExpression } from "./expression.ts";

/** The data of an execution, or a part of it. */
export type Data = Readonly<Record<string, unknown>>;

/** A path that leads nowhere in the data: States.Runtime, which no Catch sees. */
export class PathMissing extends Error {
  override readonly name = "PathMissing";
}

const parsed = new Map<string, Expression>();

/**
 * What an expression stands for.
 * @throws PathMissing if it reads what is not there.
 */
export function evaluate(text: string, data: unknown, context: Data): unknown {
  let expression = parsed.get(text);
  if (expression === undefined) {
    expression = parseExpression(text);
    parsed.set(text, expression);
  }
  return resolved(expression, text, data, context);
}

function resolved(expression: Expression, text: string, data: unknown, context: Data): unknown {
  switch (expression.is) {
    case "literal":
      return expression.value;
    case "data":
      return at(data, expression.keys, text);
    case "context":
      return at(context, expression.keys, text);
    case "call": {
      const args = expression.args.map((arg) => resolved(arg, text, data, context));
      if (expression.name === "States.MathAdd") return Number(args[0]) + Number(args[1]);
      const [format, ...values] = args;
      let next = 0;
      return String(format).replace(/\{\}/g, () => {
        const value = values[next];
        next += 1;
        return typeof value === "string" ? value : JSON.stringify(value);
      });
    }
  }
}

function at(root: unknown, keys: readonly string[], text: string): unknown {
  let value = root;
  for (const key of keys) value = (value as Data | undefined | null)?.[key];
  if (value === undefined) throw new PathMissing(`the path ${text} could not be found in the input`);
  return value;
}

/** A template with its computed places filled in. Errors as `evaluate`. */
export function filled(template: unknown, data: unknown, context: Data): unknown {
  if (Array.isArray(template)) return template.map((item) => filled(item, data, context));
  if (typeof template !== "object" || template === null) return template;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template)) {
    const computed = computedKey(key);
    if (computed === null) result[key] = filled(value, data, context);
    else result[computed] = evaluate(String(value), data, context);
  }
  return result;
}

/** The data with a result put at a reference path; null keeps the data, `$` replaces it. */
export function placed(data: unknown, resultPath: string | null, result: unknown): unknown {
  if (resultPath === null) return data;
  const [, ...keys] = resultPath.split(".");
  const put = (into: unknown, [key, ...rest]: readonly string[]): unknown =>
    key === undefined
      ? result
      : {
          ...(typeof into === "object" && into !== null ? into : {}),
          [key]: put((into as Data | undefined)?.[key], rest),
        };
  return put(data, keys);
}
