import { grantsOf } from "../../lib/control-plane/grants.ts";
import { operating } from "../../lib/control-plane/operating.ts";
import { submitting } from "../../lib/control-plane/submitting.ts";
import { controlPlaneTemplate } from "../../lib/control-plane/template.ts";
import { environments } from "../../lib/domain/environment.ts";
import type { Allowed } from "../../lib/ports/shared/access.ts";
import { operatePolicyOf, submitPolicyOf } from "../../lib/settings/names.ts";
import { pages } from "../../lib/tasks/pages.ts";
import { type PageName, rowOf, type TaskName, tasks } from "../../lib/tasks/tasks.ts";
import { sampleDeployment } from "../fixtures/sample-deployment.ts";
import type { GeneratedDocument } from "./generated-document.ts";

/** A statement of a policy in the template. */
export type Statement = {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource: unknown;
};
type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };
type Role = { readonly id: string; readonly says: string; readonly isFunction: boolean };

const names = [...Object.keys(tasks), ...Object.keys(pages)] as (TaskName | PageName)[];
/** The environment that stands for all three in the document. */
const shown = "staging";
const deployedOf = (name: TaskName | PageName) => (name in tasks ? tasks[name as TaskName].deployed : "once");
const isPerEnvironment = (name: TaskName | PageName) => deployedOf(name) === "per environment";
const placesOf = { once: null, "per environment": shown, "in production": "production" } as const;
const titles = { once: "", "per environment": ", once per environment", "in production": ", in production" };

/** What the ports of each task and page need. */
export const allowedTo = (name: TaskName | PageName): readonly Allowed[] =>
  grantsOf(rowOf(name), sampleDeployment, placesOf[deployedOf(name)]).allowed;

const inEveryEnvironment = (text: string): string =>
  text.replaceAll(shown, "ENVIRONMENT").replaceAll(accountOf(shown), accountOf("ENVIRONMENT"));
const accountOf = (environment: string): string => `${environment.toUpperCase()}'S-ACCOUNT`;

/** ARNs with the accounts and the region of the sample in words. */
const located = (arn: string): string =>
  environments.reduce(
    (text, environment) =>
      text.replaceAll(sampleDeployment.settings.accounts[environment].account, accountOf(environment)),
    arn.replace(/-region$/, "-REGION"),
  );
const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const code = (all: readonly string[]): string => all.map((one) => `\`${one}\``).join(", ");

const rowsOf = (allowed: readonly Allowed[]): readonly string[] =>
  allowed.map(({ why, actions, resources, pattern, conditions }) =>
    row(
      why,
      code(actions),
      code(resources.map(located)),
      [pattern ?? "", conditions === undefined ? "" : `\`${JSON.stringify(conditions)}\``]
        .filter(Boolean)
        .join("; "),
    ),
  );
const head = [
  row("why", "actions", "resources", "why a pattern; conditions"),
  row("---", "---", "---", "---"),
];

function functionTable(name: TaskName | PageName): string {
  const rows = rowsOf(allowedTo(name));
  return [
    `### ${name}${titles[deployedOf(name)]}`,
    "",
    ...head,
    ...(isPerEnvironment(name) ? rows.map(inEveryEnvironment) : rows),
    "",
  ].join("\n");
}

/** The control plane's resources, as its template has them. */
export const templateResources = (): Readonly<Record<string, Resource>> =>
  (controlPlaneTemplate() as { Resources: Readonly<Record<string, Resource>> }).Resources;

/** The roles of the template, each with its statements. */
export function rolesIn(
  resources: Readonly<Record<string, Resource>>,
): readonly (Role & { readonly statements: readonly Statement[] })[] {
  const all = Object.entries(resources);
  const policies = all.filter(([, { Type }]) =>
    ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"].includes(Type),
  );
  return all
    .filter(([, { Type }]) => Type === "AWS::IAM::Role")
    .map(([id, { Properties }]) => ({
      id,
      says: String(Properties["Description"] ?? id).replace("Interlock: ", ""),
      isFunction: JSON.stringify(Properties["AssumeRolePolicyDocument"]).includes("lambda.amazonaws.com"),
      statements: policies
        .filter(([, policy]) => JSON.stringify(policy.Properties["Roles"] ?? []).includes(`"${id}"`))
        .flatMap(
          ([, policy]) =>
            (policy.Properties["PolicyDocument"] as { Statement: readonly Statement[] }).Statement,
        ),
    }));
}

