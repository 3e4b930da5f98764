import { isFact } from "../../lib/domain/records/facts.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { install, planWith, resourceIds, stackOf, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";
import { bucket, destroying, development, idOf, leftBehind, rolledBack, template } from "./rolled-back.ts";

/** The buckets that are emptied from now on. */
function emptiedFromNow(world: World): readonly string[] {
  const emptied: string[] = [];
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation === "EmptyBucket") emptied.push((input as { bucket: string }).bucket);
    },
  });
  return emptied;
}

describe("of the traps of zero residual", () => {
  const kept = { ...bucket, DeletionPolicy: "Retain", Metadata: { Full: true } };
  // The letter of 21.03 refuses Retain where a rollback destroys; another plan carries it.
  const carrying = planWith((edited) => {
    edited.documentId = "21.04";
  });

  test("trap 1, Retain: what this run created goes with its stack, which is told so first", async () => {
    const world = install({ plan: carrying.documentId });
    const run = await rolledBack(world, { storage: { Kept: kept } }, 1, carrying);

    expect(run.left).toEqual([]);
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("trap 1, Retain: where CloudFormation refuses that, the resource is named, and its content is left alone", async () => {
    const world = install({ plan: carrying.documentId });
    world.account.faultAt = ({ operation }) =>
      operation === "UpdateStack"
        ? { kind: "refused", error: () => Object.assign(new Error("no"), { name: "ValidationError" }) }
        : undefined;
    const run = await rolledBack(world, { storage: { Kept: kept } }, 1, carrying);

    expect(run.left).toContainEqual(idOf("storage", "kept"));
    expect(run.verdict).toBe("QUARANTINED");
    expect(
      [...world.cloudFormation.resources.values()].find(({ logicalId }) => logicalId === "Kept")?.objects,
    ).toBe(1);
  });

  test("trap 2, a database's final snapshot is found by its name", async () => {
    const world = install();
    const id = `${development}-database-instance-snapshot-1x2y3z`;
    whenEntering(world, destroying, () => world.cloudFormation.leave({ type: "AWS::RDS::DBSnapshot", id }));
    const run = await rolledBack(world);

    expect(run.left).toEqual([id]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 3, the orphan of a replacement is found in the events of a stack that was restored", async () => {
    const world = install();
    const named = (Name: string) => ({ Group: { Type: "AWS::IAM::Role", Properties: { Name } } });
    await take(world, {
      templateOf: (environment, part) =>
        template(part === "logging" ? named(`${environment}-old`) : { Bucket: bucket }),
    });
    whenEntering(world, destroying, () => leftBehind(world, "logging", "Group"));
    const run = await rolledBack(world, { logging: named("new") }, 2);

    expect(stackOf(world, "development", "logging")?.deployed.template.text).toContain("development-old");
    expect(run.left).toEqual(["new"]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test.each([
    ["AWS::EC2::Volume", "AWS::EC2::Snapshot"],
    ["AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::Snapshot"],
    ["AWS::Redshift::Cluster", "AWS::Redshift::ClusterSnapshot"],
    ["AWS::EFS::FileSystem", "AWS::Backup::RecoveryPoint"],
    ["AWS::DynamoDB::Table", "AWS::DynamoDB::Backup"],
    ["AWS::RDS::DBCluster", "AWS::RDS::ClusterAutomatedBackup"],
  ])("trap 2, a backup that outlives %s is found by what it is of", async (type, backup) => {
    const world = install();
    whenEntering(world, destroying, () => {
      const [backupOf = ""] = resourceIds(world, "development", "database", "Store");
      world.cloudFormation.leave({ type: backup, id: "kept-1", backupOf });
    });
    const run = await rolledBack(world, { database: { Store: { Type: type, DeletionPolicy: "Delete" } } });

    expect(run.proof.residual).toEqual([{ type: backup, id: "kept-1", state: "present" }]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 4, a log group that comes back in the quiet period is there at the second look", async () => {
    const world = install();
    const id = `/aws/lambda/${development}-worker`;
    whenEntering(world, "4.3 Wait and look again", () =>
      world.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id }),
    );
    const run = await rolledBack(world);
    const looks = run.entries.filter(isFact("look-for-residual", "observation"));

    expect(looks.map(({ detail }) => detail.clean)).toEqual([true, false, false, false]);
    expect(run.left).toEqual([id]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 5, an untagged resource is found in the events", async () => {
    const world = install();
    leftBehind(world, "network", "Table");
    const run = await rolledBack(world, { network: { Table: { Type: "AWS::EC2::RouteTable" } } });

    expect(run.left).toEqual([idOf("network", "table")]);
    expect(run.looked.find(({ is }) => is === "present")?.from).toBe("events");
  });

  test("trap 6, a tag that outlives its resource is no residual", async () => {
    const world = install();
    const { cloudFormation } = world;
    whenEntering(world, destroying, () => {
      const stackId = stackOf(world, "development", "network")?.id ?? "";
      cloudFormation.tagsOfGone.push({ type: "AWS::EC2::Subnet", id: "subnet-1", stackId });
    });
    const run = await rolledBack(world);

    expect(run.looked).toContainEqual(expect.objectContaining({ id: "subnet-1", from: "tags", is: "gone" }));
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("trap 7, a nested stack, whose resources its own events would name, is refused before any effect", async () => {
    const world = install();
    const nested = { Nested: { Type: "AWS::CloudFormation::Stack", Properties: { Name: "nested" } } };
    const { entries } = await take(world, {
      templateOf: (_, part) => template(part === "network" ? nested : { Bucket: bucket }),
    });

    const refusals = entries.flatMap((entry) => (entry.action === "refuse-run" ? [entry.detail.reason] : []));
    expect(refusals).toEqual([expect.stringContaining("Nested is a nested stack")]);
    expect(world.cloudFormation.resources.size).toBe(0);
  });

  test("trap 8, a bucket that is not empty is emptied, because the plan destroys development", async () => {
    const world = install();
    const emptied = emptiedFromNow(world);
    const run = await rolledBack(world, { storage: { Bucket: { ...bucket, Metadata: { Full: true } } } });

    expect(emptied).toEqual([idOf("storage", "bucket")]);
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("trap 9, a network interface that lags is waited for, and named when it stays", async () => {
    const lagging = async (looks: number) => {
      const world = install();
      const { cloudFormation } = world;
      let asked = 0;
      world.account.watchers.push({
        acts: ({ operation, input }) => {
          if (operation !== "Describe" || (input as { id: string }).id !== "eni-1") return;
          asked += 1;
          if (asked > looks) cloudFormation.resources.delete("eni-1");
        },
      });
      whenEntering(world, destroying, () => {
        const [network = ""] = resourceIds(world, "development", "network", "Vpc");
        cloudFormation.leave({ type: "AWS::EC2::NetworkInterface", id: "eni-1", network });
      });
      return rolledBack(world, { network: { Vpc: { Type: "AWS::EC2::VPC" } } });
    };

    expect((await lagging(5)).verdict).toBe("ROLLED_BACK");
    const stayed = await lagging(Number.POSITIVE_INFINITY);
    expect(stayed.verdict).toBe("QUARANTINED");
    expect(stayed.proof.residual).toEqual([
      { type: "AWS::EC2::NetworkInterface", id: "eni-1", state: "going" },
    ]);
  });

  test("trap 10, the shell that a late change set leaves is a residual", async () => {
    const world = install();
    whenEntering(world, "4.3 Verify zero residual assets", () =>
      world.cloudFormation.service["CreateChangeSet"]?.({
        StackName: `${development}-network`,
        ChangeSetName: "late",
        ChangeSetType: "CREATE",
        TemplateBody: template({ Bucket: bucket }),
      }),
    );
    const run = await rolledBack(world);

    expect(run.proof.residual).toEqual([
      expect.objectContaining({ type: "AWS::CloudFormation::Stack", state: "present" }),
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 11, resources left by a forced deletion are found, although their stack is gone", async () => {
    const world = install();
    whenEntering(world, destroying, () => stackOf(world, "development", "database")?.forceDelete());
    const run = await rolledBack(world);

    expect(run.left).toEqual([idOf("database", "bucket")]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 12, resources from before the run are named as foreign and not touched", async () => {
    const world = install();
    const { cloudFormation, time } = world;
    const emptied = emptiedFromNow(world);
    const logGroup = `/${development}/by-hand`;
    cloudFormation.leave({ type: "AWS::Logs::LogGroup", id: logGroup, createdAtMs: time.nowMs() - 1 });
    cloudFormation.leave({ type: "AWS::S3::Bucket", id: `my-${development}-data` });
    const run = await rolledBack(world);

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.proof.foreign).toEqual([`AWS::Logs::LogGroup ${logGroup}`]);
    expect([...cloudFormation.resources.keys()]).toEqual([logGroup, `my-${development}-data`]);
    expect(emptied).toEqual([]);
  });
});

describe("the proof that nothing remains", () => {
  test("looks twice, a quiet period apart", async () => {
    const { entries } = await rolledBack(install({ quietSeconds: 47 }));
    const [first, second] = entries.filter(isFact("look-for-residual", "observation"));

    expect(Date.parse(second?.at ?? "") - Date.parse(first?.at ?? "")).toBeGreaterThanOrEqual(47_000);
  });

  test("lists every resource and how it was seen to be gone, in the receipt as well", async () => {
    const { looked, entries } = await rolledBack(install());
    const receipt = entries
      .filter(isFact("sign-receipt", "outcome"))
      .find(({ detail }) => detail.statement === "nothing-left");
    if (receipt === undefined) throw new Error("there is no receipt");
    const { predicate } = JSON.parse(Buffer.from(receipt.detail.envelope.payload, "base64").toString("utf8"));

    expect(looked).toContainEqual({
      type: "AWS::S3::Bucket",
      id: idOf("storage", "bucket"),
      from: "events",
      is: "gone",
      how: "s3:GetBucketVersioning: not found",
    });
    expect(predicate.detail.looked.items).toEqual(looked);
  });

  test("is not given for a type that no API describes", async () => {
    const run = await rolledBack(install(), { network: { Thing: { Type: "AWS::Braket::Thing" } } });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Braket::Thing", id: idOf("network", "thing"), state: "unproven" },
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("keeps a list that is too long for an entry by its digest", async () => {
    const world = install();
    const tables = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`Table${index}`, { Type: "AWS::EC2::RouteTable" }]),
    );
    const { proof, verdict } = await rolledBack(world, { network: tables });

    expect(verdict).toBe("ROLLED_BACK");
    expect(proof.looked?.items).toBeNull();
    const kept = world.s3.body(`by-digest/${proof.looked?.digest}`) ?? "[]";
    expect(JSON.parse(kept)).toHaveLength(proof.looked?.count ?? -1);
  });
});
