import type { Environment, Part } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { readTwice } from "../../lib/resources/tables.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { application, install, planWith, resourceIds, stackOf, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";
import { byItself } from "../simulator/worst/by-itself.ts";

type Resources = Readonly<Record<string, object>>;
type Parts = Partial<Record<Part, Resources>>;
const bucket = { Type: "AWS::S3::Bucket" };
const template = (Resources: Resources) => JSON.stringify({ Resources });

/** A stack that fails after a while. */
const failing = (Resources: Resources) =>
  JSON.stringify({ Resources, Metadata: { World: { fails: ["create", "update"], seconds: 20 } } });

const destroying = "4.3 Destroy all created resources";
const development = `${application}-development`;

/** A run whose development fails in its last step, after `parts` got these resources, and what its proof says. */
async function rolledBack(world: World, parts: Parts = {}, attempt = 1, plan = planWith()) {
  const { runId, entries, verdict } = await take(
    world,
    {
      attempt,
      templateOf: (environment, part) =>
        environment === "development" && part === "compute"
          ? failing({ Bucket: { ...bucket, Properties: { Version: 2 } } })
          : template(parts[part] ?? { Bucket: bucket }),
    },
    plan,
  );
  const proof = entries.findLast(isFact("prove-rollback", "observation"))?.detail;
  if (proof === undefined) throw new Error("nothing was proved");
  return {
    runId,
    verdict,
    proof,
    entries,
    left: proof.residual.map(({ id }) => id),
    looked: proof.looked?.items ?? [],
  };
}

/** Has resources stay although the stack of a step of development reports them deleted. */
const leftBehind = ({ cloudFormation }: World, step: string, logicalId: string) =>
  cloudFormation.leftBehind.add(`${development}-${step} ${logicalId}`);
const idOf = (step: string, logicalId: string) =>
  expect.stringMatching(new RegExp(`^${development}-${step}-${logicalId}-\\d+$`)) as string;

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

