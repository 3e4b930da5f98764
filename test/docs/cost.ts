import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { controlPlaneTemplate } from "../../lib/control-plane/template.ts";
import { type CostRow, costRows, monthly, type PricedTemplate, prices } from "../../lib/installation/cost.ts";
import { ReferenceEnvironment } from "../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../lib/reference-environments/settings.ts";
import type { GeneratedDocument } from "./generated-document.ts";

const usd = (value: number): string => value.toFixed(2);

function table(rows: readonly CostRow[]): string {
  const priced = rows.filter(({ usdPerMonth }) => usdPerMonth !== null && usdPerMonth > 0);
  return [
    "| type | count | USD a month |",
    "| --- | --- | --- |",
    ...priced.map(({ type, count, usdPerMonth }) => `| \`${type}\` | ${count} | ${usd(usdPerMonth ?? 0)} |`),
    `| **together** | | **${usd(monthly(rows))}** |`,
  ].join("\n");
}

/** Every stack of an environment of the reference app, as one template. */
function environmentTemplate(environment: "development" | "staging" | "production"): PricedTemplate {
  const stage = new ReferenceEnvironment(
    new App(),
    settingsOf("shop", { image: `shop@sha256:${"0".repeat(64)}`, size: "full", fixedAddresses: true })[
      environment
    ],
  );
  const stacks = stage.node.children.map(
    (child) => Template.fromStack(child as Stack).toJSON() as PricedTemplate,
  );
  return {
    Resources: Object.fromEntries(
      stacks.flatMap(({ Resources = {} }, index) =>
        Object.entries(Resources).map(([id, resource]) => [`${index}${id}`, resource]),
      ),
    ),
  };
}

/** docs/cost.md: what the control plane and the reference app cost while nothing uses them. */
export const cost: GeneratedDocument = {
  path: "docs/cost.md",
  text: () => {
    const environments = (["development", "staging", "production"] as const).map(
      (environment) => [environment, costRows(environmentTemplate(environment))] as const,
    );
    const together = environments.reduce((sum, [, rows]) => sum + monthly(rows), 0);
    return [
      "# What it costs",
      "",
      "`npm run docs` makes this page from the templates and from `lib/installation/prices.json`.",
      "",
      `**Every price here is an estimate of ${prices.asOf} for ${prices.region}.** ${prices.note}`,
      "Prices change and differ by region. `interlock deploy` prints the control plane's figure before it creates anything.",
      "",
      "## The control plane, while nothing runs",
      "",
      table(costRows(controlPlaneTemplate() as PricedTemplate)),
      "",
      "Functions, state machines, the table, the bucket, queues and mails cost by use. The schedules call a function about 52,000 times a",
      "month, which is within cents. The records of a run are a few hundred kilobytes; they are kept as long as their lock lasts.",
      "",
      "## The reference app",
      "",
      `Together an estimated **${usd(together)} USD a month**, whether anybody uses it or not. Delete it after a trial.`,
      "",
      ...environments.flatMap(([environment, rows]) => [`### ${environment}`, "", table(rows), ""]),
      "## Where to check the prices",
      "",
      ...[
        ...new Set([
          ...Object.values(prices.types).map(({ page }) => page),
          prices.instances.page,
          prices.fargate.page,
        ]),
      ].map((page) => `- <${page}>`),
      "",
    ].join("\n");
  },
};
