import type { Json } from "../../lib/domain/canonical.ts";
import { sha256 } from "../../lib/domain/canonical.ts";
import { actionsIn } from "../../lib/domain/records/actions.ts";
import { openCheckpoint, ownChain } from "../../lib/domain/records/checkpoint.ts";
import { whole } from "../../lib/domain/records/compare.ts";
import { readVerifyingKey } from "../../lib/domain/records/dsse.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { historyText, namedExecutions, tokensIn, withoutTokens } from "../../lib/domain/records/history.ts";
import { reconcile } from "../../lib/domain/run/reconcile.ts";
import { copiesOf } from "../../lib/ports/shared/chain/second-copies.ts";
import { keys } from "../../lib/ports/shared/records-table.ts";
import type { Shape } from "../simulator/changes.ts";
import { failing, install, openByHand, read, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const minuteMs = 60_000;
const tampered = 5;
const look = (world: World) => world.call("watch-records", {});

/** An installation with one run, whose records were looked at once, and what that look answered. */
async function looked(shape: Shape = {}) {
  const world = install();
  const { runId, entries } = await take(world, shape);
  return { world, runId, entries, first: await look(world) };
}
const divergencesOf = async (world: World) =>
  (await read(world, ownChain)).entries
    .filter(isFact("find-divergence", "observation"))
    .map(({ detail }) => detail);

/** The numbers of divergences that are reported as a metric from now on. */
function reportedFromNow(world: World): readonly number[] {
  const reported: number[] = [];
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      if (operation !== "PutMetricData") return;
      const { MetricData } = input as { MetricData: readonly { Value: number }[] };
      reported.push(...MetricData.map(({ Value }) => Value));
    },
  });
  return reported;
}

/** The key of the second copy of an entry. */
const copyOf = ({ s3 }: World, runId: string, sequence: number): string =>
  [...s3.versions.keys()].find((key) =>
    key.startsWith(`${copiesOf(runId)}${String(sequence).padStart(8, "0")}-`),
  ) ?? "";
const editItem = ({ dynamodb }: World, key: { pk: string; sk: string }, more: object) =>
  dynamodb.items.get(key.pk)?.set(key.sk, { ...dynamodb.find(key), ...more });

describe("two copies that watch each other", () => {
  test("agree once the missing copies are made", async () => {
    const world = install();
    const { runId, entries } = await take(world);
    const reported = reportedFromNow(world);
    for (const { sequence } of entries) world.s3.versions.delete(copyOf(world, runId, sequence));
    expect(await look(world)).toMatchObject({ copied: entries.length, divergences: 0 });
    expect(await world.ask(({ copies }) => copies.list(runId, whole))).toHaveLength(entries.length);
    expect(await look(world)).toMatchObject({ divergences: 0 });
    expect(reported).toEqual([]);
  });

  test.each<[string, string, (world: World, runId: string) => void]>([
    [
      "a copy that was written over",
      "versions",
      (world, runId) => world.s3.overwrite(copyOf(world, runId, tampered), "{}"),
    ],
    [
      "a copy that a delete marker hides",
      "delete marker",
      (world, runId) => world.s3.service["DeleteObject"]?.({ Key: copyOf(world, runId, tampered) }),
    ],
    [
      "a copy that is gone",
      "is gone",
      (world, runId) => world.s3.versions.delete(copyOf(world, runId, tampered)),
    ],
    [
      "a copy of an entry that does not exist",
      "no such entry",
      (world, runId) => world.s3.overwrite(`${copiesOf(runId)}00000900-open-run.json`, "{}"),
    ],
    [
      "an entry that was edited in the table",
      "the table has the digest",
      (world, runId) => {
        const key = keys.entry(runId, tampered);
        editItem(world, key, { bytes: `${world.dynamodb.find(key)?.["bytes"]} ` });
      },
    ],
    [
      "an entry that was deleted in the table",
      "missing in the table",
      (world, runId) => {
        const { pk, sk } = keys.entry(runId, tampered);
        world.dynamodb.items.get(pk)?.delete(sk);
      },
    ],
    [
      "a table that was put back to an older copy",
      "no such entry",
      (world, runId) => {
        // The whole table: it knows of no checkpoint either.
        world.dynamodb.items.get(`RUN#${runId}`)?.delete(keys.named(runId).sk);
        const newest = Number(world.dynamodb.find(keys.head(runId))?.["count"]);
        for (let sequence = 11; sequence <= newest; sequence += 1)
          world.dynamodb.items.get(`RUN#${runId}`)?.delete(keys.entry(runId, sequence).sk);
        const head = world.dynamodb.find(keys.entry(runId, 10))?.["digest"];
        editItem(world, keys.head(runId), { count: 10, head });
      },
    ],
    [
      "a head that its entries do not reach",
      "the table's head",
      (world, runId) => editItem(world, keys.head(runId), { count: 900, head: "0".repeat(64) }),
    ],
  ])(
    "disagree about %s: an alarm, and an entry of the control plane's own chain",
    async (_what, said, tamper) => {
      const { world, runId } = await looked();
      const reported = reportedFromNow(world);
      tamper(world, runId);
      const { divergences } = await look(world);
      expect(divergences).toBeGreaterThan(0);
      expect(reported.at(-1)).toBe(divergences);
      expect((await divergencesOf(world)).map(({ what }) => what).join("\n")).toContain(said);
    },
  );

  test("report a disagreement once, and count it for as long as it lasts", async () => {
    const { world, runId } = await looked();
    world.s3.overwrite(copyOf(world, runId, tampered), "{}");
    await look(world);
    const reported = await divergencesOf(world);
    expect((await look(world)).divergences).toBe(reported.length);
    expect(await divergencesOf(world)).toEqual(reported);
  });

  test("are compared for every run, the older ones in turn", async () => {
    const world = install();
    const runs = Array.from({ length: 50 }, (_, index) => `shop-${index}`);
    const seen = new Set<string>();
    for (const [index, runId] of runs.entries())
      world.dynamodb.service["Put"]?.({
        Item: { ...keys.listed(index, runId), claim: { runId, claimedAtMs: index } },
      });
    world.account.watchers.push({
      acts: ({ operation, input }) => {
        if (operation === "ListObjectVersions") seen.add((input as { Prefix: string }).Prefix);
      },
    });
    for (let turn = 0; turn < 2; turn += 1) {
      await look(world);
      await world.pass(5 * minuteMs);
    }
    expect([...seen].sort()).toEqual([...runs, ownChain].map(copiesOf).sort());
  });
});

