import * as z from "zod";

/** One difference between a step of staging and its counterpart in production. */
export const differenceSchema = z.strictObject({
  step: z.string(),
  /** Where: a logical id, or a JSON pointer below Resources. */
  at: z.string(),
  /** Why the plan allows it by name; null if it does not. */
  allowed: z.string().nullable(),
});

/** One difference. */
export type Difference = z.infer<typeof differenceSchema>;

/** A template with the name of its step, and of the part that the plan's allowed differences speak of. */
export type ParityStep = { readonly step: string; readonly part: string; readonly template: string };

/**
 * Where production differs from staging: steps and resources that only one of them has, and properties that differ
 * once the environment's name and its range of addresses are taken out.
 */
export function parityOf(
  staging: readonly ParityStep[],
  production: readonly ParityStep[],
  allowed: readonly { readonly part: string; readonly pointer: string; readonly reason: string }[],
): readonly Difference[] {
  const signedOff = neutral(staging, "staging");
  const wanted = neutral(production, "production");
  const reasonOf = (part: string, at: string) =>
    allowed.find(({ part: of, pointer }) => of === part && isBelow(pointer, at))?.reason ?? null;
  const whole = ({ step, part }: ParityStep): Difference => ({
    step,
    at: "the whole step",
    allowed: reasonOf(part, "/"),
  });
  const inProduction = production.flatMap((one) => {
    const { step, part } = one;
    const before = signedOff.get(step);
    if (before === undefined) return [whole(one)];
    return pointersThatDiffer(before, wanted.get(step), "").map((at) => ({
      step,
      at,
      allowed: reasonOf(part, at),
    }));
  });
  return [...inProduction, ...staging.filter(({ step }) => !wanted.has(step)).map(whole)];
}

/** Whether a pointer is another one, or of something in it: "/Key" says nothing of "/KeyAlias". */
const isBelow = (pointer: string, at: string): boolean =>
  `${at}/`.startsWith(pointer.endsWith("/") ? pointer : `${pointer}/`);

/** Each step's resources, with what every environment has of its own taken out. */
function neutral(steps: readonly ParityStep[], environment: string): ReadonlyMap<string, Resources> {
  const named = steps.map(({ step, template }) => ({
    step,
    resources: resourcesIn(template.replaceAll(environment, "{environment}")),
  }));
  const prefixes = named.flatMap(({ resources }) => Object.values(resources).flatMap(prefixOf));
  return new Map(
    named.map(({ step, resources }) => {
      const text = prefixes.reduce(
        (whole, prefix) => whole.replaceAll(`"${prefix}`, '"{addresses}.'),
        JSON.stringify(resources),
      );
      return [step, JSON.parse(text) as Resources];
    }),
  );
}

type Resources = Readonly<
  Record<string, { readonly Type?: string; readonly Properties?: { readonly CidrBlock?: unknown } }>
>;

/** What all addresses of a network begin with: "10.20." for 10.20.0.0/16. */
function prefixOf({ Type, Properties }: Resources[string]): readonly string[] {
  const [address = "", bits] = String(Properties?.CidrBlock ?? "").split("/");
  const whole = { "8": 1, "16": 2, "24": 3 }[bits ?? ""];
  return Type === "AWS::EC2::VPC" && whole !== undefined
    ? [`${address.split(".").slice(0, whole).join(".")}.`]
    : [];
}

function resourcesIn(template: string): Resources {
  try {
    return (JSON.parse(template) as { Resources?: Resources }).Resources ?? {};
  } catch {
    return {};
  }
}

function pointersThatDiffer(one: unknown, other: unknown, at: string): readonly string[] {
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) => pointersThatDiffer(one[key], other[key], `${at}/${key}`));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [at];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
