import * as z from "zod";

/** One difference between a step of staging and its counterpart in production. */
export const differenceSchema = z.strictObject({
  step: z.string(),
  /** Where: a logical id, or a JSON pointer below Resources. */
  at: z.string(),
  /** Whether the plan allows it by name. */
  allowed: z.boolean(),
});

/** One difference. */
export type Difference = z.infer<typeof differenceSchema>;

/** A template with the name of its step, and of the part that the plan's allowed differences speak of. */
export type ParityStep = { readonly step: string; readonly part: string; readonly template: string };

/**
 * Where production differs from staging: steps and resources that only one of them has, and properties that differ
 * once the environment's name is taken out.
 */
export function parityOf(
  staging: readonly ParityStep[],
  production: readonly ParityStep[],
  allowed: readonly { readonly part: string; readonly pointer: string }[],
): readonly Difference[] {
  const rehearsed = new Map(staging.map(({ step, template }) => [step, resourcesIn(template, "staging")]));
  return production.flatMap(({ step, part, template }) => {
    const before = rehearsed.get(step);
    const isAllowed = (at: string) =>
      allowed.some(({ part: of, pointer }) => of === part && at.startsWith(pointer));
    if (before === undefined) return [{ step, at: "the whole step", allowed: isAllowed("/") }];
    return pointersThatDiffer(before, resourcesIn(template, "production"), "").map((at) => ({
      step,
      at,
      allowed: isAllowed(at),
    }));
  });
}

function resourcesIn(template: string, environment: string): unknown {
  try {
    const neutral = template.replaceAll(environment, "{environment}");
    return (JSON.parse(neutral) as { Resources?: unknown }).Resources ?? {};
  } catch {
    return {};
  }
}

function pointersThatDiffer(one: unknown, other: unknown, at: string): readonly string[] {
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) =>
      key in one && key in other
        ? pointersThatDiffer(one[key], other[key], `${at}/${key}`)
        : [`${at}/${key}`],
    );
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [at];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