describe("a checkpoint", () => {
  const checkpointsOf = async (world: World) => {
    const key = readVerifyingKey(world.kms.publicKeyPem);
    return (await read(world, ownChain)).entries
      .filter(isFact("take-checkpoint", "outcome"))
      .map(({ detail }) => openCheckpoint(detail.envelope, key));
  };

  test("is taken at least every hour, also when nothing happens, and names the one before", async () => {
    const { world } = await looked();
    for (let minute = 0; minute < 300; minute += 5) {
      await world.pass(5 * minuteMs);
      await look(world);
    }
    const checkpoints = await checkpointsOf(world);
    expect(checkpoints.length).toBeGreaterThanOrEqual(6);
    checkpoints.forEach(({ number, at, previous }, index) => {
      const before = checkpoints[index - 1];
      expect(number).toBe(index + 1);
      expect(previous === null).toBe(index === 0);
      if (before !== undefined)
        expect(Date.parse(at) - Date.parse(before.at)).toBeLessThanOrEqual(60 * minuteMs);
    });
  });

  test("is taken when a run has moved, and not when nothing has", async () => {
    const { world, first } = await looked();
    expect(first.checkpoint).toBe(true);
    // The first checkpoint is followed by the entry that names the keys, which the next one covers.
    expect((await look(world)).checkpoint).toBe(true);
    expect((await look(world)).checkpoint).toBe(false);
  });

  test("is refused for a chain that is shorter than an earlier checkpoint says", async () => {
    const { world, runId, entries } = await looked();
    world.dynamodb.items.get(`RUN#${runId}`)?.delete(keys.entry(runId, entries.length).sk);
    editItem(world, keys.head(runId), { count: entries.length - 1, head: entries.at(-2)?.digest });
    await expect(world.ask(({ notary }) => notary.checkpoint(runId))).rejects.toMatchObject({
      name: "ReceiptRefused",
    });
  });
});

