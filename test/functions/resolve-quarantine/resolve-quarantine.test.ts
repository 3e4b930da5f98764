import { digestOf } from "../../../lib/domain/canonical.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import { readVerifyingKey } from "../../../lib/domain/records/dsse.ts";
import { openOperation } from "../../../lib/domain/records/operation.ts";
import type { Quarantine } from "../../../lib/ports/records/port.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import { intended, provisioned } from "../../fixtures/sample-facts.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";
import { put } from "../../simulator/table.ts";

const seal = "0".repeat(64);
/** The id of a stack that this run created, and that is deleted. */
const stackId = "arn:aws:cloudformation:::stack/shop-development-network/deleted";
const worker = "/shop-development/worker";

const release = (run: OpenedRun, environment: Environment) => {
  const sinceMs = run.installation.time.nowMs();
  const item: Quarantine = { runId: run.runId, environment, sinceMs, told: false };
  return run.records.release({ ...run.work, actor: "close-run" }, seal, {
    quarantine: item,
    end: { runId: run.runId, endedAtMs: 0, told: [] },
  });
};

/** A run that is quarantined for development. */
async function quarantined(): Promise<OpenedRun> {
  const run = await OpenedRun.begin();
  await run.say(intended("development/network"), provisioned("development/network", { stackId }));
  await release(run, "development");
  return run;
}

const resolve = (run: OpenedRun, about: Partial<TaskInput<"resolve-quarantine">> = {}) =>
  run.installation.run("resolve-quarantine", {
    runId: run.runId,
    environment: "development",
    by: "an operator",
    reason: "I looked",
    seenGone: [],
    ...about,
  });

const isOpen = async (run: OpenedRun) => (await run.records.quarantines()).length > 0;

/** What the control plane's own chain says of it. */
async function noted(run: OpenedRun): Promise<unknown> {
  const [entry] = (await run.records.read("control-plane")).entries;
  return entry?.action === "note" ? JSON.parse(entry.detail.detail) : null;
}

const leave = (run: OpenedRun, id: string) => run.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id });

/** Resources that carry the tag of the run's stack, and that no call describes. */
function leaveUnproven(run: OpenedRun, ...ids: readonly string[]): void {
  for (const id of ids) run.cloudFormation.leave({ type: "AWS::Braket::Thing", id, stackId });
}

describe("a quarantine", () => {
  test("ends when nothing remains, with the person and the reason", async () => {
    const run = await quarantined();

    expect(await resolve(run)).toEqual({ outcome: "resolved", left: [] });
    expect(await isOpen(run)).toBe(false);
    expect(await noted(run)).toEqual({
      by: "an operator",
      reason: "I looked",
      looked: { resources: 1, kept: [], seenGone: [] },
    });
  });

  test("ends beside another run's, which stays", async () => {
    const run = await quarantined();
    const { installation } = run;
    const other: Quarantine = { runId: "shop-other-1", environment: "staging", sinceMs: 0, told: false };
    put(installation, keys.quarantine(installation.application, other.runId), { quarantine: other });

    expect((await resolve(run)).outcome).toBe("resolved");
    expect(await run.records.quarantines()).toMatchObject([{ runId: other.runId }]);
  });

  test("ends under a statement of the operators' key about the reason and the look", async () => {
    const run = await quarantined();
    await resolve(run);
    const [entry] = (await run.records.read("control-plane")).entries;
    if (entry?.action !== "note" || entry.detail.envelope === undefined) throw new Error("nothing is signed");
    const { kms } = run.installation;
    const looked = { resources: 1, kept: [], seenGone: [] };
    expect(openOperation(entry.detail.envelope, readVerifyingKey(kms.operatorKeyPem))).toMatchObject({
      operation: "resolve-quarantine",
      by: "an operator",
      subject: run.runId,
      detailDigest: digestOf({ reason: "I looked", looked }),
    });
  });

  test("ends with the parts of production that the plan keeps, which are named", async () => {
    const run = await OpenedRun.begin();
    await run.create("production", "storage");
    await release(run, "production");

    expect((await resolve(run, { environment: "production" })).outcome).toBe("resolved");
    expect(await noted(run)).toMatchObject({ looked: { kept: ["production/storage"] } });
  });

  test("stays while something remains, and names it", async () => {
    const run = await quarantined();
    leave(run, worker);

    expect(await resolve(run)).toEqual({
      outcome: "something-left",
      left: [`AWS::Logs::LogGroup ${worker}: present (logs:DescribeLogGroups: found)`],
    });
    expect(await isOpen(run)).toBe(true);
  });

  test("names resources that are being deleted or that no API describes, but none that are gone or foreign", async () => {
    const run = await quarantined();
    const type = "AWS::RDS::DBSnapshot";
    const createdAtMs = run.installation.time.nowMs();
    run.cloudFormation.leave({ type, id: "shop-development-going", facts: { status: "deleting" } });
    run.cloudFormation.leave({ type, id: "shop-development-before", createdAtMs: createdAtMs - 1 });
    leaveUnproven(run, "thing");

    expect((await resolve(run)).left).toEqual([
      "AWS::Braket::Thing thing: unproven (nothing describes AWS::Braket::Thing)",
      "AWS::RDS::DBSnapshot shop-development-going: going (rds:DescribeDBSnapshots: deleting)",
    ]);
  });

  test("names not more than fifty", async () => {
    const run = await quarantined();
    for (let index = 0; index < 51; index += 1) leave(run, `/shop-development/${index}`);

    expect((await resolve(run)).left).toHaveLength(50);
  });

  test.each<[string, { runId?: string; environment?: Environment }]>([
    ["of another run", { runId: "shop-other-1" }],
    ["of another environment", { environment: "staging" }],
  ])("%s is not resolved by it", async (_what, about) => {
    const run = await quarantined();

    expect(await resolve(run, about)).toEqual({ outcome: "not-quarantined", left: [] });
    expect(await isOpen(run)).toBe(true);
  });

  test("that another person resolved meanwhile no longer exists", async () => {
    const run = await quarantined();
    const { account, dynamodb } = run.installation;
    account.watchers.push({
      acts: ({ operation }) => {
        if (operation === "FindByTag") dynamodb.items.delete("QUARANTINE#shop");
      },
    });

    expect(await resolve(run)).toEqual({ outcome: "not-quarantined", left: [] });
  });
});

describe("a person's word that something is gone", () => {
  test("is accepted for a resource that no API describes, and recorded", async () => {
    const run = await quarantined();
    leaveUnproven(run, "thing");

    expect(await resolve(run, { seenGone: ["thing"] })).toEqual({ outcome: "resolved", left: [] });
    expect(await noted(run)).toMatchObject({
      looked: { resources: 2, seenGone: ["AWS::Braket::Thing thing"] },
    });
  });

  test("is accepted only for the named resources", async () => {
    const run = await quarantined();
    leaveUnproven(run, "thing", "another");

    expect(await resolve(run, { seenGone: ["thing"] })).toMatchObject({
      outcome: "something-left",
      left: [expect.stringContaining("another")],
    });
  });

  test("is not accepted for a resource that is seen to exist", async () => {
    const run = await quarantined();
    leave(run, worker);

    expect((await resolve(run, { seenGone: [worker] })).outcome).toBe("something-left");
  });

  test("is not recorded for a resource that is seen to be gone", async () => {
    const run = await quarantined();
    await resolve(run, { seenGone: ["shop-development-network"] });

    expect(await noted(run)).toMatchObject({ looked: { seenGone: [] } });
  });
});
