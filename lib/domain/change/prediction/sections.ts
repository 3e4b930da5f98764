import type { EvaluatedTemplate } from "../template/evaluate-template.ts";
import { isObject, isSame, memberOf, type Objects, objectIn, type Value } from "../template/values.ts";
import type { Effect } from "./effects.ts";
import { isMutable, type Reference, referencesIn } from "./references.ts";
import { valueChanges } from "./values-shown.ts";

/** Sections that say nothing of their own: resources have effects, and the version has one value. */
const silent = ["Resources", "AWSTemplateFormatVersion"];

/** Sections whose members are told one by one, and what a member is called. */
const members: Readonly<Record<string, string>> = {
  Outputs: "output",
  Rules: "rule",
  Hooks: "hook",
  Metadata: "metadata",
  Resources: "resource",
};

/** Sections that do nothing: of a new stack they need not be told. */
const idle = ["Description", "Metadata"];

/** The effects on everything of a template that is not a resource: outputs and exports, rules, hooks, metadata, transforms. */
export function sectionEffects(old: EvaluatedTemplate, next: EvaluatedTemplate): readonly Effect[] {
  const isNew = Object.keys(old.template).length === 0;
  const sections = [...new Set([...Object.keys(old.template), ...Object.keys(next.template)])]
    .filter((section) => !silent.includes(section) && !(isNew && idle.includes(section)))
    .sort();
  return [
    ...sections.flatMap((section) =>
      membersOf(section, memberOf(old.template, section), memberOf(next.template, section)).flatMap(
        ({ place, kind, before, after }) => effectOn(place, kind, before, after, isNew),
      ),
    ),
    ...next.unpredictable
      .filter(({ place }) => !Object.hasOwn(objectIn(next.template["Resources"]), place))
      .map(
        ({ place, why }): Effect => ({
          effect: "replace",
          logicalId: place,
          type: "unpredictable",
          because: [`it cannot be predicted: ${why}`],
          gravity: "changed",
        }),
      ),
  ];
}

/** A member of a section, or a section that has none, in two templates. */
type Member = {
  /** How an effect names it: a logical id, `Outputs.Url`, or the section. */
  readonly place: string;
  readonly kind: string;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
};

/** Everything of a section that can differ by itself. */
export function membersOf(
  section: string,
  before: Value | undefined,
  after: Value | undefined,
): readonly Member[] {
  const kind = Object.hasOwn(members, section) ? members[section] : undefined;
  const isOfMembers = (value: Value | undefined) => value === undefined || isObject(value);
  if (kind === undefined || !isOfMembers(before) || !isOfMembers(after))
    return [{ place: section, kind: section.toLowerCase(), before, after }];
  const [one, other] = [objectIn(before), objectIn(after)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => ({
    place: section === "Resources" ? name : `${section}.${name}`,
    kind,
    before: memberOf(one, name),
    after: memberOf(other, name),
  }));
}

function effectOn(
  place: string,
  kind: string,
  before: Value | undefined,
  after: Value | undefined,
  isNew: boolean,
): readonly Effect[] {
  const values = valueChanges(before, after, kind, place);
  if (values.length === 0) return [];
  return [
    {
      // Nothing of these is lost with them, so even one that goes is a modification of the stack.
      effect: isNew ? "add" : "modify",
      logicalId: place,
      type: kind,
      because: [
        before === undefined ? "it is added" : after === undefined ? "it is removed" : "its value changes",
      ],
      gravity: "changed",
      values: [...values],
    },
  ];
}

/**
 * The exports whose values change or may change: what they say differs, or they refer to a resource that changes, to an import
 * that changes, or to what is read at deployment.
 * @param changing the logical ids of resources that change, and the names, as JSON, of exports of other steps that may.
 * @returns their names as JSON, because a name may be more than a text.
 */
export function changedExports(
  old: Objects,
  next: Objects,
  changing: { readonly resources: ReadonlySet<string>; readonly exports: ReadonlySet<string> },
): readonly string[] {
  const before = exportsIn(old);
  return [...exportsIn(next)].flatMap(([name, value]) => {
    const stays =
      isSame(before.get(name), value) &&
      ![...referencesIn(value)].some((reference) => mayChange(reference, changing));
    return stays ? [] : [name];
  });
}

function mayChange(
  reference: Reference,
  { resources, exports }: Parameters<typeof changedExports>[2],
): boolean {
  switch (reference.kind) {
    case "resource":
      return resources.has(reference.logicalId);
    case "export":
      return exports.has(reference.name);
    case "dynamic":
      return isMutable(reference.text);
  }
}

/** The value of each export, by its name as JSON. */
export function exportsIn(template: Objects): ReadonlyMap<string, Value> {
  return new Map(
    Object.values(objectIn(template["Outputs"])).flatMap((output): [string, Value][] => {
      const { Export, Value: value = null } = objectIn(output);
      const name = objectIn(Export)["Name"];
      return name === undefined ? [] : [[JSON.stringify(name), value]];
    }),
  );
}
