import { costText, lockQuestion } from "../../lib/command-line/commands/deploy.ts";
import { costRows, monthly } from "../../lib/installation/cost.ts";

const template = (...resources: readonly (readonly [string, Record<string, unknown>?])[]) => ({
  Resources: Object.fromEntries(
    resources.map(([Type, Properties = {}], index) => [`r${index}`, { Type, Properties }]),
  ),
});

test("what a type costs is counted per resource, and what costs by use costs nothing while nothing runs", () => {
  const rows = costRows(template(["AWS::KMS::Key"], ["AWS::KMS::Key"], ["AWS::Lambda::Function"]));
  expect(rows).toEqual([
    { type: "AWS::KMS::Key", count: 2, usdPerMonth: 2 },
    { type: "AWS::Lambda::Function", count: 1, usdPerMonth: null },
  ]);
  expect(monthly(rows)).toBe(2);
  expect(costText(rows).at(-1)).toContain("about 2.00 USD a month");
});

test("an alarm on an expression costs as much as one on each of its metrics", () => {
  const Metrics = [{ Expression: "a + b" }, { MetricStat: {} }, { MetricStat: {} }];
  const alarm = (properties: object) =>
    monthly(costRows(template(["AWS::CloudWatch::Alarm", { ...properties }])));
  expect(alarm({ Metrics })).toBe(2 * alarm({ MetricName: "a" }));
});

test("an interface endpoint costs per zone, and a gateway endpoint nothing", () => {
  const endpoint = (VpcEndpointType: string) =>
    ["AWS::EC2::VPCEndpoint", { VpcEndpointType, SubnetIds: ["a", "b"] }] as const;
  expect(monthly(costRows(template(endpoint("Interface"))))).toBeCloseTo(2 * 0.01 * 730);
  expect(monthly(costRows(template(endpoint("Gateway"))))).toBe(0);
});

test("a database in two zones costs twice, and one of an unknown class is not counted as free", () => {
  const database = (DBInstanceClass: string, MultiAZ: boolean) =>
    costRows(template(["AWS::RDS::DBInstance", { DBInstanceClass, AllocatedStorage: "20", MultiAZ }]))[0]
      ?.usdPerMonth;
  expect(database("db.t4g.micro", true)).toBe(2 * (database("db.t4g.micro", false) ?? 0));
  expect(database("db.unknown", false)).toBeNull();
});

test.each([
  ["COMPLIANCE", 2_557, true],
  ["COMPLIANCE", 31, true],
  ["COMPLIANCE", 30, false],
  ["GOVERNANCE", 2_557, false],
])("a lock in %s mode for %i days is asked about: %s", (retentionMode, retentionDays, isAsked) => {
  expect(lockQuestion({ retentionMode, retentionDays }) !== null).toBe(isAsked);
});
