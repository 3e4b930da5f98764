import { readFileSync } from "node:fs";
import * as z from "zod";

/** The page on which a figure was read on the day of the estimate; null if none was found, and the figure is from memory. */
const readAt = z.url().nullable();
const priceSchema = z.strictObject({
  per: z.enum(["month", "hour", "hour and zone"]),
  usd: z.number().positive(),
  page: z.url(),
  readAt,
});

/** List prices in USD, with the day on which they were compared with `readAt`. `page` is where AWS states the price. */
export const prices = z
  .strictObject({
    asOf: z.iso.date(),
    region: z.string(),
    hoursPerMonth: z.number(),
    note: z.string(),
    types: z.record(z.string(), priceSchema),
    instances: z.strictObject({
      page: z.url(),
      usdPerHour: z.record(z.string(), z.strictObject({ usd: z.number().positive(), readAt })),
    }),
    storage: z.strictObject({ page: z.url(), usdPerGbMonth: z.number(), readAt }),
    customMetric: z.strictObject({ page: z.url(), usdPerMonth: z.number(), readAt }),
    policyCheck: z.strictObject({ page: z.url(), usdPerPolicy: z.number(), readAt }),
    fargate: z.strictObject({ page: z.url(), usdPerVcpuHour: z.number(), usdPerGbHour: z.number(), readAt }),
  })
  .parse(JSON.parse(readFileSync(new URL("./prices.json", import.meta.url), "utf8")));

type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };

/** A template, as far as its cost depends on it. */
export type PricedTemplate = { readonly Resources?: Readonly<Record<string, Resource>> };

/** What the resources of one type cost in a month while nothing uses them, estimated from `prices`. */
export type CostRow = {
  readonly type: string;
  readonly count: number;
  /** Null if the type costs by use only, or if its price is not in the list. */
  readonly usdPerMonth: number | null;
};

const numberIn = (value: unknown): number | null => {
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
};

const { hoursPerMonth } = prices;

/** How many metrics an alarm reads: CloudWatch charges for each one of an expression. 1 for everything else. */
const metricsOf = ({ Metrics }: Readonly<Record<string, unknown>>): number =>
  Array.isArray(Metrics) ? Metrics.filter((one: object) => "MetricStat" in one).length : 1;

/** What a resource costs in a month; null if that is not known from the template and the price list. */
function costOf({ Type, Properties = {} }: Resource, all: Readonly<Record<string, Resource>>): number | null {
  if (Type === "AWS::RDS::DBInstance") {
    const hourly = prices.instances.usdPerHour[String(Properties["DBInstanceClass"])]?.usd;
    const storage = numberIn(Properties["AllocatedStorage"]);
    if (hourly === undefined || storage === null) return null;
    const copies = Properties["MultiAZ"] === true ? 2 : 1;
    return copies * (hourly * hoursPerMonth + storage * prices.storage.usdPerGbMonth);
  }
  if (Type === "AWS::ECS::Service") {
    const tasks = numberIn(Properties["DesiredCount"]);
    const definition = Object.values(all).find((one) => one.Type === "AWS::ECS::TaskDefinition")?.Properties;
    const [cpu, memory] = [numberIn(definition?.["Cpu"]), numberIn(definition?.["Memory"])];
    if (tasks === null || cpu === null || memory === null) return null;
    const { usdPerVcpuHour, usdPerGbHour } = prices.fargate;
    return tasks * hoursPerMonth * ((cpu / 1024) * usdPerVcpuHour + (memory / 1024) * usdPerGbHour);
  }
  const price = prices.types[Type];
  if (price === undefined) return null;
  if (price.per === "month") return price.usd * metricsOf(Properties);
  // A gateway endpoint costs nothing; an interface endpoint costs per zone.
  if (Type === "AWS::EC2::VPCEndpoint" && Properties["VpcEndpointType"] !== "Interface") return 0;
  const zones =
    price.per === "hour and zone" && Array.isArray(Properties["SubnetIds"])
      ? Properties["SubnetIds"].length
      : 1;
  return price.usd * hoursPerMonth * zones;
}

/** What every type in a template costs while nothing uses it, dearest first, then by name. */
export function costRows({ Resources = {} }: PricedTemplate): readonly CostRow[] {
  const rows = new Map<string, { count: number; usdPerMonth: number | null }>();
  for (const resource of Object.values(Resources)) {
    const { count = 0, usdPerMonth = null } = rows.get(resource.Type) ?? {};
    const cost = costOf(resource, Resources);
    rows.set(resource.Type, {
      count: count + 1,
      usdPerMonth: cost === null ? usdPerMonth : (usdPerMonth ?? 0) + cost,
    });
  }
  return [...rows]
    .map(([type, row]) => ({ type, ...row }))
    .toSorted(
      (one, other) =>
        (other.usdPerMonth ?? -1) - (one.usdPerMonth ?? -1) || one.type.localeCompare(other.type, "en"),
    );
}

/** The sum of what is known. */
export const monthly = (rows: readonly CostRow[]): number =>
  rows.reduce((sum, { usdPerMonth }) => sum + (usdPerMonth ?? 0), 0);
