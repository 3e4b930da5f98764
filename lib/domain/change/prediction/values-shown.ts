import { isList, isObject, isSame, type Value } from "../template/values.ts";
import type { ValueChange } from "./value-change.ts";

const mostCharacters = 400;
const hidden = "(hidden)";
// A reference to a secret is no secret: only what is written out is hidden.
const secretName =
  /passw(or)?d|passphrase|secret(?!.*(arn|name|id)$)|token|credential|private.?key|api.?key|access.?key/i;
const reference = /^\{\{resolve:/;

/**
 * Every value that differs between two values of a resource, deepest first found. Lists of one length are compared item
 * by item, lists of different lengths as a whole.
 */
export function valueChanges(
  before: Value | undefined,
  after: Value | undefined,
  at: string,
): readonly ValueChange[] {
  if (before !== undefined && after !== undefined && isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => valueChanges(before[key], after[key], `${at}/${key}`));
  }
  if (isList(before) && isList(after) && before.length === after.length)
    return before.flatMap((inner, index) => valueChanges(inner, after[index], `${at}/${index}`));
  return [{ at, before: shown(before, at), after: shown(after, at) }];
}

function shown(value: Value | undefined, at: string): string | null {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(withoutSecrets(value));
  if (secretName.test(at) && !isObject(value) && !reference.test(text)) return hidden;
  return text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters)}… (${text.length} characters)`;
}

/** A value in which whatever is named like a secret is hidden. */
function withoutSecrets(value: Value): Value {
  if (isList(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      secretName.test(key) && typeof inner === "string" && !reference.test(inner)
        ? hidden
        : withoutSecrets(inner),
    ]),
  );
}
