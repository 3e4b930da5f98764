import type { Json } from "../../lib/domain/canonical.ts";
import { sha256 } from "../../lib/domain/canonical.ts";
import { actionsIn } from "../../lib/domain/records/actions.ts";
import { openCheckpoint, ownChain } from "../../lib/domain/records/checkpoint.ts";
import { whole } from "../../lib/domain/records/compare.ts";
import { readVerifyingKey } from "../../lib/domain/records/dsse.ts";
import { historyText, tokensIn, withoutTokens } from "../../lib/domain/records/history.ts";
import { reconcile } from "../../lib/domain/run/reconcile.ts";
import { failing, take } from "../assurance/tamper/bundles.ts";
import { keptOf } from "../fakes/fake-ledger.ts";
import { World } from "../fakes/world.ts";

/** A world with one run, and what a look at its records answers. */
async function looked(options: Parameters<typeof take>[1] = {}) {
  const world = new World();
  const runId = await take(world, options);
  const look = () => world.tasks["watch-records"]({});
  return { world, runId, look, first: await look() };
}
const divergencesOf = async (world: World) =>
  (await world.records.read(ownChain)).entries.flatMap((entry) =>
    entry.action === "find-divergence" ? [entry.detail] : [],
  );

describe("two copies that watch each other", () => {
  test("agree, once the copies that nobody made are made", async () => {
    const { world, runId, first, look } = await looked();
    const { entries } = await world.records.read(runId);
    expect(first).toMatchObject({ copied: entries.length, divergences: 0 });
    expect(await world.copies.list(runId, whole)).toHaveLength(entries.length);
    expect(await look()).toMatchObject({ divergences: 0 });
    expect(world.alarmed.at(-1)).toBe(0);
  });

  test.each<[string, string, (world: World, runId: string) => Promise<void> | void]>([
    ["a copy that somebody wrote over", "versions", (world, runId) => world.copies.put(runId, 5, "{}")],
    [
      "a copy that a delete marker hides",
      "delete marker",
      (world, runId) => world.copies.put(runId, 5, "", true),
    ],
    ["a copy that is gone", "is gone", (world, runId) => world.copies.lose(runId, 5)],
    [
      "a copy of an entry that there is not",
      "no such entry",
      (world, runId) => world.copies.put(runId, 900, "{}"),
    ],
    [
      "an entry that was edited in the table",
      "the table has the digest",
      async (world, runId) => {
        const run = await world.records.read(runId);
        world.ledger.kept = async () => ({
          head: run.head,
          entries: run.entries
            .map(keptOf)
            .map((kept) => (kept.sequence === 5 ? { ...kept, bytes: `${kept.bytes} ` } : kept)),
        });
      },
    ],
    [
      "an entry that was deleted in the table",
      "missing in the table",
      async (world, runId) => {
        const run = await world.records.read(runId);
        world.ledger.kept = async () => ({
          head: run.head,
          entries: run.entries.map(keptOf).filter(({ sequence }) => sequence !== 5),
        });
      },
    ],
    [
      "a table that was put back to an older copy",
      "no such entry",
      async (world, runId) => {
        const { entries } = await world.records.read(runId);
        const older = entries.slice(0, 10);
        world.ledger.kept = async () => ({
          head: { count: 10, head: older.at(-1)?.digest ?? null },
          entries: older.map(keptOf),
        });
      },
    ],
    [
      "a head that its entries do not reach",
      "the table's head",
      async (world, runId) => {
        const run = await world.records.read(runId);
        world.ledger.kept = async () => ({
          head: { count: 900, head: "0".repeat(64) },
          entries: run.entries.map(keptOf),
        });
      },
    ],
  ])(
    "disagree about %s: an alarm, and an entry of the control plane's own chain",
    async (_what, said, tamper) => {
      const { world, runId, look } = await looked();
      const kept = world.ledger.kept.bind(world.ledger);
      await tamper(world, runId);
      const tampered = world.ledger.kept;
      world.ledger.kept = (chain) => (chain === runId ? tampered.call(world.ledger, chain) : kept(chain));
      const { divergences } = await look();
      expect(divergences).toBeGreaterThan(0);
      expect(world.alarmed.at(-1)).toBe(divergences);
      expect((await divergencesOf(world)).map(({ what }) => what).join("\n")).toContain(said);
    },
  );

  test("tell a disagreement once, and count it for as long as it stands", async () => {
    const { world, runId, look } = await looked();
    world.copies.put(runId, 5, "{}");
    await look();
    const told = await divergencesOf(world);
    expect((await look()).divergences).toBe(told.length);
    expect(await divergencesOf(world)).toEqual(told);
  });

  test("are compared for every run, the older ones in turn", async () => {
    const world = new World();
    const runs = Array.from({ length: 50 }, (_, index) => `shop-${index}`);
    world.ledger.runs = async () => runs;
    const seen = new Set<string>();
    world.copies.list = async (chain) => {
      seen.add(chain);
      return [];
    };
    for (let look = 0; look < 2; look += 1) {
      await world.tasks["watch-records"]({});
      world.nowMs += 5 * 60_000;
    }
    expect([...seen].sort()).toEqual([...runs, ownChain].sort());
  });
});

