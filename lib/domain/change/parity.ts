import type { Difference } from "./difference.ts";
import { evaluateTemplate } from "./template/evaluate-template.ts";
import { sectionNames } from "./template/section-names.ts";
import {
  isList,
  isObject,
  memberOf,
  type Objects,
  objectIn,
  templateIn,
  type Value,
} from "./template/values.ts";

/** `template` is what is compared of one that is not JSON. */
const besides = [...sectionNames, "template"];

/** A step's template and parameters, with the part that the plan's allowed differences speak of. */
export type ParityStep = {
  readonly step: string;
  readonly part: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/**
 * Where production differs from staging: steps that only one of them has, and everything in their evaluated templates
 * that differs once the environment's own names and its range of addresses are taken out. Names are taken out only of
 * properties that hold names, so that an image, for example, is compared as it is written.
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

/** Each step's evaluated template, with what every environment has of its own taken out. */
function neutral(steps: readonly ParityStep[], environment: string): ReadonlyMap<string, Value> {
  const named = steps.map(({ step, template, parameters }) => {
    const { Resources = {}, ...sections } = evaluated(template, parameters);
    return { step, whole: withoutName(inOneObject(objectIn(Resources), sections), environment, false) };
  });
  const prefixes = named.flatMap(({ whole }) => Object.values(objectIn(whole)).flatMap(prefixOf));
  return new Map(
    named.map(({ step, whole }) => {
      const text = prefixes.reduce(
        (left, prefix) => left.replaceAll(`"${prefix}`, '"{addresses}.'),
        JSON.stringify(whole),
      );
      return [step, JSON.parse(text) as Value];
    }),
  );
}

/**
 * Resources and other sections side by side, as pointers name them. A resource whose logical id is also a section's name
 * stands below "/Resources", so that neither hides the other, and what a plan allows of the section says nothing of it.
 */
function inOneObject(resources: Objects, sections: Objects): Objects {
  const entries = Object.entries(resources);
  const isBeside = ([id]: readonly [string, Value]) => !besides.includes(id);
  const hidden = entries.filter((entry) => !isBeside(entry));
  return {
    ...Object.fromEntries(entries.filter(isBeside)),
    ...sections,
    ...(hidden.length === 0 ? {} : { Resources: Object.fromEntries(hidden) }),
  };
}

/** A template after its own evaluation. One that is not a JSON object differs from everything but itself. */
function evaluated(template: string, parameters: ParityStep["parameters"]): Objects {
  const parsed = templateIn(template);
  return parsed === null
    ? { template }
    : evaluateTemplate({ template: parsed, parameters, pseudo: {} }).template;
}

// Properties that hold a name or a text for people, and what is made from names: imports, construct paths, tags.
const holdsName =
  /(Name|Names|Description|Identifier|Family|Prefix|Alias|Title|Id|Fn::ImportValue|aws:cdk:path|Tags)$/;

/** A value in which the environment's name is taken out of everything that holds a name. */
function withoutName(value: Value, environment: string, isName: boolean): Value {
  if (typeof value === "string")
    return isName || value.startsWith("arn:") ? value.replaceAll(environment, "{environment}") : value;
  if (isList(value)) return value.map((inner) => withoutName(inner, environment, isName));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      // An intrinsic function or a list item belongs to the property that it stands in.
      withoutName(
        inner,
        environment,
        holdsName.test(key) || (isName && /^(Fn::|Ref$|Value$|Key$)/.test(key)),
      ),
    ]),
  );
}

/** What all addresses of a network begin with: "10.20." for 10.20.0.0/16; nothing for what is no such range. */
function prefixOf(resource: Value): readonly string[] {
  const { Type, Properties } = objectIn(resource);
  const range = /^([\d.]+)\/(8|16|24)$/.exec(String(objectIn(Properties)["CidrBlock"]));
  if (Type !== "AWS::EC2::VPC" || range === null) return [];
  const [, address = "", bits] = range;
  return [
    `${address
      .split(".")
      .slice(0, Number(bits) / 8)
      .join(".")}.`,
  ];
}

/** Pointers to everything that two values do not have in common. Lists are compared as a whole. */
function pointersThatDiffer(one: Value | undefined, other: Value | undefined, at: string): readonly string[] {
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) =>
      pointersThatDiffer(memberOf(one, key), memberOf(other, key), `${at}/${key}`),
    );
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [at];
}
