import { isFact } from "../../lib/domain/records/facts.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { install, rejectAt, resourceIds, take } from "../simulator/runs.ts";
import type { Resource } from "../simulator/services/stack-types.ts";
import type { World } from "../simulator/world.ts";

const template = (Resources: object) => JSON.stringify({ Resources });
const network = template({
  Vpc: { Type: "AWS::EC2::VPC" },
  Endpoint: { Type: "AWS::EC2::VPCEndpoint" },
});
const database = template({ Database: { Type: "AWS::RDS::DBInstance", DeletionPolicy: "Delete" } });
const compute = template({ Service: { Type: "AWS::ECS::Service" }, Topic: { Type: "AWS::SNS::Topic" } });

/** A production that was made and then rejected, in which services had made something by themselves. */
async function rejected(
  made: (world: World) => readonly (Partial<Resource> & Pick<Resource, "type" | "id">)[],
) {
  const world = install();
  rejectAt(world, "production-release");
  whenEntering(world, "6.4 Disable ingress", () => {
    for (const one of made(world)) world.cloudFormation.leave(one);
  });
  const { verdict, entries } = await take(world, {
    templateOf: (_, part) => ({ network, database, compute })[part as string],
  });
  const proof = entries.findLast(isFact("prove-rollback", "observation"))?.detail;
  return { verdict, left: proof?.residual.map(({ id }) => id) };
}

const idOf = (world: World, step: string, logicalId: string): string =>
  resourceIds(world, "production", step, logicalId)[0] ?? "";

/** An interface in production's network. */
const interfaceFor = (world: World, serves: string) => ({
  type: "AWS::EC2::NetworkInterface",
  id: "eni-1",
  network: idOf(world, "network", "Vpc"),
  serves,
});

describe("of what services make by themselves, the proof of a rolled back production", () => {
  // Source: VPC user guide, "Requester-managed network interfaces": "VPC Endpoint Interface vpce-id".
  test("leaves alone the interface of an endpoint in the network that the plan keeps", async () => {
    const { verdict, left } = await rejected((world) => [
      interfaceFor(world, `VPC Endpoint Interface ${idOf(world, "network", "Endpoint")}`),
    ]);

    expect([verdict, left]).toEqual(["REJECTED", []]);
  });

  test("names the interface of what was deleted in the network that the plan keeps", async () => {
    const { verdict, left } = await rejected((world) => [
      interfaceFor(world, `attachment of ${idOf(world, "compute", "Service")}`),
    ]);

    expect([verdict, left]).toEqual(["QUARANTINED", ["eni-1"]]);
  });

  // Source: RDS user guide, "Introduction to backups": the first automated backup is taken when the instance is made.
  test("leaves alone the automated snapshots of the database that the plan keeps", async () => {
    const { verdict, left } = await rejected((world) => {
      const serves = idOf(world, "database", "Database");
      return [{ type: "AWS::RDS::DBSnapshot", id: `rds:${serves}-2026-11-24-10-05`, serves }];
    });

    expect([verdict, left]).toEqual(["REJECTED", []]);
  });

  test("names a snapshot of that database which somebody took", async () => {
    const { verdict, left } = await rejected((world) => [
      { type: "AWS::RDS::DBSnapshot", id: `${idOf(world, "database", "Database")}-by-hand` },
    ]);

    expect([verdict, left]).toEqual(["QUARANTINED", [expect.stringMatching(/-by-hand$/)]]);
  });
});
