import { callIn, isList, isObject, isSame, noValue, type Value } from "./values.ts";

/** The most conditions of which every combination is tried. */
const mostCombined = 4;

/**
 * What CloudFormation may make of an evaluated value, by what the conditions that nobody can tell turn out to be. A condition holds
 * everywhere in the value, or nowhere. Of many conditions not every combination is tried, but every branch.
 */
export function variantsOf(value: Value): readonly Value[] {
  const conditions = [...new Set(conditionsIn(value))];
  return guessesOf(conditions).map((holding) => chosen(value, holding));
}

/** Guesses at conditions: each is a set of those that hold. */
function guessesOf(conditions: readonly string[]): readonly ReadonlySet<string>[] {
  if (conditions.length > mostCombined)
    return [
      new Set(conditions),
      new Set(),
      ...conditions.map((one) => new Set([one])),
      ...conditions.map((one) => new Set(conditions.filter((other) => other !== one))),
    ];
  return conditions.reduce<readonly ReadonlySet<string>[]>(
    (guesses, one) => guesses.flatMap((guess) => [new Set([...guess, one]), guess]),
    [new Set()],
  );
}

/** A choice that is left: the name of its condition, and its branches. */
function choiceIn(value: Value): { readonly condition: string; readonly branches: readonly Value[] } | null {
  const call = callIn(value);
  if (call?.name !== "Fn::If" || !isList(call.argument)) return null;
  const [condition = null, ...branches] = call.argument;
  return { condition: JSON.stringify(condition), branches };
}

function* conditionsIn(value: Value): Generator<string> {
  const choice = choiceIn(value);
  if (choice !== null) yield choice.condition;
  if (isList(value)) for (const inner of value) yield* conditionsIn(inner);
  else if (isObject(value)) for (const inner of Object.values(value)) yield* conditionsIn(inner);
}

/** A value once the choices in it are made. What becomes nothing is left out. */
function chosen(value: Value, holding: ReadonlySet<string>): Value {
  const choice = choiceIn(value);
  if (choice !== null) {
    const [then = noValue, otherwise = noValue] = choice.branches;
    return chosen(holding.has(choice.condition) ? then : otherwise, holding);
  }
  const isThere = (inner: Value) => !isSame(inner, noValue);
  if (isList(value)) return value.map((inner) => chosen(inner, holding)).filter(isThere);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, chosen(inner, holding)] as const)
      .filter(([, inner]) => isThere(inner)),
  );
}
