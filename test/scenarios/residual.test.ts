import type { Part } from "../../lib/domain/environment.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { walk } from "../fakes/walk.ts";
import { World } from "../fakes/world.ts";

const yes = () => "approve" as const;

type Resources = Readonly<Record<string, object>>;
const bucket = { Type: "AWS::S3::Bucket" };
const template = (Resources: Resources, more = "") => JSON.stringify({ Resources, Description: more });

/** A run whose development fails in its last step, after `parts` got these resources; then it is looked for what is left. */
async function rolledBack(
  world: World,
  parts: Partial<Record<Part, Resources>> = {},
  arrange: (moment: string) => void = () => undefined,
) {
  const change = await world.change({
    attempt: (await world.records.claims()).length + 1,
    templateOf: (environment, step) =>
      environment === "development" && step === "compute"
        ? template({ Bucket: bucket }, "it fails")
        : template(parts[step as Part] ?? { Bucket: bucket }),
  });
  const { runId } = await world.submit(change);
  const { epoch } = await world.records.lease();
  await walk(world, { runId, epoch }, yes, arrange);
  const { entries } = await world.records.read(runId);
  const proof = entries.findLast(({ action }) => action === "prove-rollback")
    ?.detail as FactOf<"prove-rollback">["detail"];
  return { verdict: verdictOf(entries), proof, entries, looked: proof.looked?.items ?? [] };
}

const left = ({ proof }: { proof: FactOf<"prove-rollback">["detail"] }) => proof.residual.map(({ id }) => id);

