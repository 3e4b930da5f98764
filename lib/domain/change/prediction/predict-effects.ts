import {
  fullDiff,
  type ResourceDifference,
  type ResourceImpact,
} from "@aws-cdk/cloudformation-diff/lib/diff-template.js";
import { canonicalJson } from "../../canonical.ts";
import { invalidChange } from "../../errors.ts";
import { type EvaluatedTemplate, evaluateTemplate } from "../template/evaluate-template.ts";
import { secretsIn } from "../template/parameters.ts";
import { type Objects, objectIn, templateIn, type Value } from "../template/values.ts";
import { type Effect, gravestFirst } from "./effects.ts";
import { gravityOf, propertiesOf } from "./gravity.ts";
import { referencesIn } from "./references.ts";
import { evaluatedResources } from "./resources.ts";
import { followersOf, type Ripple } from "./ripples.ts";
import { changedExports, exportsIn, sectionEffects } from "./sections.ts";
import { valueChanges, withoutDefaults } from "./values-shown.ts";
import { wideningOf } from "./widening.ts";

/** What is deployed, or is to be: everything that CloudFormation derives a stack's resources from. */
export type Deployment = {
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Pseudo parameters whose values are known beforehand, such as `AWS::Region`. */
  readonly pseudo?: Readonly<Record<string, string>>;
};

/** What can be known beforehand of one step. */
export type Prediction = {
  /** The effect on every resource and other section of the template, gravest first. */
  readonly effects: readonly Effect[];
  /** What somebody may do from now on that nobody could before: IAM statements, managed policies, security-group rules. */
  readonly widening: readonly string[];
  /** Exports whose values change or may change, each name as JSON: what other steps import of them changes too. */
  readonly changedExports: readonly string[];
  /** Exports that the deployed stack does not have yet, each name as JSON. */
  readonly newExports: readonly string[];
  /** Exports of other steps that the wanted template imports, each name as JSON. */
  readonly imports: readonly string[];
};

/** An effect while it is put together. */
type Draft = Pick<Effect, "effect" | "logicalId" | "type"> & {
  readonly because: readonly string[];
  /** Properties that change; empty where the resource as a whole comes or goes. */
  readonly properties: readonly string[];
};

const impacts: Readonly<Record<ResourceImpact, Effect["effect"]>> = {
  WILL_CREATE: "add",
  WILL_IMPORT: "add",
  // Only properties that no specification describes differ, such as those of a custom resource.
  NO_CHANGE: "modify",
  WILL_UPDATE: "modify",
  MAY_REPLACE: "replace",
  WILL_REPLACE: "replace",
  WILL_DESTROY: "remove",
  WILL_ORPHAN: "remove",
};

/**
 * The predicted effects of deploying `wanted` over `before`, which is null for a new stack. `importsThatChange` are the
 * names, as JSON, of exports of other steps whose values may change.
 * @throws InvalidChange if the wanted template is not a JSON object.
 */
export function predictEffects(
  before: Deployment | null,
  wanted: Deployment,
  importsThatChange: ReadonlySet<string> = new Set(),
): Prediction {
  const next = evaluated(wanted);
  if (next === null)
    throw invalidChange(
      "the template is not a JSON object, so nobody can be shown what it does; submit it as JSON",
    );
  const old = before === null ? { template: {}, unpredictable: [] } : evaluated(before);
  if (old === null) return incomparable(next.template);
  const diff = fullDiff(old.template, next.template);
  const drafts = new Map<string, Draft>();
  diff.resources.forEachDifference((logicalId, change) => {
    drafts.set(logicalId, draftOf(logicalId, change));
  });
  const resources = { before: resourcesIn(old.template), after: resourcesIn(next.template) };
  if (before !== null) {
    // CloudFormation puts a stack's tags on every resource that can carry them.
    if (canonicalJson(before.tags) !== canonicalJson(wanted.tags))
      for (const [logicalId, { type }] of evaluatedResources(resources.after))
        add(drafts, {
          logicalId,
          type,
          effect: "modify",
          because: ["the stack's tags"],
          properties: ["Tags"],
        });
    for (const { place, why } of [...old.unpredictable, ...next.unpredictable])
      if (place in resources.before || place in resources.after)
        add(drafts, {
          logicalId: place,
          type: typeOf(resources.after[place] ?? resources.before[place]),
          effect: "replace",
          because: [`it cannot be predicted: ${why}`],
          properties: [],
        });
    follow(drafts, resources, importsThatChange);
  }
  const secrets = [before, wanted].flatMap((one) => (one === null ? [] : secretsOf(one)));
  return {
    effects: gravestFirst(
      [...[...drafts.values()].map((draft) => finished(draft, resources)), ...sectionEffects(old, next)].map(
        (effect) =>
          effect.values === undefined
            ? effect
            : { ...effect, values: [...withoutDefaults(effect.values, secrets)] },
      ),
    ),
    widening: wideningOf(diff),
    changedExports: changedExports(old.template, next.template, new Set(drafts.keys())),
    ...exchange(old.template, next.template),
  };
}

const secretsOf = ({ template }: Deployment): readonly string[] =>
  secretsIn(objectIn(templateIn(template)?.["Parameters"]));

