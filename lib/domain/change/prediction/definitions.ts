import { type Deployable, type EvaluatedTemplate, evaluateTemplate } from "../template/evaluate-template.ts";
import { isSecret } from "../template/parameters.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { isAsText, isSame, memberOf, type Objects, objectIn, type Value } from "../template/values.ts";
import type { Effect } from "./effects.ts";
import { membersOf } from "./sections.ts";
import { valueChanges } from "./values-shown.ts";

/** A deployment before and after its evaluation. */
export type Evaluation = { readonly from: Deployable; readonly to: EvaluatedTemplate };

/** Sections that define what the others use, and what a member of each is called. */
const definitions = { Parameters: "parameter", Mappings: "mapping", Conditions: "condition" } as const;

/** The most definitions whose consequences are looked for one by one. If more differ, each is told. */
const mostLookedAt = 20;

/**
 * What differs in the text of two templates and has no effect that is told already: a definition that nothing uses, a resource that
 * does not exist, the same value written in another way. So whatever differs is told. `named` are the logical ids and the
 * members of sections that have an effect.
 */
export function textualEffects(
  old: Evaluation,
  next: Evaluation,
  named: ReadonlySet<string>,
): readonly Effect[] {
  const before = old.from.template;
  const after = next.from.template;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((section) => {
    if (section === "AWSTemplateFormatVersion") return [];
    if (isDefinitions(section)) return definitionEffects(section, old, next, named);
    return membersOf(section, memberOf(before, section), memberOf(after, section)).flatMap(
      ({ place, kind, before: was, after: becomes }): readonly Effect[] => {
        if (named.has(place) || isAsText(was, becomes)) return [];
        const type = section === "Resources" ? resourceTypeOf(becomes ?? was) : kind;
        return [effect(place, type, [writtenOtherwise(section, place, next)], was, becomes)];
      },
    );
  });
}

const isDefinitions = (section: string): section is keyof typeof definitions =>
  Object.hasOwn(definitions, section);

const writtenOtherwise = (section: string, place: string, { to }: Evaluation): string =>
  section === "Resources" && !Object.hasOwn(objectIn(to.template["Resources"]), place)
    ? "it is not deployed, and its definition changes"
    : "it is written in another way, and its values stay";

const effect = (
  logicalId: string,
  type: string,
  because: readonly string[],
  before: Value | undefined,
  after: Value | undefined,
): Effect => ({
  effect: "modify",
  logicalId,
  type,
  because: [...because],
  gravity: "changed",
  // What a mapping is called says what every value in it is.
  values: [
    ...valueChanges(
      withoutSecret(before),
      withoutSecret(after),
      type === definitions.Mappings ? logicalId : type,
      logicalId,
    ),
  ],
});

/** A declaration of a secret parameter without its default. */
const withoutSecret = (value: Value | undefined): Value | undefined =>
  isSecret(value) ? { ...objectIn(value), Default: "(hidden)" } : value;

/** Definitions that differ, unless everything that follows from them is told. */
function definitionEffects(
  section: keyof typeof definitions,
  old: Evaluation,
  next: Evaluation,
  named: ReadonlySet<string>,
): readonly Effect[] {
  const [before, after] = [definedIn(section, old.from), definedIn(section, next.from)];
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isAsText(memberOf(before, name), memberOf(after, name)),
  );
  return differing.flatMap((name) => {
    const [was, becomes] = [memberOf(before, name), memberOf(after, name)];
    if (differing.length <= mostLookedAt) {
      const moved = placesMoved(evaluateTemplate(withMember(next.from, old.from, section, name)), next.to);
      if (moved.length > 0 && moved.every((place) => named.has(place))) return [];
    }
    return [effect(`${section}.${name}`, definitions[section], ["its definition changes"], was, becomes)];
  });
}

/** The definitions of a section; a parameter's with the value that it is given. */
function definedIn(section: string, { template, parameters }: Deployable): Objects {
  const members = objectIn(memberOf(template, section));
  if (section !== "Parameters") return members;
  return Object.fromEntries(
    Object.entries(members).map(([name, declaration]) => {
      // Nobody is told what a secret parameter is given.
      const given = isSecret(declaration) || !Object.hasOwn(parameters, name) ? undefined : parameters[name];
      return [name, given === undefined ? declaration : { ...objectIn(declaration), "given value": given }];
    }),
  );
}

/** A deployment in which one definition is still that of another. */
function withMember(of: Deployable, other: Deployable, section: string, name: string): Deployable {
  const { [name]: _, ...members } = objectIn(memberOf(of.template, section));
  const was = memberOf(objectIn(memberOf(other.template, section)), name);
  const { [name]: __, ...parameters } = of.parameters;
  const given = Object.hasOwn(other.parameters, name) ? other.parameters[name] : undefined;
  return {
    ...of,
    template: { ...of.template, [section]: was === undefined ? members : { ...members, [name]: was } },
    ...(section !== "Parameters"
      ? {}
      : { parameters: given === undefined ? parameters : { ...parameters, [name]: given } }),
  };
}

/** Where two evaluated templates differ: logical ids, and members of other sections. */
function placesMoved(before: EvaluatedTemplate, after: EvaluatedTemplate): readonly string[] {
  const sections = [...new Set([...Object.keys(before.template), ...Object.keys(after.template)])];
  return sections.flatMap((section) =>
    membersOf(section, memberOf(before.template, section), memberOf(after.template, section)).flatMap(
      ({ place, before: was, after: becomes }) => (isSame(was, becomes) ? [] : [place]),
    ),
  );
}
