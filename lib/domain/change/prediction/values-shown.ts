import { isList, isObject, isSame, memberOf, type Value } from "../template/values.ts";
import type { ValueChange } from "./value-change.ts";

const mostCharacters = 400;
const hidden = "(hidden)";
// A reference to a secret is no secret: only what is written out is hidden.
const secretName =
  /passw(or)?d|passphrase|(^|[/_-])pass($|[/_-])|(^|[/_-])pwd($|[/_-])|secret(?!.*(arn|name|id)$)|token|credential|private.?key|api.?key|access.?key|connection.?string|(^|[/_-])dsn($|[/_-])/i;
// User and password in a URL.
const inUrl = /(:\/\/)[^\s/@]+:[^\s/@]+@/g;
// How a list names its items: environment variables, parameters, tags, headers.
const nameKeys = ["Name", "name", "Key", "key", "ParameterKey", "ParameterName"];
const reference = /^\{\{resolve:/;

/**
 * Every value that differs between two values of a resource, deepest first found. Lists of one length are compared item
 * by item, lists of different lengths as a whole. An item that has a name stands under it.
 */
export function valueChanges(
  before: Value | undefined,
  after: Value | undefined,
  at: string,
): readonly ValueChange[] {
  if (before !== undefined && after !== undefined && isSame(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => valueChanges(memberOf(before, key), memberOf(after, key), `${at}/${key}`));
  }
  if (isList(before) && isList(after) && before.length === after.length)
    return before.flatMap((inner, index) => {
      const [name, other] = [nameIn(inner), nameIn(after[index])];
      return valueChanges(inner, after[index], `${at}/${name !== null && name === other ? name : index}`);
    });
  return [{ at, before: shown(before, at), after: shown(after, at) }];
}

/** The name that an item of a list gives itself; null if it gives none. */
function nameIn(value: Value | undefined): string | null {
  if (!isObject(value)) return null;
  const name = nameKeys.map((key) => value[key]).find((one) => typeof one === "string");
  return typeof name === "string" ? name : null;
}

function shown(value: Value | undefined, at: string): string | null {
  if (value === undefined) return null;
  const whole = typeof value === "string" ? value : JSON.stringify(withoutSecrets(value));
  if (secretName.test(at) && !isObject(value) && !reference.test(whole)) return hidden;
  return whole.replace(inUrl, `$1${hidden}@`);
}

/** A value in which whatever is named like a secret is hidden. */
function withoutSecrets(value: Value): Value {
  if (isList(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  const name = nameIn(value);
  const isSecret = (key: string) =>
    secretName.test(key) || (name !== null && secretName.test(name) && /^value$/i.test(key));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecret(key) && typeof inner === "string" && !reference.test(inner) ? hidden : withoutSecrets(inner),
    ]),
  );
}

/**
 * Value changes as they are shown: what secret parameters stand for is hidden, and then a long value is cut, so that no part of a
 * secret stays at its end.
 */
export const asShown = (
  changes: readonly ValueChange[],
  secrets: readonly string[],
): readonly ValueChange[] => {
  const text = (value: string | null) => (value === null ? null : cut(withoutDefaults(value, secrets)));
  return changes.map(({ at, before, after }) => ({ at, before: text(before), after: text(after) }));
};

const cut = (text: string): string =>
  text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}… (${text.length} characters)`;

// A short default, such as a port, may stand anywhere by chance.
const shortestInside = 4;

/**
 * A text in which what secret parameters stand for is hidden: as it is, as JSON writes it, and a piece of it that stands alone, as
 * `Fn::Select` gives it.
 */
export function withoutDefaults(text: string, secrets: readonly string[]): string {
  const isPiece = text.length >= shortestInside && secrets.some((secret) => secret.includes(text));
  if (isPiece || secrets.includes(text)) return hidden;
  return secrets
    .filter(({ length }) => length >= shortestInside)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}
