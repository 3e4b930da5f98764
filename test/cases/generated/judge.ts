import { parityOf } from "../../../lib/domain/change/parity.ts";
import { beyondEnvelope, type Effect } from "../../../lib/domain/change/prediction/effects.ts";
import { predictEffects } from "../../../lib/domain/change/prediction/predict-effects.ts";
import { specOf } from "../../../lib/domain/change/prediction/service-spec.ts";
import { judged } from "../../../lib/domain/step/change-set.ts";
import { changesListed, pseudo } from "../../simulator/services/changes-listed.ts";
import { type Evaluated, evaluatedBy, textOf } from "../../simulator/services/evaluated.ts";
import { parseTemplate } from "../../simulator/services/templates.ts";
import { findingsAboutTemplate } from "../templates/templates.ts";
import type { Document, Json, Pair, Table } from "./deployments.ts";

/** What became of a pair. `refused` and `announced` are right; `problems` says what is wrong. */
export type Judgement = {
  readonly outcome: "refused" | "announced" | "equal" | "malformed";
  /** The places that differ, such as `Mappings` or `Resources/DeletionPolicy`. */
  readonly places: readonly string[];
  /** How many changes the account's change set lists. */
  readonly listed: number;
  readonly unannounced: readonly string[];
  readonly problems: readonly string[];
  /** The rules that refuse it. */
  readonly rules: readonly string[];
};

const table = (value: Json | undefined): Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};
const keys = (...of: readonly (object | undefined)[]) => [
  ...new Set(of.flatMap((one) => Object.keys(one ?? {}))),
];

/**
 * Compares what Interlock says of a pair with what the account does, and byte by byte: whatever differs is announced, or the
 * change is refused, and the change set lists nothing else.
 */
export function judgementOf(pair: Pair): Judgement {
  const { before, after, changingExports } = pair;
  const [was, becomes] = [deploymentOf(before, pair), deploymentOf(after, pair)];
  const places = placesOf(before, after);
  const nothing = { places, listed: 0, unannounced: [], problems: [], rules: [] };
  const findings = findingsAboutTemplate(becomes.template, {
    parameters: becomes.parameters,
    plan: "application",
  });
  const { effects } = predictEffects(
    was,
    becomes,
    new Set(changingExports.map((name) => JSON.stringify(name))),
  );
  if (places.length === 0)
    return effects.length === 0 || effects.some(isUntold) || hasReferencesOf(pair)
      ? { ...nothing, outcome: "equal" }
      : {
          ...nothing,
          outcome: "equal",
          problems: [`nothing differs, and ${JSON.stringify(effects[0])} is announced`],
        };
  if (findings.refusals.length > 0)
    return { ...nothing, outcome: "refused", rules: findings.refusals.map(({ rule }) => rule) };
  if (!isWellFormed(before.template) || !isWellFormed(after.template))
    return { ...nothing, outcome: "malformed" };
  const named = new Map(effects.map((effect) => [effect.logicalId, effect]));
  const changes = changesListed(
    { template: parseTemplate(was.template), parameters: was.parameters, tags: was.tags },
    { template: parseTemplate(becomes.template), parameters: becomes.parameters, tags: becomes.tags },
  );
  const unannounced = beyondEnvelope(
    effects,
    changes.map((change) => judged({ ...change, properties: [...change.properties] }, specOf(change.type))),
  );
  const silent = effects.filter(
    ({ effect, because, values }) =>
      effect !== "add" && effect !== "remove" && because.length + (values?.length ?? 0) === 0,
  );
  return {
    ...nothing,
    outcome: "announced",
    listed: changes.length,
    unannounced,
    problems: [
      ...unannouncedBytes(pair, named),
      ...importers(pair, named),
      ...untoldByParity(pair),
      ...silent.map(({ logicalId }) => `${logicalId} changes for no reason`),
    ],
  };
}