/** A value of the template in words: pseudo parameters in capitals, resources by their logical ids without the hash. */
function inWords(value: unknown): string {
  if (typeof value === "string") return value;
  const { Ref, "Fn::Join": join, "Fn::GetAtt": attribute } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(inWords).join("");
  const id = String(Array.isArray(attribute) ? attribute[0] : Ref);
  return id.startsWith("AWS::")
    ? id.slice("AWS::".length).replace("AccountId", "Account").toUpperCase()
    : id.replace(/[0-9A-F]{8}$/, "");
}

const application = /interlock-?reference-?/g;
const anonymous = (text: string): string =>
  text.replace(application, (name) => (name.endsWith("-") ? "shop-" : "shop"));

const anyEnvironment = new RegExp(environments.join("|"), "g");
const environmentsIn = (text: string): number => new Set(text.match(anyEnvironment)).size;

function otherRoles(resources: Readonly<Record<string, Resource>>): string {
  const each = rolesIn(resources)
    .filter(({ isFunction }) => !isFunction)
    .flatMap(({ says, statements }) =>
      statements.map(({ Effect, Action, NotAction, Resource: of }) =>
        row(
          anonymous(says),
          `${Effect === "Deny" ? "denied: " : ""}${NotAction === undefined ? "" : "all but "}${code([Action ?? NotAction ?? []].flat())}`,
          code([of].flat().map((one) => anonymous(inWords(one)))),
        ),
      ),
    );
  // The same role in each environment is one row; what names several environments stays as it is.
  const rows = new Set(
    each.map((line) => (environmentsIn(line) > 1 ? line : line.replaceAll(anyEnvironment, "ENVIRONMENT"))),
  );
  return [row("role", "actions", "resources"), row("---", "---", "---"), ...rows, ""].join("\n");
}

/** The document as it has to be. */
export const permissionsDocument = (resources = templateResources()): string =>
  [
    "# What Interlock may do in an account",
    "",
    "Made by `npm run docs` from `lib/ports/*/access.ts` and the synthesised template; a test fails when it is",
    "stale. `shop` is the application. `PARTITION`, `REGION` and `ACCOUNT` are those of the stack. Each function also writes",
    "to its own log group. `receive-push`, `seek-push`, `start-run`, `sweep`, `watch-records` and, where",
    "commits show outcomes, `show-outcome`, which events call, also send an event at which they fail to the dead-letter queue.",
    "",
    "## Functions",
    "",
    "Each function has its own role. A function that is deployed for each environment has a role in each, which names only that",
    "environment.",
    "",
    ...names.map(functionTable),
    "## Whoever submits",
    "",
    `The policy \`${submitPolicyOf(sampleDeployment.settings.application)}\` is for the role of a pipeline, or a person. GitHub's role has the same rights, and no other.`,
    "",
    ...head,
    ...rowsOf(submitting(sampleDeployment)),
    "",
    "## Operators",
    "",
    `The policy \`${operatePolicyOf(sampleDeployment.settings.application)}\` is for a person, and is enough for \`runs\`, \`status\`, \`logs\`, \`open\`, \`records\`, \`report\`, \`stop\`, \`resume\`, \`lift\`, \`quarantine\`, \`approvers\` and \`doctor\`. It passes no gate and writes no record. \`status\` does not name the resource that CloudFormation works on: that is in the environment's account. For the same reason \`doctor\` calls unknown what it would read there.`,
    "",
    ...head,
    ...rowsOf(operating(sampleDeployment)),
    "",
    "## State machines and CloudFormation",
    "",
    otherRoles(resources),
  ].join("\n");

/** docs/permissions.md, made from what the ports need and from the synthesised template. */
export const permissions: GeneratedDocument = {
  path: "docs/permissions.md",
  text: () => permissionsDocument(),
};
