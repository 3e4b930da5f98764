import type { Environment } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import type { MadeLogGroup } from "../../lib/ports/logs/port.ts";
import { bytesOf, partsOf, verify } from "../assurance/tamper/bundles.ts";
import { whenEntering } from "../simulator/execution-hooks.ts";
import { install, resourceIds, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";
import { byItself } from "../simulator/worst/by-itself.ts";
import { bucket, destroying, rolledBack, template } from "./rolled-back.ts";

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

  test.each([
    ["the group is gone at once", false],
    // Source: EC2 developer guide, "Eventual consistency"; nothing promises more of CloudWatch Logs.
    ["the group is listed a little longer", true],
  ])("are recorded as deleted once, also if the answer to their deletion is lost: %s", async (_, isStale) => {
    const world = logging();
    let lost = 0;
    const listed = world.account.services.get("describe") ?? {};
    let stale: readonly MadeLogGroup[] = [];
    const find = (input: object) => listed["FindLogGroups"]?.(input) as readonly MadeLogGroup[];
    world.account.services.set("describe", {
      ...listed,
      FindLogGroups: (input: object) => {
        const groups = [...find(input), ...stale];
        stale = isStale && lost === 0 ? groups : [];
        return groups;
      },
    });
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