/** Whether an effect is announced because nobody can tell, which does not depend on what differs. */
const isUntold = ({ because }: Effect) => because.some((why) => why.startsWith("it cannot be predicted"));

const deploymentOf = ({ template, parameters, tags }: Document, { known }: Pair) => {
  const text = JSON.stringify(template);
  return {
    template: text,
    // A change carries the value of every parameter that is no secret.
    parameters: withDefaults(template, parameters),
    tags,
    pseudo: Object.fromEntries(known.map((name) => [name, pseudo[name] ?? ""])),
  };
};

function withDefaults(template: Table, given: Document["parameters"]): Readonly<Record<string, string>> {
  const defaults = Object.entries(table(template["Parameters"])).flatMap(([name, declaration]) => {
    const { Default, NoEcho } = table(declaration);
    return Default === undefined || typeof Default === "object" || String(NoEcho) === "true"
      ? []
      : [[name, String(Default)] as const];
  });
  return { ...Object.fromEntries(defaults), ...given };
}

/** Sections in which CloudFormation finds what it uses elsewhere. */
const definitions = ["Parameters", "Mappings", "Conditions"];
const memberSections = [...definitions, "Resources", "Outputs", "Rules", "Hooks", "Metadata"];

/** Where two documents differ, in words. */
function placesOf(before: Document, after: Document): readonly string[] {
  const places = keys(before.template, after.template).flatMap((section) => {
    const [one, other] = [before.template[section], after.template[section]];
    if (textOf(one) === textOf(other)) return [];
    if (section !== "Resources") return [section];
    return keys(table(one), table(other)).flatMap((id) => {
      const [was, becomes] = [table(one)[id], table(other)[id]];
      if (was === undefined || becomes === undefined) return ["Resources"];
      return keys(table(was), table(becomes)).flatMap((attribute) =>
        textOf(table(was)[attribute]) === textOf(table(becomes)[attribute]) ? [] : [`Resources/${attribute}`],
      );
    });
  });
  const values = textOf(before.parameters) === textOf(after.parameters) ? [] : ["values of parameters"];
  const tags = textOf(before.tags) === textOf(after.tags) ? [] : ["tags"];
  return [...new Set([...places, ...values, ...tags])];
}

/** Every member of a section that differs and of which nothing is said. */
function unannouncedBytes({ before, after }: Pair, named: ReadonlyMap<string, unknown>): readonly string[] {
  const whole = (document: Document, template = document.template) =>
    evaluatedBy(template, { parameters: withDefaults(template, document.parameters), pseudo });
  const deployed = { before: whole(before), after: whole(after) };
  const said = (id: string) => named.has(id);
  const unsaid = [
    ...movedIn(deployed.before, deployed.after).filter((id) => !said(id)),
    ...keys(before.template, after.template).flatMap((section) => {
      const [one, other] = [before.template[section], after.template[section]];
      if (textOf(one) === textOf(other) || section === "AWSTemplateFormatVersion") return [];
      if (!memberSections.includes(section)) return said(section) ? [] : [section];
      return keys(table(one), table(other)).flatMap((name) => {
        const [was, becomes] = [table(one)[name], table(other)[name]];
        if (textOf(was) === textOf(becomes)) return [];
        const id = section === "Resources" ? name : `${section}.${name}`;
        if (said(id)) return [];
        if (!definitions.includes(section)) return [id];
        // What follows from it is said instead.
        const without = { ...after.template, [section]: defined({ ...table(other), [name]: was }) };
        const moved = movedIn(whole(after, without), deployed.after);
        return moved.every(said) && (moved.length > 0 || usersOf(name, after.template).some(said))
          ? []
          : [id];
      });
    }),
  ];
  return [...new Set(unsaid)].map((id) => `nothing is said of ${id}`);
}