describe("of the traps of zero residual", () => {
  test("trap 1, Retain: what a template keeps is named, and its content is left alone", async () => {
    const world = new World();
    world.stacks.full.add("shop-development-storage-kept");
    const run = await rolledBack(world, { storage: { Kept: { ...bucket, DeletionPolicy: "Retain" } } });

    expect(left(run)).toEqual(["shop-development-storage-kept"]);
    expect(run.verdict).toBe("QUARANTINED");
    expect(world.stacks.full).toContain("shop-development-storage-kept");
  });

  test("trap 2, a database's final snapshot is found by its name", async () => {
    const world = new World();
    const run = await rolledBack(world, {}, (state) => {
      if (state === "4.3 Destroy all created resources")
        world.stacks.leave({
          type: "AWS::RDS::DBSnapshot",
          id: "shop-development-database-instance-snapshot-1x2y3z",
          createdAtMs: world.nowMs,
        });
    });

    expect(left(run)).toEqual(["shop-development-database-instance-snapshot-1x2y3z"]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 3, the orphan of a replacement is found in the events of a stack that was restored", async () => {
    const world = new World();
    const named = (Name: string) => ({
      logging: { Group: { Type: "AWS::IAM::Role", Properties: { Name } } },
    });
    const good = await world.change({
      templateOf: (_, step) => template(step === "logging" ? named("old").logging : { Bucket: bucket }),
    });
    const first = await world.submit(good);
    await walk(world, { ...first, epoch: (await world.records.lease()).epoch }, yes);
    world.stacks.lingering.add("new");
    const run = await rolledBack(world, named("new"));

    expect(world.stacks.stacks.get("shop-development-logging")?.deployed.template).toContain("old");
    expect(left(run)).toEqual(["new"]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 4, a log group that comes back in the quiet period is there at the second look", async () => {
    const world = new World();
    const run = await rolledBack(world, {}, (state) => {
      if (state === "4.3 Wait and look again")
        world.stacks.leave({
          type: "AWS::Logs::LogGroup",
          id: "/aws/lambda/shop-development-worker",
          createdAtMs: world.nowMs,
        });
    });
    const looks = run.entries.filter(({ action }) => action === "look-for-residual");

    expect(looks.map(({ detail }) => "clean" in detail && detail.clean)).toEqual([true, false]);
    expect(left(run)).toEqual(["/aws/lambda/shop-development-worker"]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 5, what nobody tagged is found in the events", async () => {
    const world = new World();
    world.stacks.lingering.add("shop-development-network-table");
    const run = await rolledBack(world, { network: { Table: { Type: "AWS::EC2::RouteTable" } } });

    expect(left(run)).toEqual(["shop-development-network-table"]);
    expect(run.looked.find(({ is }) => is === "present")?.from).toBe("events");
  });

  test("trap 6, a tag that outlives its resource is no residual", async () => {
    const world = new World();
    const run = await rolledBack(world, {}, (state) => {
      if (state !== "4.3 Verify zero residual assets") return;
      const found = { type: "AWS::EC2::Subnet", id: "subnet-1", createdAtMs: null };
      world.stacks.ghosts.push({ stack: "arn:stack/shop-development-network/1", found });
    });

    expect(run.looked).toContainEqual(expect.objectContaining({ id: "subnet-1", from: "tags", is: "gone" }));
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("trap 7, what a nested stack left is found in the nested stack's events", async () => {
    const world = new World();
    const id = "arn:stack/shop-development-network-Nested/9";
    world.stacks.nested.set(id, [
      { type: "AWS::EC2::Subnet", id: "subnet-2", logicalId: "Subnet", stack: id },
    ]);
    world.stacks.lingering.add("subnet-2");
    const run = await rolledBack(world, {
      network: { Nested: { Type: "AWS::CloudFormation::Stack", Properties: { Name: id } } },
    });

    expect(left(run)).toEqual(["subnet-2"]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 8, a bucket that is not empty is emptied, because the plan destroys development", async () => {
    const world = new World();
    world.stacks.full.add("shop-development-storage-bucket");
    const run = await rolledBack(world);

    expect(world.stacks.calls).toContain("empty shop-development-storage-bucket");
    expect(run.verdict).toBe("ROLLED_BACK");
  });

  test("trap 9, a network interface that lags is waited for, and named when it stays", async () => {
    const lagging = async (looks: number) => {
      const world = new World();
      const inspect = world.stacks.inspect.bind(world.stacks);
      let asked = 0;
      world.stacks.inspect = async (resource) => {
        if (resource.id === "eni-1") asked += 1;
        if (asked > looks) world.stacks.strays.delete("eni-1");
        return inspect(resource);
      };
      world.stacks.leave({
        type: "AWS::EC2::NetworkInterface",
        id: "eni-1",
        state: "in-use",
        network: "shop-development-network-vpc",
      });
      return rolledBack(world, { network: { Vpc: { Type: "AWS::EC2::VPC" } } });
    };

    expect((await lagging(5)).verdict).toBe("ROLLED_BACK");
    const stayed = await lagging(10_000);
    expect(stayed.verdict).toBe("QUARANTINED");
    expect(stayed.proof.residual).toEqual([
      { type: "AWS::EC2::NetworkInterface", id: "eni-1", state: "going" },
    ]);
  });

  test("trap 10, the shell that a late change set leaves is not nothing", async () => {
    const world = new World();
    const run = await rolledBack(world, {}, (state) => {
      if (state === "4.3 Verify zero residual assets") world.stacks.shell("shop-development-network");
    });

    expect(run.proof.residual).toEqual([
      expect.objectContaining({ type: "AWS::CloudFormation::Stack", state: "present" }),
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 11, what a forced deletion left behind is found, although its stack is gone", async () => {
    const world = new World();
    const run = await rolledBack(world, {}, (state) => {
      if (state !== "4.3 Destroy all created resources") return;
      world.stacks.lingering.add("shop-development-database-bucket");
      world.stacks.forget("shop-development-database");
    });

    expect(left(run)).toEqual(["shop-development-database-bucket"]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("trap 12, what was there before the run is named as foreign, and nobody touches it", async () => {
    const world = new World();
    world.stacks.leave({
      type: "AWS::Logs::LogGroup",
      id: "/shop-development/by-hand",
      createdAtMs: world.nowMs - 1,
    });
    world.stacks.leave({ type: "AWS::S3::Bucket", id: "my-shop-development-data", createdAtMs: world.nowMs });
    const run = await rolledBack(world);

    expect(run.verdict).toBe("ROLLED_BACK");
    expect(run.proof.foreign).toEqual(["AWS::Logs::LogGroup /shop-development/by-hand"]);
    expect([...world.stacks.strays.keys()]).toHaveLength(2);
    expect(world.stacks.calls.filter((call) => call.startsWith("empty"))).toEqual([]);
  });
});

describe("the proof that nothing is left", () => {
  test("looks twice, a quiet period apart", async () => {
    const world = new World({ quietSeconds: 47 });
    const { entries } = await rolledBack(world);
    const [first, second] = entries.filter(({ action }) => action === "look-for-residual");

    expect(Date.parse(second?.at ?? "") - Date.parse(first?.at ?? "")).toBeGreaterThanOrEqual(47_000);
  });

  test("lists every resource and how it was seen to be gone, in the receipt as well", async () => {
    const world = new World();
    const { looked, entries } = await rolledBack(world);
    const receipt = entries.find(
      (entry) => entry.action === "sign-receipt" && entry.detail.statement === "nothing-left",
    );
    if (receipt?.action !== "sign-receipt") throw new Error("there is no receipt");
    const { predicate } = JSON.parse(Buffer.from(receipt.detail.envelope.payload, "base64").toString("utf8"));

    expect(looked).toContainEqual({
      type: "AWS::S3::Bucket",
      id: "shop-development-storage-bucket",
      from: "events",
      is: "gone",
      how: "s3:GetBucketVersioning: not found",
    });
    expect(predicate.detail.looked.items).toEqual(looked);
  });

  test("is not given for a type that nothing describes", async () => {
    const run = await rolledBack(new World(), { network: { Thing: { Type: "AWS::Braket::Thing" } } });

    expect(run.proof.residual).toEqual([
      { type: "AWS::Braket::Thing", id: "shop-development-network-thing", state: "unproven" },
    ]);
    expect(run.verdict).toBe("QUARANTINED");
  });

  test("keeps a list that is too long for an entry by its digest", async () => {
    const world = new World();
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`Table${index}`, { Type: "AWS::EC2::RouteTable" }]),
    );
    const { proof, verdict } = await rolledBack(world, { network: many });

    expect(verdict).toBe("ROLLED_BACK");
    expect(proof.looked?.items).toBeNull();
    expect(JSON.parse(world.objects.get(proof.looked?.digest ?? "") ?? "[]")).toHaveLength(
      proof.looked?.count ?? -1,
    );
  });
});
