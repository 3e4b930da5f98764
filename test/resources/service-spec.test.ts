import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { added, statefulWithoutRow } from "../../lib/resources/holds-data.ts";
import { oneWayWithoutRow } from "../../lib/resources/one-way.ts";
import { describedRows, rows } from "../../lib/resources/resources.ts";
import { holdsData, oneWay } from "../../lib/resources/tables.ts";

const spec = loadAwsServiceSpecSync();
const specOf = (type: string) => spec.lookup("resource", "cloudFormationType", "equals", type)[0];

describe("AWS's own database of resource types", () => {
  test("has every type but CDK's own, and one that only RDS makes", () => {
    const unknown = rows.map(({ type }) => type).filter((type) => specOf(type) === undefined);

    expect(unknown).toEqual([
      "AWS::CDK::Metadata",
      "AWS::RDS::AutomatedBackup",
      "AWS::RDS::DBClusterSnapshot",
    ]);
  });

  test.each(rows)("has every property of $type that its row names", ({ type, row }) => {
    const named = [
      ...Object.keys(row.oneWay),
      ...(row.goneBy === "owner" ? [row.owner.property] : []),
      ...(row.goneBy === "description" ? row.movingProperties : []),
    ];
    const properties = specOf(type)?.properties ?? {};

    expect(named.filter((property) => !(property in properties))).toEqual([]);
  });

  test("has the properties that cannot be changed back of types without a row", () => {
    for (const [type, properties] of Object.entries(oneWayWithoutRow)) {
      expect(Object.keys(properties).filter((one) => !(one in (specOf(type)?.properties ?? {})))).toEqual([]);
      expect(rows.filter((row) => row.type === type)).toEqual([]);
      expect(oneWay[type]).toEqual(Object.keys(properties));
    }
  });

  test("gives each type the ARN of its row, where it gives one", () => {
    const given = describedRows.flatMap(({ type, service, row: { arn } }) => {
      const [, , prefix, , , ...rest] = specOf(type)?.arnTemplate?.replaceAll("${", "").split(":") ?? [];
      const kind = /^(\/?[A-Za-z-]+)(\/|$)/.exec(rest[0] ?? "")?.[1] ?? null;
      return prefix === undefined ? [] : [{ type, spec: [prefix, kind], row: [service.iam, arn.kind] }];
    });

    expect(given.length).toBeGreaterThan(15);
    expect(given.map(({ type, row }) => ({ type, arn: row }))).toEqual(
      given.map(({ type, spec: arn }) => ({ type, arn })),
    );
  });

  test("calls a type stateful exactly if its row says that it holds data; we add what is lost all the same", () => {
    const different = rows
      .filter(({ type, row }) => (specOf(type)?.isStateful ?? false) !== (row.holdsData !== null))
      .map(({ type }) => type);

    expect(different).toEqual([
      "AWS::EC2::EIP",
      "AWS::KMS::ReplicaKey",
      "AWS::RDS::DBSnapshot",
      "AWS::RDS::AutomatedBackup",
      "AWS::RDS::DBClusterSnapshot",
      "AWS::SSM::Parameter",
      "AWS::AmazonMQ::Broker",
      "AWS::ECR::Repository",
      "AWS::MSK::Cluster",
      "AWS::EFS::AccessPoint",
    ]);
  });

  test("has no stateful type that we do not know to hold data", () => {
    const withRow = new Set(rows.map(({ type }) => type));
    const stateful = spec
      .all("resource")
      .filter(({ isStateful, cloudFormationType }) => isStateful && !withRow.has(cloudFormationType))
      .map(({ cloudFormationType }) => cloudFormationType);

    expect([...statefulWithoutRow]).toEqual(stateful.sort());
    expect(
      Object.keys(added).filter(
        (type) => specOf(type)?.isStateful !== false && specOf(type)?.isStateful !== undefined,
      ),
    ).toEqual([]);
    expect(holdsData).toContain("AWS::Logs::LogGroup");
  });
});