/** Resources and outputs whose text names a definition, also by way of another definition. */
function usersOf(definition: string, template: Table): readonly string[] {
  const names = new Set([definition]);
  const namesOne = (value: Json) => [...names].some((name) => textOf(value).includes(name));
  for (let size = 0; size < names.size; ) {
    size = names.size;
    for (const section of definitions)
      for (const [name, value] of Object.entries(table(template[section])))
        if (namesOne(value)) names.add(name);
  }
  const using = (section: string, prefix: string) =>
    Object.entries(table(template[section])).flatMap(([id, body]) =>
      namesOne(body) ? [`${prefix}${id}`] : [],
    );
  return [
    ...using("Resources", ""),
    ...using("Outputs", "Outputs."),
    ...using("Metadata", "Metadata."),
    ...using("Rules", "Rules."),
    ...using("Hooks", "Hooks."),
  ];
}

const defined = (of: Readonly<Record<string, Json | undefined>>): Table =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Table;

/** Resources and outputs that another evaluation gives other values. Policies count although no update looks at them. */
function movedIn(before: Evaluated, after: Evaluated): readonly string[] {
  const of = (section: "resources" | "outputs", prefix: string) =>
    [...new Set([...before[section].keys(), ...after[section].keys()])].flatMap((id) =>
      textOf(before[section].get(id) ?? null) === textOf(after[section].get(id) ?? null)
        ? []
        : [`${prefix}${id}`],
    );
  return [...of("resources", ""), ...of("outputs", "Outputs.")];
}

/** Whether parity says nothing of two templates that deploy different things: as staging and production of one step. */
function untoldByParity({ before, after }: Pair): readonly string[] {
  const [staging, production] = [before, after].map(({ template, parameters }) => ({
    step: "data",
    part: "data",
    template: JSON.stringify(template),
    parameters: withDefaults(template, parameters),
  }));
  const whole = ({ template, parameters }: Document) =>
    evaluatedBy(template, { parameters: withDefaults(template, parameters), pseudo });
  const moved = movedIn(whole(before), whole(after));
  if (staging === undefined || production === undefined || moved.length === 0) return [];
  // Any one difference stops a release, unless the plan allows it by its pointer.
  return parityOf([staging], [production], []).length > 0 ? [] : [`parity says nothing of ${moved.join()}`];
}

/** Resources that import what changes in this run, and of which nothing is said. */
function importers(
  { before, after, changingExports }: Pair,
  named: ReadonlyMap<string, unknown>,
): readonly string[] {
  const { resources } = evaluatedBy(after.template, {
    parameters: withDefaults(after.template, after.parameters),
    pseudo,
  });
  return [...resources].flatMap(([id, body]) =>
    Object.hasOwn(table(before.template["Resources"]), id) &&
    changingExports.some((name) =>
      JSON.stringify(body["Properties"] ?? null).includes(`{"Fn::ImportValue":"${name}"}`),
    ) &&
    !named.has(id)
      ? [`nothing is said of ${id}, which imports what changes`]
      : [],
  );
}

/** Whether something in a pair changes although its text does not: what is imported, or read when it is deployed. */
const hasReferencesOf = ({ after: { template } }: Pair): boolean =>
  /Fn::ImportValue|\{\{resolve:|AWS::SSM::Parameter::Value/.test(JSON.stringify(template));

/** Whether CloudFormation would read a template at all (template reference, "Template sections"). */
function isWellFormed(template: Table): boolean {
  const resources = Object.entries(table(template["Resources"]));
  const isSection = (of: Json | undefined) =>
    of === undefined || (typeof of === "object" && !Array.isArray(of));
  return (
    ["string", "undefined"].includes(typeof template["Description"]) &&
    memberSections.every((section) => isSection(template[section])) &&
    [...definitions, "Outputs"].every((section) =>
      Object.values(table(template[section])).every(isSection),
    ) &&
    Object.values(table(template["Parameters"])).every((one) => typeof table(one)["Type"] === "string") &&
    resources.length > 0 &&
    resources.every(
      ([, body]) => typeof table(body)["Type"] === "string" && isSection(table(body)["Properties"]),
    )
  );
}
