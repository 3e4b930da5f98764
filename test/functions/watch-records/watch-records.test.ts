import { watchRecords } from "../../../functions/watch-records/watch-records.ts";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { type ChainHead, ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { type Span, whole } from "../../../lib/domain/records/compare.ts";
import { emptyHead } from "../../../lib/domain/records/entry.ts";
import { type ExecutionHistory, historyText } from "../../../lib/domain/records/history.ts";
import type { Changes } from "../../../lib/ports/changes/port.ts";
import type { Histories } from "../../../lib/ports/histories/port.ts";
import type { Divergence, KeptChain, LastCheckpoint, Ledger } from "../../../lib/ports/ledger/port.ts";
import type { Notary } from "../../../lib/ports/notary/port.ts";
import { chainOf, tenOClockMs } from "../../fakes/chain.ts";
import { noted, opened, receipt, recovered, someDigest } from "../../fakes/facts.ts";
import { FakeCopies } from "../../fakes/fake-copies.ts";

const envelope = { payloadType: "text", payload: "", signatures: [] };
const nothing: KeptChain = { entries: [], head: emptyHead };
const open: KeptChain = chained([opened(), noted("something")]);
const seal = receipt("run");
const sealed: KeptChain = chained([opened(), recovered(), seal]);
const minuteMs = 60_000;

function chained(facts: Parameters<typeof chainOf>[0]): KeptChain {
  const { kept, head } = chainOf(facts);
  return { entries: kept, head };
}

/** The watch over chains in memory, with everything that it does, in its order. */
function installed(chains: Readonly<Record<string, KeptChain>> = {}) {
  const did: string[] = [];
  const entered: Divergence[] = [];
  const marks = new Map<string, number>();
  const copies = new FakeCopies();
  const told: ExecutionHistory[] = [];
  const world = {
    did,
    entered,
    marks,
    copies,
    told,
    runs: Object.keys(chains),
    archived: new Set<string>(),
    nowMs: tenOClockMs,
    last: { number: 1, atMs: tenOClockMs, digest: someDigest } as LastCheckpoint | null,
    moved: [] as Awaited<ReturnType<Ledger["moved"]>>,
    isRunning: false,
  };
  const ledger: Partial<Ledger> = {
    runs: async () => world.runs,
    copied: async (chain) => marks.get(chain) ?? 0,
    markCopied: async (chain, count) => {
      did.push(`mark ${chain} ${count}`);
      marks.set(chain, count);
    },
    keptIn: async (chain, { from, to }) => {
      const { entries, head } = chains[chain] ?? nothing;
      return {
        from,
        entries: entries.slice(from - 1, to ?? entries.length),
        head: to === null ? head : null,
      };
    },
    archiveOf: async (runId) => (world.archived.has(runId) ? envelope : null),
    lastCheckpoint: async () => world.last,
    moved: async (also) => {
      did.push(`moved ${also}`);
      return world.moved;
    },
    enterDivergence: async (divergence) => {
      entered.push(divergence);
      return true;
    },
  };
  const histories: Histories = {
    historiesOf: async (runId, executions) => {
      did.push(`histories ${runId} ${executions.join(" ")}`);
      return world.isRunning ? null : told;
    },
  };
  const changes: Partial<Changes> = {
    keep: async (bytes) => {
      did.push(`keep ${sha256(bytes)}`);
      return sha256(bytes);
    },
  };
  const notary: Notary = {
    checkpoint: async (also) => {
      did.push(`checkpoint ${also}`);
    },
    archive: async (runId, digests) => {
      did.push(`archive ${runId} ${digests.join(" ")}`);
    },
  };
  const look = watchRecords({
    ledger: ledger as Ledger,
    copies,
    histories,
    changes: changes as Changes,
    notary,
    alarms: {
      divergences: async (count) => {
        did.push(`alarm ${count}`);
      },
    },
    clock: { nowMs: () => world.nowMs, pause: async () => undefined },
  });
  return { ...world, world, look };
}

describe("the copies of a chain", () => {
  test("that nobody made are made, and then marked as seen", async () => {
    const { look, copies, did } = installed({ run: open });
    expect(await look({})).toMatchObject({ compared: 2, copied: 2, divergences: 0 });
    expect((await copies.list("run", whole)).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(did).toContain("mark run 2");
  });

  test("that are all there are neither made nor marked again", async () => {
    const { look, did } = installed({ run: open });
    await look({});
    did.length = 0;
    expect(await look({})).toMatchObject({ copied: 0, divergences: 0 });
    expect(did.filter((one) => one.startsWith("mark"))).toEqual([]);
  });

  test("that are lost after they were seen are told, and made again", async () => {
    const { look, copies, entered } = installed({ run: open });
    await look({});
    copies.lose("run", 2);
    expect(await look({})).toMatchObject({ copied: 1, divergences: 1 });
    expect(entered).toEqual([
      { runId: "run", entry: 2, between: "table and bucket", what: expect.stringContaining("is gone") },
    ]);
  });

  test("are not made of a table whose own chain is broken", async () => {
    const { look, copies, did } = installed({ run: { ...open, entries: open.entries.slice(1) } });
    expect(await look({})).toMatchObject({ copied: 0, divergences: 1 });
    expect(await copies.list("run", whole)).toEqual([]);
    expect(did.filter((one) => one.startsWith("mark"))).toEqual([]);
  });

  test("whose bytes differ are told; a tag that says nothing is not held against them", async () => {
    const { look, copies, entered } = installed({ run: open });
    await look({});
    const listed = await copies.list("run", whole);
    copies.list = async (chain) => (chain === "run" ? listed.map((copy) => ({ ...copy, tag: null })) : []);
    expect(await look({})).toMatchObject({ divergences: 0 });
    copies.read = async ({ sequence }) => (sequence === 2 ? "{}" : (open.entries[sequence - 1]?.bytes ?? ""));
    expect(await look({})).toMatchObject({ divergences: 1 });
    expect(entered).toMatchObject([{ entry: 2, what: expect.stringContaining(sha256("{}")) }]);
  });

  test("are told of a hundred times at most, and counted all", async () => {
    const long = chained(Array.from({ length: 120 }, () => noted("something")));
    const { look, entered, did, copies } = installed({ run: long });
    await look({});
    for (const { sequence } of long.entries) copies.lose("run", sequence);
    expect(await look({})).toMatchObject({ divergences: 120 });
    expect(entered.map(({ entry }) => entry)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(did).toContain("alarm 120");
  });
});

describe("the histories of a run", () => {
  const history = (execution: string): ExecutionHistory => ({
    execution,
    status: "SUCCEEDED",
    definition: JSON.stringify({ States: { Close: { Parameters: { FunctionName: "close-run" } } } }),
    events: [{ type: "ExecutionStarted", taskToken: `a token of ${execution}` }],
  });
  const silent: ExecutionHistory = {
    ...history("arn:execution:silent"),
    definition: JSON.stringify({ States: { Ask: { Parameters: { FunctionName: "open-gate" } } } }),
    events: [
      { type: "TaskStateEntered", stateEnteredEventDetails: { name: "Ask" } },
      { type: "TaskScheduled", timestamp: "2026-11-24T10:00:00.000Z" },
      { type: "TaskSucceeded", timestamp: "2026-11-24T10:00:01.000Z" },
    ],
  };
  const effects = ({ did }: { readonly did: readonly string[] }) =>
    did.filter((one) => /^(histories|keep|archive)/.test(one));

  test("are kept without their tokens and archived, once it is sealed and its executions are over", async () => {
    const watch = installed({ run: sealed });
    watch.told.push(history("arn:execution:1"), history("arn:execution:2"));
    const digests = watch.told.map((one) => sha256(historyText(one)));
    expect(await watch.look({})).toMatchObject({ archived: ["run"], divergences: 0 });
    expect(effects(watch)).toEqual([
      "histories run arn:execution:1 arn:execution:2",
      ...digests.map((digest) => `keep ${digest}`),
      `archive run ${digests.join(" ")}`,
    ]);
  });

  test("wait until the run is sealed", async () => {
    const watch = installed({ run: open });
    expect(await watch.look({})).toMatchObject({ archived: [] });
    expect(effects(watch)).toEqual([]);
  });

  test("wait until its last execution is over", async () => {
    const watch = installed({ run: sealed });
    watch.world.isRunning = true;
    expect(await watch.look({})).toMatchObject({ archived: [], divergences: 0 });
    expect(effects(watch)).toHaveLength(1);
  });

  test("are archived once", async () => {
    const watch = installed({ run: sealed });
    watch.archived.add("run");
    expect(await watch.look({})).toMatchObject({ archived: [] });
    expect(effects(watch)).toEqual([]);
  });

  test("wait while the copies of its entries disagree", async () => {
    const watch = installed({ run: sealed });
    watch.copies.put("run", 9, "{}");
    expect(await watch.look({})).toMatchObject({ archived: [], divergences: 1 });
    expect(effects(watch)).toEqual([]);
  });

  test("that tell something else than the entries are told, and archived all the same", async () => {
    const watch = installed({ run: sealed });
    watch.told.push(silent);
    expect(await watch.look({})).toMatchObject({ archived: ["run"], divergences: 1 });
    expect(watch.entered).toEqual([
      {
        runId: "run",
        entry: null,
        between: "entries and history",
        what: expect.stringContaining("open-gate"),
      },
    ]);
  });

  test("there are none of the control plane's own chain, whatever it says", async () => {
    const watch = installed({ [ownChain]: sealed });
    watch.world.runs = [];
    expect(await watch.look({})).toMatchObject({ compared: 1, archived: [] });
    expect(effects(watch)).toEqual([]);
  });
});

describe("the chains that are looked at", () => {
  const watching = (count: number) => {
    const watch = installed();
    watch.world.runs = Array.from({ length: count }, (_, index) => `run-${index}`);
    const seen: string[] = [];
    watch.copies.list = async (chain) => {
      seen.push(chain);
      return [];
    };
    return { ...watch, seen };
  };
  const newest = Array.from({ length: 20 }, (_, index) => `run-${index}`);

  test("are the control plane's own and every run, while these are few", async () => {
    const { look, seen } = watching(2);
    expect(await look({})).toMatchObject({ compared: 3 });
    expect(seen).toEqual([ownChain, "run-0", "run-1"]);
  });

  test("are the newest twenty each time, and twenty of the older ones in turn, all of them within the hour", async () => {
    const { look, seen, world } = watching(70);
    const looks: string[][] = [];
    for (let five = 0; five < 5; five += 1) {
      seen.length = 0;
      expect(await look({})).toMatchObject({ compared: 41 });
      looks.push([...seen]);
      world.nowMs += 5 * minuteMs;
    }
    for (const look of looks) expect(look.slice(0, 21)).toEqual([ownChain, ...newest]);
    const older = looks.map((look) => look.slice(21));
    expect(new Set(older.flat()).size).toBe(50);
    expect(new Set(older.map((look) => look[0])).size).toBe(5);
  });

  test("are the same ones within five minutes", async () => {
    const { look, seen, world } = watching(70);
    await look({});
    const first = seen.splice(0);
    world.nowMs += 5 * minuteMs - 1;
    await look({});
    expect(seen).toEqual(first);
  });

  test("have the run that is asked about among them, however old, before the others", async () => {
    const { look, seen, did } = watching(500);
    await look({ runId: "run-499" });
    expect(seen.slice(0, 3)).toEqual([ownChain, "run-499", "run-0"]);
    expect(did).toContain("moved run-499");
  });

  test.each([ownChain, "run-1", "a run that nobody claimed"])(
    "are no more and none twice when %s is asked about",
    async (runId) => {
      const { look, seen } = watching(2);
      await look({ runId });
      expect(seen.toSorted()).toEqual([ownChain, "run-0", "run-1"]);
    },
  );

  test("are all looked at although one cannot be, and the look fails in the end", async () => {
    const { look, seen, did, copies } = watching(2);
    const list = copies.list;
    copies.list = async (chain, span) => {
      await list(chain, span);
      if (chain !== "run-1") throw new Error(`${chain} cannot be read`);
      return [{ sequence: 1, key: "1", version: "v1", isMark: false, tag: null, bytes: "{}" }];
    };
    await expect(look({})).rejects.toThrow(`${ownChain} cannot be read`);
    expect(seen).toHaveLength(3);
    expect(did).toEqual(["alarm 1", `moved ${ownChain}`]);
  });
});

describe("the control plane's own chain", () => {
  const spanEntries = 500;
  const long = chained(Array.from({ length: 3 * spanEntries }, (_, index) => noted(`something ${index}`)));
  const lookMs = 5 * minuteMs;
  /** A watch that has seen all of it with its copies, and what it reads of it from now on. */
  const watchingOwn = async () => {
    const installation = installed({ [ownChain]: long });
    installation.world.runs = [];
    const { copied } = await installation.look({});
    const spans: Span[] = [];
    const { copies } = installation;
    const list = copies.list.bind(copies);
    copies.list = async (chain, span) => {
      spans.push(span);
      return list(chain, span);
    };
    return { ...installation, copied, spans };
  };

  test("is seen as a whole once, and marked to its end", async () => {
    const { marks, did, copied } = await watchingOwn();

    expect(copied).toBe(1_500);
    expect(marks.get(ownChain)).toBe(1_500);
    expect(did.filter((one) => one.startsWith("mark"))).toEqual([`mark ${ownChain} 1500`]);
  });

  test("is looked at from then on at its end, and in one older span in turn, so that all are", async () => {
    const { look, world, spans, did } = await watchingOwn();
    did.length = 0;
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await look({})).toMatchObject({ copied: 0, divergences: 0 });
      world.nowMs += lookMs;
    }

    expect(spans.filter(({ to }) => to === null)).toEqual(Array(2).fill({ from: 1_001, to: null }));
    expect(new Set(spans.flatMap(({ from, to }) => (to === null ? [] : [`${from} to ${to}`])))).toEqual(
      new Set(["1 to 501", "501 to 1001"]),
    );
    expect(did.filter((one) => one.startsWith("mark"))).toEqual([]);
  });

  test.each([3, 501, 1_001, 1_499])(
    "tells within its turns that the copy of entry %i is gone",
    async (lost) => {
      const { look, world, copies, entered } = await watchingOwn();
      copies.lose(ownChain, lost);
      for (let turn = 0; turn < 2; turn += 1) {
        await look({});
        world.nowMs += lookMs;
      }

      expect(new Set(entered.map(({ entry, what }) => `${entry} ${what.slice(-18)}`))).toEqual(
        new Set([`${lost} gone; it was there`]),
      );
    },
  );
});

describe("a checkpoint", () => {
  const headOf = (chain: string, count: number): ChainHead => ({
    chain,
    count,
    head: someDigest,
    history: null,
  });
  const isTaken = async (...moved: Awaited<ReturnType<Ledger["moved"]>>) => {
    const { look, world, did } = installed();
    world.moved = moved;
    const { checkpoint } = await look({});
    expect(did.includes(`checkpoint ${ownChain}`)).toBe(checkpoint);
    return checkpoint;
  };

  test.each<[string, ChainHead, ChainHead | null]>([
    ["a run moved", headOf("run", 2), headOf("run", 1)],
    ["a run moved by its archive alone", { ...headOf("run", 2), history: someDigest }, headOf("run", 2)],
    ["a run was never named", headOf("run", 2), null],
    ["the control plane's own chain was never named", headOf(ownChain, 1), null],
    ["something was noted besides the last checkpoint", headOf(ownChain, 7), headOf(ownChain, 5)],
  ])("is taken when %s", async (_what, now, named) => {
    const nothingNew = { now: headOf(ownChain, 6), named: headOf(ownChain, 5) };
    expect(await isTaken(nothingNew, { now, named })).toBe(true);
  });

  test("is not taken when the control plane's own chain moved by the last checkpoint alone", async () => {
    expect(await isTaken({ now: headOf(ownChain, 6), named: headOf(ownChain, 5) })).toBe(false);
  });

  test("is not taken when nothing moved", async () => {
    expect(await isTaken()).toBe(false);
  });

  test("is taken when there was none yet", async () => {
    const { look, world } = installed();
    world.last = null;
    expect((await look({})).checkpoint).toBe(true);
  });

  test.each([
    [50 * minuteMs, true],
    [50 * minuteMs - 1, false],
  ])("%i milliseconds after the last one and with no news: %s", async (passed, taken) => {
    const { look, world } = installed();
    world.nowMs += passed;
    expect((await look({})).checkpoint).toBe(taken);
  });

  test("comes after everything else, and names the run that was asked about", async () => {
    const { look, world, did } = installed({ run: sealed });
    world.last = null;
    await look({ runId: "run" });
    expect(did.slice(-3)).toEqual(["alarm 0", "moved run", "checkpoint run"]);
  });
});
