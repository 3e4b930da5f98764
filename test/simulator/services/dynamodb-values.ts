/** An item, or a part of one. */
export type Item = Record<string, unknown>;

/** Names and values that an expression refers to. */
export type References = {
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
};

/** Whether two values compare so; values of different types never do. */
export function compares(left: unknown, operator: string, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  if (operator === "=") return same(left, right);
  if (operator === "<>") return !same(left, right);
  // Values of different types have no order.
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
  const [one, other] = [left as number, right as number];
  if (operator === "<") return one < other;
  if (operator === "<=") return one <= other;
  if (operator === ">") return one > other;
  if (operator === ">=") return one >= other;
  throw new Error(`the comparison ${operator} is unknown`);
}

const same = (left: unknown, right: unknown): boolean =>
  left === right || (typeof left === "object" && JSON.stringify(left) === JSON.stringify(right));

/** The value at a path of an item. */
export function valueAt(item: unknown, path: readonly string[]): unknown {
  let value = item;
  for (const key of path) value = (value as Item | undefined | null)?.[key];
  return value;
}

/**
 * The item with another value at a path; undefined takes it away. A path through something that is not there is an
 * error.
 */
export function withValue(item: Item, [key = "", ...rest]: readonly string[], value: unknown): Item {
  if (rest.length === 0) {
    const { [key]: _, ...others } = item;
    return value === undefined ? others : { ...others, [key]: value };
  }
  const inner = item[key];
  if (typeof inner !== "object" || inner === null)
    throw Object.assign(new Error(`the document path ${[key, ...rest].join(".")} is invalid for update`), {
      name: "ValidationException",
    });
  return { ...item, [key]: withValue(inner as Item, rest, value) };
}