describe("the history of a run", () => {
  /** What Step Functions keeps of a run. */
  const historiesOf = async (world: World, runId: string) => {
    const { entries } = await read(world, runId);
    return (await world.ask(({ histories }) => histories.historiesOf(runId, namedExecutions(entries)))) ?? [];
  };
  const actionsOf = async (world: World, runId: string) =>
    (await historiesOf(world, runId)).flatMap(actionsIn);

  test("is archived once its executions are over, as an envelope naming the seal", async () => {
    const world = install();
    const { runId } = await take(world);
    const parent = [...world.states.executions.values()].find(({ name }) => name === runId);
    if (parent === undefined) throw new Error("the run has no execution");
    parent.status = "RUNNING";
    expect((await look(world)).archived).toEqual([]);
    parent.status = "SUCCEEDED";
    expect((await look(world)).archived).toEqual([runId]);
    expect((await look(world)).archived).toEqual([]);
    expect(await world.ask(({ ledger }) => ledger.archiveOf(runId))).not.toBeNull();
  });

  test("is not archived while the run is open", async () => {
    const world = install();
    const { runId } = await openByHand(world);
    expect((await look(world)).archived).toEqual([]);
    await expect(world.ask(({ notary }) => notary.archive(runId, [sha256("{}")]))).rejects.toMatchObject({
      name: "ReceiptRefused",
    });
  });

  test("contains no task token: the token's digest is in its place", async () => {
    const { world } = await looked();
    const archived = [...world.s3.versions.values()]
      .flatMap((versions) => versions.map(({ body }) => body ?? ""))
      .filter((text) => text.includes("TaskScheduled"))
      .join("");
    const tokens = [...world.states.tokens.all];
    expect(tokens.length).toBeGreaterThan(3);
    for (const token of tokens) {
      expect(archived.includes(token)).toBe(false);
      expect(archived.includes(`sha256:${sha256(token)}`)).toBe(true);
    }
  });

  test("says the same as the entries", async () => {
    for (const shape of [{}, failing("staging", "compute")]) {
      const { world, runId, entries } = await looked(shape);
      expect(reconcile(entries, await actionsOf(world, runId))).toEqual([]);
      expect(await divergencesOf(world)).toEqual([]);
    }
  });

  const found = (...reconciled: Parameters<typeof reconcile>) =>
    reconcile(...reconciled)
      .map(({ what }) => what)
      .join("\n");

  test("shows an action that left no entry", async () => {
    const { world, runId, entries } = await looked();
    const silent = entries.filter(({ action }) => action !== "validate-environment");
    expect(found(silent, await actionsOf(world, runId))).toContain(
      '"4.2 Validate development" at 2026-11-24',
    );
  });

  test("shows a gate that ended without a decision", async () => {
    const { world, runId, entries } = await looked();
    const undecided = entries.filter(
      ({ subject, action }) => action !== "decide-gate" || subject !== "change-record",
    );
    expect(found(undecided, await actionsOf(world, runId))).toContain("6.1 Ask for change record");
  });

  test("shows an entry that no action explains", async () => {
    const { world, runId, entries } = await looked();
    const provisioning = (await actionsOf(world, runId)).filter(
      ({ about, task }) => about["environment"] !== "staging" || task !== "provision-step",
    );
    const unexplained = reconcile(entries, provisioning);
    expect(unexplained.length).toBeGreaterThan(5);
    for (const { entry } of unexplained) expect(entries[(entry ?? 0) - 1]?.subject).toMatch(/^staging\//);
  });
});

describe("a task token", () => {
  const token = "AQCEAAAAKgAAAAMAAAAAAAAAAa+b/c==";
  test.each<[string, Json]>([
    ["by its name", { taskToken: token }],
    ["by AWS's name", { TaskToken: token }],
    ["in JSON in a text", { parameters: JSON.stringify({ Payload: { taskToken: token } }) }],
    [
      "in JSON in a text in JSON in a text",
      { input: JSON.stringify({ body: JSON.stringify({ taskToken: token }) }) },
    ],
    ["again under another name", [{ taskToken: token }, { output: `done with ${token}` }, { [token]: 1 }]],
  ])("is found %s", (_where, value) => {
    expect(tokensIn(value)).toContain(token);
    const cleaned = JSON.stringify(withoutTokens(value));
    expect(cleaned).not.toContain(token.slice(4, -2));
    expect(cleaned).toContain(sha256(token));
    expect(tokensIn(withoutTokens(value))).toEqual([]);
  });

  test("is not the path by which a definition asks for one", () => {
    const definition = JSON.stringify({ Parameters: { "taskToken.$": "$$.Task.Token" } });
    const history = { execution: "e", status: "SUCCEEDED" as const, definition, events: [] };
    expect(JSON.parse(historyText(history))).toEqual(history);
  });
});
