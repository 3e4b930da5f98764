import { callIn, isList, isObject, isSame, jsonValueIn, memberOf, type Value } from "../template/values.ts";
import { written } from "../template/written.ts";
import type { ValueChange } from "./value-change.ts";

const mostCharacters = 400;
const hidden = "(hidden)";
// A reference to a secret is no secret: only what is written out is hidden.
const secretName =
  /passw(or)?d|passphrase|(^|[/_.-])pass($|[/_-])|(^|[/_.-])pwd($|[/_-])|secret(?!.*(arn|name|id)s?$)|token|credential|private.?key|api.?key|access.?key|connection.?string|(^|[/_.-])dsn($|[/_-])/i;
// Who asks, in a URL: a user, a password or both. An at sign behind a question mark alone belongs to the question.
const inUrl = /(?<=:\/\/)[^\s/@]+(?=@)/g;
const onlyAsks = /^[^:?#]*[?#]/;
// What a script or a question gives a name; what it computes is shown, because it is code.
const given =
  /((?:passw(?:or)?d|passphrase|pwd|secret|token|credential|private.?key|api.?key|access.?key)[\w-]{0,40}=)(?:"[^"$`]*"|'[^'$`]*'|[^\s;,&"'$`()|<>{}]+)/gi;
// How a list names its items: environment variables, parameters, tags, headers.
const nameKeys = ["Name", "name", "Key", "key", "ParameterKey", "ParameterName"];
/** Where a thing that has a name says what it holds; `given value` is that of a parameter. */
const holding = /^(value|default|given value)$/i;
/** What names a secret to whoever reads it, such as a container: never the secret itself. */
const naming = /^valuefrom$/i;
const reference = /^(?:\{\{resolve:(?:\$\{[^}]*\}|[^}])+\}\})+$/;
const functionName = /^(Ref$|Fn::)/;
const referring = ["Ref", "Fn::GetAtt", "Fn::ImportValue"];

/** How what a value belongs to is called, by which a secret is known. */
type Calling = {
  /** The property's name and everything around it, without functions and places in lists. */
  readonly about: string;
  /** Whether something around it says that it is a secret. */
  readonly isSecret: boolean;
};

const noSecret: Calling = { about: "", isSecret: false };

/**
 * Every value that differs between two values of a resource, deepest first found. Lists of one length are compared item
 * by item, lists of different lengths as a whole. An item that has a name stands under it.
 * @param at where the values stand; empty for the properties of a resource.
 * @param called the name of what holds the values, if it is not in them: a logical id, or the name of a parameter.
 */
export const valueChanges = (
  before: Value | undefined,
  after: Value | undefined,
  at: string,
  called?: string,
): readonly ValueChange[] => changesIn(before, after, at, { about: at, isSecret: false }, called);

function changesIn(
  before: Value | undefined,
  after: Value | undefined,
  at: string,
  calling: Calling,
  called?: string,
): readonly ValueChange[] {
  if (isSame(before, after)) return [];
  if (isObject(before) && isObject(after) && !isReference(before) && !isReference(after)) {
    const names = [nameIn(before), nameIn(after), called];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changesIn(
        memberOf(before, key),
        memberOf(after, key),
        below(at, key),
        within(calling, key, names),
        key === "Properties" ? called : undefined,
      ),
    );
  }
  if (isList(before) && isList(after) && before.length === after.length)
    return before.flatMap((inner, index) => {
      const [name, other] = [nameIn(inner), nameIn(after[index])];
      const isNamed = name !== null && name === other;
      return changesIn(
        inner,
        after[index],
        below(at, isNamed ? name : String(index)),
        isNamed ? { ...calling, about: below(calling.about, name) } : calling,
      );
    });
  return [{ at, before: shown(before, calling), after: shown(after, calling) }];
}

const below = (at: string, key: string): string => (at === "" ? key : `${at}/${key}`);

/** How a member of something is called that may have a name of its own. A function belongs to the property that it stands in. */
function within(
  { about, isSecret }: Calling,
  key: string,
  names: readonly (string | null | undefined)[],
): Calling {
  if (naming.test(key)) return noSecret;
  const holds = holding.test(key) && names.some((name) => secretName.test(name ?? ""));
  return { about: functionName.test(key) ? about : below(about, key), isSecret: isSecret || holds };
}

/** The name that an item of a list gives itself; null if it gives none. */
function nameIn(value: Value | undefined): string | null {
  if (!isObject(value)) return null;
  const name = nameKeys.map((key) => value[key]).find((one) => typeof one === "string");
  return typeof name === "string" ? name : null;
}

/** Whether a value only says where another one is found. */
function isReference(value: Value): boolean {
  const call = callIn(value);
  return (call !== null && referring.includes(call.name)) || reference.test(written(value) ?? "");
}

function shown(value: Value | undefined, calling: Calling): string | null {
  if (value === undefined) return null;
  const told = withoutSecrets(value, calling);
  return typeof told === "string" ? told : JSON.stringify(told);
}

/** A value in which whatever is called a secret is hidden. What is true or false, or nothing, tells none. */
function withoutSecrets(value: Value, calling: Calling): Value {
  if (isReference(value) || typeof value === "boolean" || value === null) return value;
  if (isList(value)) return value.map((inner) => withoutSecrets(inner, calling));
  if (isObject(value)) {
    const names = [nameIn(value)];
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, within(calling, key, names))]),
    );
  }
  if (calling.isSecret || secretName.test(calling.about)) return hidden;
  return typeof value === "string" ? inText(value) : value;
}

/** A text without the secrets that are written in it: in its JSON, in a URL, and behind a name and an equals sign. */
function inText(text: string): string {
  const parsed = jsonValueIn(text) ?? null;
  const told = withoutSecrets(parsed, noSecret);
  return (isSame(told, parsed) ? text : JSON.stringify(told))
    .replace(inUrl, (who) => (onlyAsks.test(who) ? who : hidden))
    .replace(given, `$1${hidden}`);
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
