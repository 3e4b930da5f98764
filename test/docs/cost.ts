import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { controlPlaneTemplate } from "../../lib/control-plane/template.ts";
import { type CostRow, costRows, monthly, type PricedTemplate, prices } from "../../lib/installation/cost.ts";
import { ReferenceEnvironment } from "../../lib/reference-environments/environment.ts";
import { settingsOf } from "../../lib/reference-environments/settings.ts";
import { analyzedTypes } from "../../lib/resources/analyzed.ts";
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
function environmentTemplate(
  environment: "development" | "staging" | "production",
  size: "full" | "small",
): PricedTemplate {
  const stage = new ReferenceEnvironment(
    new App(),
    settingsOf("shop", { image: `shop@sha256:${"0".repeat(64)}`, size, fixedAddresses: true })[environment],
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

const scheduled = /^rate\((\d+) minutes?\)$/;

/**
 * How often the schedules of a template call a function in a month.
 * @throws Error for a schedule that is no rate in minutes.
 */
const scheduledCalls = ({ Resources = {} }: PricedTemplate): number =>
  Object.values(Resources)
    .flatMap(({ Properties }) => Properties?.["ScheduleExpression"] ?? [])
    .map((expression) => {
      const minutes = scheduled.exec(String(expression))?.[1];
      if (minutes === undefined)
        throw new Error(`${String(expression)} is no rate in minutes: teach it to docs/cost.md`);
      return (prices.hoursPerMonth * 60) / Number(minutes);
    })
    .reduce((sum, calls) => sum + calls, 0);

/** Each price, AWS's page, and the page that it was compared with. */
function sources(): readonly string[] {
  const { types, instances, storage, fargate, policyCheck, customMetric } = prices;
  const row = (what: string, price: number, per: string, page: string, readAt: string | null) =>
    `| ${what} | ${price} a ${per} | <${page}> | ${readAt === null ? "none found" : `<${readAt}>`} |`;
  return [
    ...Object.entries(types).map(([type, { usd: price, per, page, readAt }]) =>
      row(`\`${type}\``, price, per, page, readAt),
    ),
    ...Object.entries(instances.usdPerHour).map(([name, { usd: price, readAt }]) =>
      row(`\`${name}\``, price, "hour", instances.page, readAt),
    ),
    row("database storage, gp3", storage.usdPerGbMonth, "GB and month", storage.page, storage.readAt),
    row("custom metric", customMetric.usdPerMonth, "month", customMetric.page, customMetric.readAt),
    row("check of a policy", policyCheck.usdPerPolicy, "policy", policyCheck.page, policyCheck.readAt),
    row("Fargate, vCPU", fargate.usdPerVcpuHour, "hour", fargate.page, fargate.readAt),
    row("Fargate, memory", fargate.usdPerGbHour, "GB and hour", fargate.page, fargate.readAt),
  ];
}

/** docs/cost.md: what the control plane and the reference app cost while nothing uses them. */
export const cost: GeneratedDocument = {
  path: "docs/cost.md",
  text: () => {
    const ofSize = (size: "full" | "small") =>
      (["development", "staging", "production"] as const).map(
        (environment) => [environment, costRows(environmentTemplate(environment, size))] as const,
      );
    const together = (all: ReturnType<typeof ofSize>) =>
      all.reduce((sum, [, rows]) => sum + monthly(rows), 0);
    const environments = ofSize("full");
    const policies = Object.values(environmentTemplate("production", "full").Resources ?? {}).filter(
      ({ Type }) => Object.hasOwn(analyzedTypes, Type),
    ).length;
    const { usdPerPolicy } = prices.policyCheck;
    const small = ofSize("small");
    const controlPlane = controlPlaneTemplate() as PricedTemplate;
    const thousandCalls = Math.round(scheduledCalls(controlPlane) / 1000);
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
      table(costRows(controlPlane)),
      "",
      "An alarm on an expression costs as much as one on each of its metrics.",
      `A metric of Interlock's own costs ${prices.customMetric.usdPerMonth} USD a month, for the hours in which it is published. None is published while it is 0, so none costs anything while nothing runs.`,
      `The setting \`operators.dashboard\` adds a dashboard for ${usd(prices.types["AWS::CloudWatch::Dashboard"]?.usd ?? Number.NaN)} USD.`,
      "Functions, state machines, the table, the bucket, queues and mails cost by use.",
      `The schedules call functions about ${thousandCalls},000 times a month, which is within cents.`,
      "The records of a run are a few hundred kilobytes; they are kept as long as their lock lasts.",
      `IAM Access Analyzer is asked about each resource policy once while the container of a function lives, at most ${usdPerPolicy} USD each.`,
      `The reference production has ${policies} resources that may have one: at most ${usd(policies * usdPerPolicy)} USD for a validation of it.`,
      "",
      "## The reference app",
      "",
      `Together an estimated **${usd(together(environments))} USD a month**, whether anybody uses it or not. Delete it after a trial.`,
      "",
      ...environments.flatMap(([environment, rows]) => [`### ${environment}`, "", table(rows), ""]),
      "## The small variant",
      "",
      `With \`--context size=small\`, which \`interlock smoke\` uses, the same environments have the smallest instances, and endpoints in one zone: ${usd(together(small))} USD a month, or **${usd(together(small) / prices.hoursPerMonth)} USD an hour**.`,
      "They have no other way to AWS's services than these endpoints, because their networks have no way to the internet (21.03 section 4.1).",
      "",
      ...small.flatMap(([environment, rows]) => [`### ${environment}, small`, "", table(rows), ""]),
      "## Where the prices are from",
      "",
      `All were compared on ${prices.asOf}. A figure without a page was not found on one, and is from memory.`,
      "",
      "| what | USD | AWS states it at | compared with |",
      "| --- | --- | --- | --- |",
      ...sources(),
      "",
    ].join("\n");
  },
};
