import { canonicalJson } from "../../canonical.ts";
import { invalidChange } from "../../errors.ts";
import { type EvaluatedTemplate, evaluateTemplate } from "../template/evaluate-template.ts";
import { secretsIn } from "../template/parameters.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { memberOf, type Objects, objectIn, templateIn, type Value } from "../template/values.ts";
import { type Evaluation, textualEffects } from "./definitions.ts";
import { type Effect, gravestFirst } from "./effects.ts";
import { gravityOf, propertiesOf } from "./gravity.ts";
import { referencesIn } from "./references.ts";
import { type PredictedChange, resourceChanges } from "./resource-changes.ts";
import { evaluatedResources } from "./resources.ts";
import { followersOf } from "./ripples.ts";
import { changedExports, exportsIn, sectionEffects } from "./sections.ts";
import { asShown, valueChanges, withoutDefaults } from "./values-shown.ts";
import { wideningOf } from "./widening.ts";

/** What is deployed, or is to be: everything that CloudFormation derives a stack's resources from. */
export type StackSource = {
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

/**
 * The predicted effects of deploying `wanted` over `before`, which is null for a new stack. `importsThatChange` are the
 * names, as JSON, of exports of other steps whose values may change.
 * @throws InvalidChange if the wanted template is not a JSON object.
 */
export function predictEffects(
  before: StackSource | null,
  wanted: StackSource,
  importsThatChange: ReadonlySet<string> = new Set(),
): Prediction {
  const to = evaluated(wanted);
  if (to === null)
    throw invalidChange(
      "the template is not a JSON object, so nobody can be shown what it does; submit it as JSON",
    );
  const next = to.to;
  const from = before === null ? null : evaluated(before);
  if (before !== null && from === null) return incomparable(next.template);
  const old = from?.to ?? nothing;
  const resources = { before: resourcesIn(old.template), after: resourcesIn(next.template) };
  const drafts = new Map<string, PredictedChange>(
    resourceChanges(resources.before, resources.after).map((change) => [change.logicalId, change]),
  );
  if (before !== null) {
    // CloudFormation puts a stack's tags on every resource that can carry them.
    if (canonicalJson(before.tags) !== canonicalJson(wanted.tags))
      for (const [logicalId, { type }] of evaluatedResources(resources.after))
        add(drafts, {
          logicalId,
          type,
          effect: "modify",
          because: ["the stack's tags"],
          properties: [],
        });
    for (const { place, why } of [...old.unpredictable, ...next.unpredictable])
      if (Object.hasOwn(resources.before, place) || Object.hasOwn(resources.after, place))
        add(drafts, {
          logicalId: place,
          type: resourceTypeOf(memberOf(resources.after, place)),
          effect: "replace",
          because: [`it cannot be predicted: ${why}`],
          properties: "all",
        });
    follow(drafts, resources, importsThatChange);
  }
  const secrets = [from, to].flatMap((one) => secretsIn(objectIn(one?.from.template["Parameters"])));
  const effects = [
    ...[...drafts.values()].map((draft) => finished(draft, resources)),
    ...sectionEffects(old, next),
  ];
  const named = new Set(effects.map(({ logicalId }) => logicalId));
  return {
    effects: gravestFirst(
      [...effects, ...(from === null ? [] : textualEffects(from, to, named))].map((effect) => ({
        ...effect,
        because: effect.because.map((text) => withoutDefaults(text, secrets)),
        ...(effect.values === undefined ? {} : { values: [...asShown(effect.values, secrets)] }),
      })),
    ),
    widening: wideningOf(old.template, next.template).map((text) => withoutDefaults(text, secrets)),
    changedExports: changedExports(old.template, next.template, {
      resources: new Set(drafts.keys()),
      exports: importsThatChange,
    }),
    ...exchange(old.template, next.template),
  };
}

/** What a stack that does not exist is made from. */
const nothing: EvaluatedTemplate = { template: {}, unpredictable: [] };

/** A deployment and its evaluated template; null if it is not a JSON object. */
function evaluated({ template, parameters, pseudo = {} }: StackSource): Evaluation | null {
  const parsed = templateIn(template);
  if (parsed === null) return null;
  const from = { template: parsed, parameters, pseudo };
  return { from, to: evaluateTemplate(from) };
}

/** Somebody else deployed the stack, and not as JSON: whatever is wanted may replace what exists. */
const incomparable = (next: Objects): Prediction => ({
  effects: gravestFirst<Effect>([
    ...evaluatedResources(resourcesIn(next)).map(
      ([logicalId, { type, body }]): Effect => ({
        effect: "replace",
        logicalId,
        type,
        because: ["the deployed template is not JSON, so it cannot be compared"],
        gravity: gravityOf({ effect: "replace", type, properties: "all" }, { before: body, after: body }),
      }),
    ),
    {
      effect: "remove",
      logicalId: "Resources",
      type: "unpredictable",
      because: ["the deployed template is not JSON: whatever else it has is removed"],
      gravity: "data-lost",
    },
  ]),
  widening: [],
  changedExports: [...exportsIn(next).keys()],
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

/** Adds the effects on resources that refer to something that changes. */
function follow(
  drafts: Map<string, PredictedChange>,
  resources: { readonly before: Objects; readonly after: Objects },
  exports: ReadonlySet<string>,
): void {
  const staying = Object.fromEntries(
    Object.entries(resources.after).filter(([logicalId]) => Object.hasOwn(resources.before, logicalId)),
  );
  const changing = new Map([...drafts.values()].map(({ logicalId, effect }) => [logicalId, effect]));
  for (const follower of followersOf(staying, { resources: changing, exports }))
    add(drafts, { ...follower, type: resourceTypeOf(staying[follower.logicalId]) });
}

/** Adds an effect to what is known of a resource already; the graver of two kinds counts. */
function add(drafts: Map<string, PredictedChange>, draft: PredictedChange): void {
  const known = drafts.get(draft.logicalId);
  if (known === undefined) drafts.set(draft.logicalId, draft);
  else
    drafts.set(draft.logicalId, {
      ...known,
      effect: known.effect === "modify" ? draft.effect : known.effect,
      because: [...new Set([...known.because, ...draft.because])],
      properties:
        known.properties === "all" || draft.properties === "all"
          ? "all"
          : [...known.properties, ...draft.properties],
    });
}

/** An effect with its gravity and the values that change. */
function finished(
  draft: PredictedChange,
  resources: { readonly before: Objects; readonly after: Objects },
): Effect {
  const { effect, logicalId, type, because, properties } = draft;
  const of = (resource: Value | undefined) => (resource === undefined ? undefined : objectIn(resource));
  const pair = {
    before: of(memberOf(resources.before, logicalId)),
    after: of(memberOf(resources.after, logicalId)),
  };
  const [old, next] = [propertiesOf(pair.before), propertiesOf(pair.after)];
  const values =
    pair.before === undefined || pair.after === undefined ? [] : valueChanges(old, next, "", logicalId);
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