describe("the log groups that services make by themselves", () => {
  const worker = { Worker: { Type: "AWS::Lambda::Function" } };
  /** An account whose functions are invoked and log, as on AWS. */
  function logging(): World {
    const world = install({ quietSeconds: 60 });
    world.cloudFormation.habits = { ...world.cloudFormation.habits, ...byItself(world) };
    return world;
  }
  const logGroupOf = (world: World, step: string, environment: Environment = "development") =>
    `/aws/lambda/${resourceIds(world, environment, step, "Worker")[0]}`;
  const deletions = (entries: readonly Entry[]) =>
    entries.filter(({ action }) => action === "delete-log-group");

  test("go with the function that a rollback deleted, also if its last lines make them again", async () => {
    const world = logging();
    let group = "";
    whenEntering(world, destroying, () => {
      group = logGroupOf(world, "storage");
      expect(world.cloudFormation.resources.has(group)).toBe(true);
    });
    const run = await rolledBack(world, { storage: worker });

    expect(run.left).toEqual([]);
    expect(run.verdict).toBe("ROLLED_BACK");
    expect(world.cloudFormation.resources.has(group)).toBe(false);
    expect(run.looked).toContainEqual(expect.objectContaining({ type: "AWS::Lambda::Function", is: "gone" }));
    expect(deletions(run.entries).map(({ kind, detail }) => [kind, detail])).toEqual([
      [
        "intent",
        {
          environment: "development",
          logGroup: group,
          createdAt: expect.any(String),
          kept: { events: 1, complete: true, digest: expect.any(String) },
        },
      ],
      ["outcome", { environment: "development", logGroup: group, result: "deleted", reason: "" }],
    ]);
    expect(verify(bytesOf(await partsOf(world, run.runId))).findings).toEqual([]);
  });

  test("are not touched where somebody else's group only begins like theirs, or was there before", async () => {
    const world = logging();
    const { cloudFormation, time } = world;
    let theirs: readonly string[] = [];
    whenEntering(world, destroying, () => {
      const own = logGroupOf(world, "storage");
      const before = logGroupOf(world, "database");
      theirs = [before, `${own.slice("/aws/lambda/".length)}2`.replace(/^/, "/aws/lambda/")];
      cloudFormation.resources.delete(before);
      cloudFormation.leave({
        type: "AWS::Logs::LogGroup",
        id: before,
        createdAtMs: time.nowMs() - 86_400_000,
      });
      cloudFormation.leave({
        type: "AWS::Logs::LogGroup",
        id: theirs[1] ?? "",
        createdAtMs: time.nowMs() - 86_400_000,
      });
    });
    const run = await rolledBack(world, { storage: worker, database: worker });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(theirs.filter((id) => !cloudFormation.resources.has(id))).toEqual([]);
    expect(deletions(run.entries)).toHaveLength(2);
  });

  test("stay with a function that the rollback restored", async () => {
    const world = logging();
    const version = (Version: number) => ({
      Worker: { Type: "AWS::Lambda::Function", Properties: { Version } },
    });
    await take(world, {
      templateOf: (_, part) => template(part === "storage" ? version(1) : { Bucket: bucket }),
    });
    const group = logGroupOf(world, "storage");
    world.cloudFormation.resources.delete(group);
    whenEntering(world, destroying, () =>
      world.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id: group }),
    );
    const run = await rolledBack(world, { storage: version(2) }, 2);

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(world.cloudFormation.resources.has(group)).toBe(true);
    expect(deletions(run.entries)).toEqual([]);
  });

  test("are recorded as deleted once, also if the answer to their deletion is lost", async () => {
    const world = logging();
    let lost = 0;
    world.account.faultAt = ({ operation }) => {
      if (operation !== "DeleteLogGroup" || lost > 0) return undefined;
      lost += 1;
      return {
        kind: "lost",
        error: () => Object.assign(new Error("busy"), { name: "ServiceUnavailableException" }),
      };
    };
    const run = await rolledBack(world, { storage: worker });

    expect(lost).toBe(1);
    expect(run.verdict).toBe("ROLLED_BACK");
    expect(deletions(run.entries).map(({ kind }) => kind)).toEqual(["intent", "outcome"]);
    expect(verify(bytesOf(await partsOf(world, run.runId))).findings).toEqual([]);
  });

  test("are named where CloudWatch Logs does not delete them", async () => {
    const world = logging();
    let group = "";
    whenEntering(world, destroying, () => {
      group = logGroupOf(world, "storage");
      const found = world.cloudFormation.resources.get(group);
      if (found !== undefined)
        world.cloudFormation.resources.set(group, { ...found, locked: "deletion protection is on" });
    });
    const run = await rolledBack(world, { storage: worker });

    expect(run.verdict).toBe("QUARANTINED");
    expect(run.left).toEqual([group]);
    expect(deletions(run.entries).at(-1)?.detail).toMatchObject({
      result: "refused",
      reason: "deletion protection is on",
    });
  });
});

