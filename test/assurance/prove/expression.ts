import { invalidInput } from "../../../lib/domain/errors.ts";

/** The value of a key that ends in `.$`: a path of the state's data, of the context object, or a call. */
export type Expression =
  | { readonly is: "data"; readonly keys: readonly string[] }
  | { readonly is: "context"; readonly keys: readonly string[] }
  | { readonly is: "literal"; readonly value: string | number }
  | { readonly is: "call"; readonly name: IntrinsicName; readonly args: readonly Expression[] };

/** The intrinsic functions that the definitions use. */
export const intrinsics = ["States.Format", "States.MathAdd"] as const;
/** One of them. */
export type IntrinsicName = (typeof intrinsics)[number];

const token =
  /\s*(?:(\$\$?(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(States\.[A-Za-z]+)\(|'((?:[^'\\]|\\.)*)'|(-?\d+)|([,)]))/y;

/**
 * The expression in `text`.
 * @throws InvalidInput for everything else: filters, slices, other functions.
 */
export function parseExpression(text: string): Expression {
  let at = 0;
  const refuse = () =>
    invalidInput(
      `"${text}" is no expression of the definitions at character ${at}: take a plain path, ${intrinsics.join(" or ")}`,
    );
  const next = () => {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) throw refuse();
    at = token.lastIndex;
    return found;
  };
  const read = ([, path, called, quoted, number]: RegExpExecArray): Expression => {
    if (path !== undefined) {
      const keys = path.split(".").slice(1);
      return path.startsWith("$$") ? { is: "context", keys } : { is: "data", keys };
    }
    if (quoted !== undefined) return { is: "literal", value: quoted.replace(/\\(.)/g, "$1") };
    if (number !== undefined) return { is: "literal", value: Number(number) };
    const name = intrinsics.find((known) => known === called);
    if (name === undefined) throw refuse();
    const args: Expression[] = [];
    for (;;) {
      args.push(read(next()));
      const [, , , , , mark] = next();
      if (mark === ")") return { is: "call", name, args };
      if (mark !== ",") throw refuse();
    }
  };
  const expression = read(next());
  if (text.slice(at).trim() !== "") throw refuse();
  return expression;
}

/** The expression in `text`, or null if it is not one. */
export function expressionIn(text: unknown): Expression | null {
  try {
    return typeof text === "string" ? parseExpression(text) : null;
  } catch {
    return null;
  }
}

/** The key without its `.$`, if its value is an expression; null if it is literal. */
export const computedKey = (key: string): string | null => (key.endsWith(".$") ? key.slice(0, -2) : null);

/** The paths of the state's data that an expression reads. */
export function dataRead(expression: Expression): readonly (readonly string[])[] {
  if (expression.is === "data") return [expression.keys];
  return expression.is === "call" ? expression.args.flatMap(dataRead) : [];
}

/** The context paths that an expression reads. */
export function contextRead(expression: Expression): readonly (readonly string[])[] {
  if (expression.is === "context") return [expression.keys];
  return expression.is === "call" ? expression.args.flatMap(contextRead) : [];
}
