// How CloudFormation evaluates a template when it knows everything: the account, the region, every parameter. It shares no code
// with Interlock's own evaluation, which knows less, so that one can be held to the other.
// Source: CloudFormation template reference, "Intrinsic function reference", "Parameters", "Pseudo parameters reference".

type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
type Table = { readonly [key: string]: Value };

/** What a template is evaluated with. */
export type Given = {
  readonly parameters: Readonly<Record<string, string>>;
  readonly pseudo: Readonly<Record<string, string>>;
};

/** A template's resources and outputs that exist, as CloudFormation deploys them; references between resources stay. */
export type Evaluated = {
  readonly resources: ReadonlyMap<string, Table>;
  readonly outputs: ReadonlyMap<string, Table>;
};

const isTable = (value: Value | undefined): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);
const table = (value: Value | undefined): Table => (isTable(value) ? value : {});
const own = (of: Table, key: string): Value | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);
const isPlain = (value: Value | undefined): value is string | number | boolean =>
  value !== undefined && value !== null && typeof value !== "object";
// What `Ref: AWS::NoValue` leaves: nothing.
const nothing = Symbol("no value");
type Result = Value | typeof nothing;

/** Evaluates a template. */
export function evaluatedBy(document: Value, { parameters, pseudo }: Given): Evaluated {
  const root = table(document);
  const declared = table(own(root, "Parameters"));
  const parameterOf = (name: string): Value | undefined => {
    const declaration = own(declared, name);
    if (declaration === undefined) return undefined;
    const { Type, Default, NoEcho } = table(declaration);
    const given = String(NoEcho) === "true" ? undefined : parameters[name];
    const value = given ?? (isPlain(Default) ? String(Default) : undefined);
    if (value === undefined) return undefined;
    if (String(Type).startsWith("AWS::SSM::Parameter::Value<")) return `{{resolve:ssm:${value}}}`;
    const isMany = Type === "CommaDelimitedList" || String(Type).startsWith("List<");
    return isMany ? value.split(",").map((item) => item.trim()) : value;
  };
  const conditions = table(own(root, "Conditions"));
  // CloudFormation takes no condition that asks itself; here it does not hold.
  const asked: string[] = [];
  const holds = (condition: Value): boolean => {
    const [[name, argument] = ["", null]] = Object.entries(table(condition));
    const all = isList(argument) ? argument : [];
    switch (name) {
      case "Condition": {
        const named = own(conditions, String(argument));
        if (named === undefined || asked.includes(String(argument))) return false;
        asked.push(String(argument));
        const answer = holds(named);
        asked.pop();
        return answer;
      }
      case "Fn::Not":
        return !holds(all[0] ?? null);
      case "Fn::And":
        return all.every((one) => holds(one));
      case "Fn::Or":
        return all.some((one) => holds(one));
      case "Fn::Equals":
        return textOf(of(all[0] ?? null)) === textOf(of(all[1] ?? null));
      default:
        return false;
    }
  };
  const nameOf = (name: string): Value | undefined => own(pseudo, name) ?? parameterOf(name);
  const call = (name: string, argument: Value): Result => {
    switch (name) {
      case "Ref":
        if (argument === "AWS::NoValue") return nothing;
        return nameOf(String(argument)) ?? { Ref: argument };
      case "Fn::If": {
        const [condition = null, then = null, otherwise = null] = isList(argument) ? argument : [];
        return of(holds({ Condition: condition }) ? then : otherwise);
      }
      case "Fn::FindInMap": {
        const [map, first, second, options] = list(argument);
        const rows = own(table(own(root, "Mappings")), String(map));
        const found = own(table(own(table(rows), String(first))), String(second));
        return found ?? own(table(options), "DefaultValue") ?? { [name]: list(argument) };
      }
      case "Fn::Sub": {
        const [text, names] = isList(argument) ? argument : [argument, {}];
        return String(text).replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, spelled: string) => {
          if (literal === "!") return `\${${spelled}}`;
          const given = own(table(names), spelled.trim());
          const value = given === undefined ? nameOf(spelled.trim()) : of(given);
          return value === undefined ? whole : isPlain(value as Value) ? String(value) : textOf(value);
        });
      }
      case "Fn::Join": {
        const [delimiter, items] = list(argument);
        if (!isList(items) || !items.every(isPlain)) return { [name]: list(argument) };
        return items.map(String).join(String(delimiter));
      }
      case "Fn::Split": {
        const [delimiter, text] = list(argument);
        return isPlain(text) ? String(text).split(String(delimiter)) : { [name]: list(argument) };
      }
      case "Fn::Select": {
        const [index, items] = list(argument);
        const found = isList(items) ? items[Number(index)] : undefined;
        return found ?? { [name]: list(argument) };
      }
      case "Fn::Base64": {
        const text = of(argument);
        return isPlain(text as Value)
          ? Buffer.from(String(text)).toString("base64")
          : { [name]: plain(text) };
      }
      default:
        return { [name]: plain(of(argument)) };
    }
  };
  const plain = (value: Result): Value => (value === nothing ? { Ref: "AWS::NoValue" } : value);
  const list = (argument: Value): readonly Value[] => {
    const evaluated = of(argument);
    return isList(evaluated as Value) ? (evaluated as readonly Value[]) : [];
  };
  const of = (value: Value): Result => {
    if (isList(value)) return value.map(of).filter((inner) => inner !== nothing);
    if (!isTable(value)) return value;
    const [entry, ...more] = Object.entries(value);
    if (entry !== undefined && more.length === 0 && (entry[0] === "Ref" || entry[0].startsWith("Fn::")))
      return call(...entry);
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]): [string, Value][] => {
        const evaluated = of(inner);
        return evaluated === nothing ? [] : [[key, evaluated]];
      }),
    );
  };
  const existing = (section: string): ReadonlyMap<string, Table> =>
    new Map(
      Object.entries(table(own(root, section))).flatMap(([name, body]): [string, Table][] => {
        const { Condition: condition, ...rest } = table(body);
        if (condition !== undefined && !holds({ Condition: condition })) return [];
        return [[name, table(plain(of(rest)))]];
      }),
    );
  return { resources: existing("Resources"), outputs: existing("Outputs") };
}

/** A value as one text: without the order of keys, and with every scalar as the text that CloudFormation makes of it. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(String(value));
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${textOf(inner)}`).join()}}`;
}
