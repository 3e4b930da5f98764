import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { asciiJson } from "../../../lib/domain/change/ascii.ts";
import { type Prediction, predictEffects } from "../../../lib/domain/change/prediction/predict-effects.ts";
import type { RuleFindings } from "../../../lib/domain/change/refusal.ts";
import { type CandidateStep, noAllowances } from "../../../lib/domain/change/rules/candidate.ts";
import { findingsAbout } from "../../../lib/domain/change/rules/rules.ts";
import { demandsOf } from "../../../lib/plan/demands.ts";

const here = fileURLToPath(new URL("./", import.meta.url));
const demands = { "21.03": demandsOf(readPlan()), application: demandsOf(readPlan("application")) };

/** Every case of a template, by name. */
export const templateCases: readonly string[] = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** The text of a case's template, as it is submitted. */
export const templateOf = (name: string, version: "before" | "after"): string =>
  asciiJson(readFileSync(`${here}${name}/${version}.json`, "utf8"));

/** What the rules find about the one stack of a change that has this template. */
export function findingsAboutTemplate(
  template: string,
  { plan = "21.03", ...more }: Partial<CandidateStep> & { readonly plan?: keyof typeof demands } = {},
): RuleFindings {
  const step: CandidateStep = {
    step: "compute",
    path: "production/compute",
    part: "storage",
    stackName: "shop-production-compute",
    template,
    parameters: {},
    tags: {},
    dependsOn: [],
    account: null,
    region: null,
    ...more,
  };
  const findings = findingsAbout(
    { application: "shop", environments: { development: [], staging: [], production: [step] } },
    { demands: demands[plan], allowances: noAllowances },
  );
  // One stack alone lacks the other parts of its environment, which is no matter of its template.
  return { ...findings, refusals: findings.refusals.filter(({ rule }) => rule !== "missing-part") };
}

/** What is predicted when the template of a case goes from before to after. */
export function predictionOf(name: string): Prediction {
  const of = (version: "before" | "after") => ({
    template: templateOf(name, version),
    parameters: {},
    tags: {},
  });
  return predictEffects(of("before"), of("after"));
}

const effectsOf = (name: string) =>
  predictionOf(name).effects.map(({ effect, logicalId }) => `${effect} ${logicalId}`);
const because = (name: string) => JSON.stringify(predictionOf(name).effects);
const rulesOf = (name: string, version: "before" | "after") =>
  findingsAboutTemplate(templateOf(name, version)).refusals.map(({ rule }) => rule);
const same = (what: string, found: unknown, wanted: unknown) =>
  JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`${what}: ${JSON.stringify(found)}`];
const holds = (what: string, text: string, ...wanted: readonly string[]) =>
  wanted.filter((one) => !text.includes(one)).map((one) => `${what} does not say ${one}: ${text}`);

const answers: Readonly<Record<string, () => readonly string[]>> = {
  "boolean-default": () => [
    ...same("effects", effectsOf("boolean-default"), []),
    ...same("refusals", rulesOf("boolean-default", "after"), []),
  ],
  "bootstrap-version": () => [
    ...same("effects", effectsOf("bootstrap-version"), ["modify Topic"]),
    ...same("refusals", rulesOf("bootstrap-version", "after"), []),
  ],
  "for-each": () => [
    ...same("refusals", rulesOf("for-each", "after").includes("template-transform"), true),
    // Another name for the loop, or a type, would help nobody.
    ...same("a loop taken for a resource", rulesOf("for-each", "after").includes("template-form"), false),
  ],
  "mapping-widens-action": () => [
    ...same("effects", effectsOf("mapping-widens-action").includes("modify Reader"), true),
    ...holds("what opens more", predictionOf("mapping-widens-action").widening.join(), "s3:*"),
  ],
  "nested-stack": () => [
    ...same("refusals", rulesOf("nested-stack", "after").includes("nested-stacks"), true),
    ...holds(
      "the refusal",
      JSON.stringify(findingsAboutTemplate(templateOf("nested-stack", "after"))),
      "Inner",
    ),
  ],
  // That the stack exists as wanted is for the ports to show, against an account whose GetTemplate says "?".
  "non-ascii-description": () => same("refusals", rulesOf("non-ascii-description", "after"), []),
  "retain-to-delete": () => [
    ...same("effects", effectsOf("retain-to-delete"), ["modify Orders"]),
    ...holds(
      "the effect",
      because("retain-to-delete"),
      "DeletionPolicy",
      "UpdateReplacePolicy",
      "Retain",
      "Delete",
    ),
  ],
  "ssm-without-version": () => [
    ...same("refusals", rulesOf("ssm-without-version", "before"), []),
    ...same("refusals", rulesOf("ssm-without-version", "after"), ["mutable-reference"]),
  ],
};

/** What is wrong with the answer to a case; nothing if it is as expected. */
export const problemsOfTemplate = (name: string): readonly string[] =>
  answers[name]?.() ?? [`there is no answer to ${name}`];