describe("a checkpoint", () => {
  const checkpointsOf = async (world: World) => {
    const key = readVerifyingKey(await world.signingKey.publicKeyPem());
    return (await world.records.read(ownChain)).entries.flatMap((entry) =>
      entry.action === "take-checkpoint" ? [openCheckpoint(entry.detail.envelope, key)] : [],
    );
  };

  test("is taken at least every hour, also when nothing happens, and names the one before", async () => {
    const { world, look } = await looked();
    for (let minute = 0; minute < 300; minute += 5) {
      world.nowMs += 5 * 60_000;
      await look();
    }
    const checkpoints = await checkpointsOf(world);
    expect(checkpoints.length).toBeGreaterThanOrEqual(6);
    checkpoints.forEach(({ number, at, previous }, index) => {
      const before = checkpoints[index - 1];
      expect(number).toBe(index + 1);
      expect(previous === null).toBe(index === 0);
      if (before !== undefined) expect(Date.parse(at) - Date.parse(before.at)).toBeLessThanOrEqual(3_600_000);
    });
  });

  test("is taken when a run has moved, and not when nothing has", async () => {
    const { look, first } = await looked();
    expect(first.checkpoint).toBe(true);
    expect((await look()).checkpoint).toBe(false);
  });

  test("is refused for a chain that has become shorter than it was vouched for", async () => {
    const { world, runId } = await looked();
    const { entries } = await world.records.read(runId);
    const moved = await world.ledger.moved();
    world.ledger.moved = async () => [
      ...moved,
      {
        now: { chain: runId, count: entries.length - 1, head: entries.at(-2)?.digest ?? "", history: null },
        named: { chain: runId, count: entries.length, head: entries.at(-1)?.digest ?? "", history: null },
      },
    ];
    await expect(world.notary.checkpoint(runId)).rejects.toMatchObject({ name: "ReceiptRefused" });
  });
});

describe("the history of a run", () => {
  test("is archived once its executions are over, as an envelope naming the seal", async () => {
    const world = new World();
    const runId = await take(world);
    world.histories.running = true;
    expect((await world.tasks["watch-records"]({})).archived).toEqual([]);
    world.histories.running = false;
    expect((await world.tasks["watch-records"]({})).archived).toEqual([runId]);
    expect((await world.tasks["watch-records"]({})).archived).toEqual([]);
    expect(await world.ledger.archiveOf(runId)).not.toBeNull();
  });

  test("is not archived of a run that is still open", async () => {
    const world = new World();
    const { runId } = await world.submit(await world.change());
    const { epoch } = await world.records.lease();
    await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
    expect((await world.tasks["watch-records"]({})).archived).toEqual([]);
    await expect(world.notary.archive(runId, [sha256("{}")])).rejects.toMatchObject({
      name: "ReceiptRefused",
    });
  });

  test("has no task token in it: the token's digest stands wherever the token stood", async () => {
    const { world } = await looked();
    const archived = [...world.objects.values()].filter((text) => text.includes("TaskScheduled")).join("");
    const tokens = world.histories.told.flatMap(tokensIn);
    expect(tokens.length).toBeGreaterThan(3);
    for (const token of tokens) {
      expect(archived.includes(token)).toBe(false);
      expect(archived.includes(`sha256:${sha256(token)}`)).toBe(true);
    }
  });

  test("tells the same as the entries", async () => {
    for (const options of [{}, { templateOf: failing("staging", "compute") }]) {
      const { world, runId } = await looked(options);
      const { entries } = await world.records.read(runId);
      expect(reconcile(entries, world.histories.told.flatMap(actionsIn))).toEqual([]);
      expect(await divergencesOf(world)).toEqual([]);
    }
  });

  test("gives away an action that left no entry", async () => {
    const { world, runId } = await looked();
    const actions = world.histories.told.flatMap(actionsIn);
    const { entries } = await world.records.read(runId);
    const silent = entries.filter(({ action }) => action !== "validate-environment");
    expect(
      reconcile(silent, actions)
        .map(({ what }) => what)
        .join("\n"),
    ).toContain('"4.2 Validate development" at 2026-11-24');
  });

  test("gives away a gate that was ended by nobody's decision", async () => {
    const { world, runId } = await looked();
    const actions = world.histories.told.flatMap(actionsIn);
    const { entries } = await world.records.read(runId);
    const undecided = entries.filter(
      ({ subject, action }) => action !== "decide-gate" || subject !== "change-record",
    );
    expect(
      reconcile(undecided, actions)
        .map(({ what }) => what)
        .join("\n"),
    ).toContain("6.1 Ask for change record");
  });

  test("gives away an entry that no action explains", async () => {
    const { world, runId } = await looked();
    const actions = world.histories.told.flatMap(actionsIn);
    const { entries } = await world.records.read(runId);
    const provisioning = actions.filter(
      ({ about, task }) => about["environment"] !== "staging" || task !== "provision-step",
    );
    const found = reconcile(entries, provisioning);
    expect(found.length).toBeGreaterThan(5);
    for (const { entry } of found) expect(entries[(entry ?? 0) - 1]?.subject).toMatch(/^staging\//);
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