describe("what only Cloud Control reads", () => {
  const ofType = (Type: string, more: object = {}) => ({ Thing: { Type, ...more } });
  const seenBy = (entries: Awaited<ReturnType<typeof rolledBack>>["entries"]) =>
    entries
      .filter(isFact("see-standing", "observation"))
      .flatMap(({ detail }) => detail.seen.items ?? [])
      .map(({ identifier }) => identifier);

  test("is gone when an identifier is not found that was read while it stood", async () => {
    const run = await rolledBack(install(), { network: ofType("AWS::Glue::Crawler") });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(seenBy(run.entries)).toEqual([idOf("network", "thing")]);
    expect(run.looked).toContainEqual(
      expect.objectContaining({
        type: "AWS::Glue::Crawler",
        is: "gone",
        how: expect.stringMatching(/^cloudformation:GetResource .*: not found; it was read while it stood$/),
      }),
    );
  });

  test("is read by an identifier of several parts, as the events of its stack tell them", async () => {
    const properties = { Properties: { UserPoolId: "pool-1" } };
    const run = await rolledBack(install(), {
      network: ofType("AWS::Cognito::UserPoolClient", properties),
    });

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(seenBy(run.entries)).toEqual([expect.stringMatching(/^pool-1\|.*-network-thing-\d+$/)]);
  });

  test("is left when it is found", async () => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, { network: ofType("AWS::Glue::Crawler") });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Glue::Crawler", id: idOf("network", "thing"), state: "present" },
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("is unproven where its identifier needs a part that nothing tells", async () => {
    const run = await rolledBack(install(), { network: ofType("AWS::Cognito::UserPoolClient") });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Cognito::UserPoolClient", id: idOf("network", "thing"), state: "unproven" },
    ]);
  });

  // A wrong identifier, another region and an emulator's own empty store all answer like this, also while the resource stands.
  test("is unproven when it is not found and was never read while it stood", async () => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, {
      network: ofType("AWS::Glue::Crawler", { Metadata: { Generally: "ResourceNotFoundException" } }),
    });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Glue::Crawler", id: idOf("network", "thing"), state: "unproven" },
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test.each([
    "UnsupportedActionException",
    "TypeNotFoundException",
    "InvalidRequestException",
    "GeneralServiceException",
    "AccessDeniedException",
  ])("is unproven when it is left and reading it answers %s", async (Generally) => {
    const world = install();
    leftBehind(world, "network", "Thing");
    const run = await rolledBack(world, {
      network: ofType("AWS::Glue::Crawler", { Metadata: { Generally } }),
    });

    expect(run.proof.residual.map(({ state }) => state)).toEqual(["unproven"]);
    expect(run.looked.find(({ is }) => is === "unproven")?.how).toContain(`: ${Generally}: `);
  });

  test("is waited for while its service asks for patience", async () => {
    const world = install();
    let asked = 0;
    world.account.faultAt = ({ operation, atMs }) => {
      if (operation !== "GetResource" || atMs < 0) return undefined;
      asked += 1;
      return asked % 3 === 0
        ? {
            kind: "refused",
            error: () =>
              Object.assign(new Error("busy"), {
                name: "HandlerInternalFailureException",
                $metadata: { httpStatusCode: 502 },
              }),
          }
        : undefined;
    };
    const run = await rolledBack(world, { network: ofType("AWS::Glue::Crawler") });

    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("is seen too if CloudFormation itself takes it away, because its stack fails", async () => {
    const world = install();
    const failing = (environment: string, part: string) =>
      environment === "development" && part === "compute"
        ? JSON.stringify({
            Resources: { Thing: { Type: "AWS::Glue::Crawler" }, Bucket: bucket },
            Metadata: { World: { fails: ["create"], seconds: 20 } },
          })
        : template({ Bucket: bucket });
    const { verdict } = await take(world, { templateOf: failing });

    expect(verdict).toBe("ROLLED_BACK");
  });
});

describe("what holds data, and is asked of two readers", () => {
  const database = { Store: { Type: "AWS::DynamoDB::Table" } };
  /** Its own service answers that there is no table. */
  const hidden = (world: World, type: string) =>
    whenEntering(world, destroying, () => {
      const service = world.account.services.get("describe") ?? {};
      world.account.services.set("describe", {
        ...service,
        Describe: (asked: { type: string }) => (asked.type === type ? null : service["Describe"]?.(asked)),
      });
    });

  test("is gone when neither finds it", async () => {
    const run = await rolledBack(install(), { database });

    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test.each([
    ["AWS::DynamoDB::Table", "dynamodb:DescribeTable"],
    ["AWS::SNS::Topic", "sns:GetTopicAttributes"],
  ])("is unproven when they do not agree about %s", async (type, call) => {
    const world = install();
    leftBehind(world, "database", "Store");
    hidden(world, type);
    const run = await rolledBack(world, { database: { Store: { Type: type, DeletionPolicy: "Delete" } } });

    expect(run.proof.residual).toEqual([{ type, id: idOf("database", "store"), state: "unproven" }]);
    expect(run.looked.find(({ is }) => is === "unproven")?.how).toMatch(
      new RegExp(`^${call}: not found; cloudformation:GetResource .*: found$`),
    );
  });

  test("is not asked of Cloud Control where nothing is lost and nothing reached", () => {
    expect(readTwice).not.toContain("AWS::IAM::InstanceProfile");
    expect(readTwice).toEqual(expect.arrayContaining(["AWS::EC2::SecurityGroup", "AWS::RDS::DBInstance"]));
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
