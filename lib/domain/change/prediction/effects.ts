import * as z from "zod";
import { valueChangeSchema } from "./value-change.ts";

/** What happens to a resource, in ascending gravity. A replacement that only may happen counts as one. */
export const effectKinds = ["add", "modify", "replace", "remove"] as const;

/** How grave an effect is, gravest first; `gravityOf` says what each means. */
export const gravities = ["data-lost", "widened", "replaced", "changed"] as const;

/** The predicted effect on one resource of a step, or on another section of its template. */
export const effectSchema = z.strictObject({
  effect: z.enum(effectKinds),
  /** The logical id; for another section, its name (`Outputs.Url`). */
  logicalId: z.string(),
  /** The resource type; for another section, what it is (`output`). */
  type: z.string(),
  /** Why: the properties and attributes that change, or what cannot be predicted. Empty for a new resource. */
  because: z.array(z.string()),
  /** Absent in dossiers of before gravity was told. */
  gravity: z.enum(gravities).exactOptional(),
  /** The values that change. Absent in dossiers of before values were shown. */
  values: z.array(valueChangeSchema).exactOptional(),
});

/** The predicted effect on one resource. */
export type Effect = z.infer<typeof effectSchema>;

/** One row of a change set. Source: CloudFormation API reference, ResourceChange. */
export type ActualEffect = {
  readonly logicalId: string;
  readonly type: string;
  readonly action: "Add" | "Modify" | "Remove" | "Import" | "Dynamic";
  readonly replacement: "True" | "False" | "Conditional" | null;
  /** AWS's specification rules a conditional replacement out. */
  readonly inPlace?: true;
};

/** The kinds of effects, gravest first. */
export const gravestKinds = effectKinds.toReversed();

/** How grave an effect is. A dossier that does not tell it may lose data with whatever is removed or replaced. */
export const gravityOfEffect = ({ gravity, effect }: Effect): NonNullable<Effect["gravity"]> =>
  gravity ?? (effect === "remove" || effect === "replace" ? "data-lost" : "changed");

/** Whether an effect loses data or widens access: such effects are named wherever a change is shown. */
export const isGrave = (effect: Effect): boolean =>
  gravityOfEffect(effect) === "data-lost" || gravityOfEffect(effect) === "widened";

const gravityIn = (effect: Effect): number => gravities.indexOf(gravityOfEffect(effect));

/** Orders effects by gravity, then removals and replacements before everything else, then by name. */
export const gravestFirst = <E extends Effect>(effects: readonly E[]): readonly E[] =>
  effects.toSorted(
    (one, other) =>
      gravityIn(one) - gravityIn(other) ||
      gravestKinds.indexOf(one.effect) - gravestKinds.indexOf(other.effect) ||
      (one.logicalId < other.logicalId ? -1 : 1),
  );

/**
 * What a change set would do beyond what was approved, in words; empty if it lies within. Conditional counts as a
 * replacement unless AWS's specification rules one out. What CloudFormation cannot tell yet (Dynamic) counts as beyond. So
 * does every resource that nobody announced, even if it is changed in place.
 */
export function beyondEnvelope(
  approved: readonly Effect[],
  actual: readonly ActualEffect[],
): readonly string[] {
  // A resource may have the name of a section, such as Description: the graver of the two stands first.
  const announced = new Map(approved.toReversed().map((effect) => [effect.logicalId, effect]));
  return actual.flatMap(({ logicalId, type, action, replacement, inPlace }) => {
    const effect = announced.get(logicalId)?.effect;
    const beyond = (what: string) => [`${logicalId} (${type}) would be ${what}, which nobody approved`];
    switch (action) {
      case "Add":
        return effect === "add" || effect === "replace" ? [] : beyond("added");
      case "Remove":
        return effect === "remove" || effect === "replace" ? [] : beyond("removed");
      case "Modify":
        if (effect === "remove") return beyond("kept");
        if (replacement === "False" || replacement === null || inPlace === true)
          return effect === undefined ? beyond("modified") : [];
        return effect === "replace"
          ? []
          : beyond(replacement === "True" ? "replaced" : "replaced, under a condition");
      case "Import":
        return beyond("imported");
      case "Dynamic":
        return beyond("changed in a way that cannot be told beforehand");
      default:
        // The type says it cannot be; CloudFormation may say otherwise one day.
        return beyond(`changed by "${String(action)}"`);
    }
  });
}

/** How many of each effect, for a subject line or a heading. */
export function countEffects(effects: readonly Effect[]): Readonly<Record<Effect["effect"], number>> {
  const count = { add: 0, modify: 0, replace: 0, remove: 0 };
  for (const { effect } of effects) count[effect] += 1;
  return count;
}

/** Each kind of effect as a participle. */
export const effectWords = {
  remove: "removed",
  replace: "replaced",
  modify: "modified",
  add: "added",
} as const;

/** The counts in words, gravest first: "1 removed, 2 replaced, 14 added"; "nothing changes" if there are none. */
export function effectsInWords(effects: readonly Effect[]): string {
  const count = countEffects(effects);
  const words = gravestKinds
    .filter((effect) => count[effect] > 0)
    .map((effect) => `${count[effect]} ${effectWords[effect]}`);
  return words.join(", ") || "nothing changes";
}
