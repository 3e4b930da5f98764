import { callIn, isList, isObject, objectIn, textOf, type Value } from "./values.ts";

/** What stands in a text for a part that only CloudFormation knows and that names nothing of the stack. */
export const unknownPart = `\${?}`;

/**
 * The text that a value amounts to, with `${Name}` and `${Name.Attribute}` for what it refers to and `${?}` for what nobody can
 * tell; null for a value that is no text. So a text is read in the same way however its template joins it.
 */
export function written(value: Value): string | null {
  const literal = textOf(value);
  if (literal !== null) return literal;
  const call = callIn(value);
  if (call === null) return null;
  const { name, argument } = call;
  switch (name) {
    case "Ref":
      return typeof argument === "string" ? `\${${argument}}` : unknownPart;
    case "Fn::GetAtt": {
      const path = isList(argument) ? argument.map(textOf) : [textOf(argument)];
      return path.every((part) => part !== null) ? `\${${path.join(".")}}` : unknownPart;
    }
    case "Fn::Sub": {
      const [text = null, own = null] = isList(argument) ? argument : [argument];
      return typeof text === "string" ? substituted(text, own) : unknownPart;
    }
    case "Fn::Join": {
      const [delimiter, parts] = isList(argument) ? argument : [];
      if (typeof delimiter !== "string" || !isList(parts)) return unknownPart;
      return parts.map((part) => written(part) ?? unknownPart).join(delimiter);
    }
    case "Fn::Base64":
      return written(argument);
    default:
      return unknownPart;
  }
}

const substituted = (text: string, own: Value): string =>
  text.replace(/\$\{([^!}][^}]*)\}/g, (whole, spelled: string) => {
    const given = objectIn(own);
    const name = spelled.trim();
    return Object.hasOwn(given, name) ? (written(given[name] ?? null) ?? unknownPart) : whole;
  });

/** The values that CloudFormation may choose from: both branches of an `Fn::If` that nobody can tell, each item of a list. */
export function alternatives(value: Value): readonly Value[] {
  if (isList(value)) return value.flatMap(alternatives);
  const call = callIn(value);
  if (call?.name !== "Fn::If" || !isList(call.argument)) return [value];
  return call.argument.slice(1).flatMap(alternatives);
}

/** Every text in a value, as it is written. */
export function* textsIn(value: Value): Generator<string> {
  const text = written(value);
  if (text !== null && text !== unknownPart) yield text;
  else if (isList(value)) for (const inner of value) yield* textsIn(inner);
  else if (isObject(value)) for (const inner of Object.values(value)) yield* textsIn(inner);
}