/** The template of a deployment, evaluated; null if it is not a JSON object. */
function evaluated({ template, parameters, pseudo = {} }: Deployment): EvaluatedTemplate | null {
  const parsed = templateIn(template);
  return parsed === null ? null : evaluateTemplate({ template: parsed, parameters, pseudo });
}

/** Somebody else deployed the stack, and not as JSON: whatever is wanted may replace what exists. */
const incomparable = (next: Objects): Prediction => ({
  effects: evaluatedResources(resourcesIn(next)).map(([logicalId, { type, body }]) => ({
    effect: "replace",
    logicalId,
    type,
    because: ["the deployed template is not JSON, so it cannot be compared"],
    gravity: gravityOf({ effect: "replace", type, properties: [] }, { before: body, after: body }),
  })),
  widening: [],
  changedExports: changedExports({}, next, new Set()),
  ...exchange({}, next),
});

/** What a template begins to export, and what it imports. */
const exchange = (old: Objects, next: Objects): Pick<Prediction, "newExports" | "imports"> => ({
  newExports: [...exportsIn(next).keys()].filter((name) => !exportsIn(old).has(name)),
  imports: [
    ...new Set(
      [...referencesIn(next)].flatMap((reference) => (reference.kind === "export" ? [reference.name] : [])),
    ),
  ],
});

function draftOf(logicalId: string, change: ResourceDifference): Draft {
  const { changeImpact, newResourceType, oldResourceType } = change;
  const isWhole = change.isAddition || change.isRemoval;
  return {
    effect: impacts[changeImpact],
    logicalId,
    type: newResourceType ?? oldResourceType ?? "unknown",
    because: [
      ...(changeImpact === "WILL_ORPHAN" ? ["it stays behind, and no stack holds it any more"] : []),
      ...(isWhole
        ? []
        : Object.entries(change.propertyUpdates).map(([name, update]) => because(name, update.changeImpact))),
      ...(isWhole
        ? []
        : Object.entries(change.otherChanges).map(([name, update]) => attribute(name, update))),
    ],
    properties: isWhole ? [] : Object.keys(change.propertyUpdates),
  };
}

const because = (property: string, impact: string | undefined): string =>
  impact === "WILL_REPLACE"
    ? `${property}, which replaces`
    : impact === "MAY_REPLACE"
      ? `${property}, which may replace`
      : property;

/** A changed attribute of a resource, such as its DeletionPolicy, with its values if they are short. */
function attribute(
  name: string,
  { oldValue, newValue }: { readonly oldValue: unknown; readonly newValue: unknown },
): string {
  const isShort = (value: unknown) => value === undefined || typeof value === "string";
  if (name === "Type") return `the type, from ${oldValue} to ${newValue}`;
  return isShort(oldValue) && isShort(newValue)
    ? `${name} from ${oldValue ?? "none"} to ${newValue ?? "none"}`
    : name;
}

/** Adds the effects on resources that refer to something that changes. */
function follow(
  drafts: Map<string, Draft>,
  resources: { readonly before: Objects; readonly after: Objects },
  exports: ReadonlySet<string>,
): void {
  const stays = (logicalId: string) => logicalId in resources.before && logicalId in resources.after;
  const staying = Object.fromEntries(
    Object.entries(resources.after).filter(([logicalId]) => stays(logicalId)),
  );
  const changing = [...drafts.values()].flatMap(({ logicalId, effect }): [string, Ripple][] =>
    stays(logicalId) && (effect === "modify" || effect === "replace") ? [[logicalId, effect]] : [],
  );
  for (const { logicalId, effect, because } of followersOf(staying, {
    resources: new Map(changing),
    exports,
  }))
    add(drafts, { logicalId, type: typeOf(staying[logicalId]), effect, because, properties: [] });
}

/** Adds an effect to what is known of a resource already; the graver of two kinds counts. */
function add(drafts: Map<string, Draft>, draft: Draft): void {
  const known = drafts.get(draft.logicalId);
  if (known === undefined) drafts.set(draft.logicalId, draft);
  else
    drafts.set(draft.logicalId, {
      ...known,
      effect: known.effect === "modify" ? draft.effect : known.effect,
      because: [...known.because, ...draft.because],
      properties: [...known.properties, ...draft.properties],
    });
}

/** An effect with its gravity and the values that change. */
function finished(draft: Draft, resources: { readonly before: Objects; readonly after: Objects }): Effect {
  const { effect, logicalId, type, because, properties } = draft;
  const pair = {
    before: logicalId in resources.before ? objectIn(resources.before[logicalId]) : undefined,
    after: logicalId in resources.after ? objectIn(resources.after[logicalId]) : undefined,
  };
  const [old, next] = [propertiesOf(pair.before), propertiesOf(pair.after)];
  const values =
    pair.before === undefined || pair.after === undefined
      ? []
      : [...new Set([...Object.keys(old), ...Object.keys(next)])].flatMap((property) =>
          valueChanges(old[property], next[property], property),
        );
  return {
    effect,
    logicalId,
    type,
    because: [...because],
    gravity: gravityOf({ effect, type, properties }, pair),
    ...(values.length === 0 ? {} : { values: [...values] }),
  };
}

const resourcesIn = (template: Objects): Objects => objectIn(template["Resources"]);
const typeOf = (resource: Value | undefined): string => String(objectIn(resource)["Type"] ?? "unknown");
