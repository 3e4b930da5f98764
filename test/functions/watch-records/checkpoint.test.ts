import { type ChainHead, ownChain } from "../../../lib/domain/records/checkpoint.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { noted, opened } from "../../fixtures/sample-facts.ts";
import { requestsTo } from "../../simulator/requests.ts";
import { append, put, remove } from "../../simulator/table.ts";
import { envelope, list, minuteMs, name, namedNow, open, watching } from "./watching.ts";

const notes = (count: number): readonly Fact[] => Array.from({ length: count }, () => noted("something"));
type Watch = Awaited<ReturnType<typeof watching>>;

/** Whether one look takes a checkpoint. */
async function isTaken({ look, signed }: Watch): Promise<boolean> {
  const { checkpoint } = await look();
  expect(signed().some(({ statement }) => statement === "checkpoint")).toBe(checkpoint);
  return checkpoint;
}

describe("a checkpoint", () => {
  /** A watch over a run of two entries, one of which came after the last checkpoint, and over six notes. */
  const moved = async (named: (now: ChainHead) => ChainHead | null, chain = "run") => {
    const watch = await watching({ run: open, [ownChain]: notes(6) });
    const { installation } = watch;
    const before = named(namedNow(installation, chain));
    if (before === null) remove(installation, keys.named(chain));
    else name(installation, before);
    return watch;
  };

  test("is taken when a run moved", async () => {
    expect(await isTaken(await moved((now) => ({ ...now, count: 1, head: "a".repeat(64) })))).toBe(true);
  });

  test("is taken when a run moved by its archive alone", async () => {
    const watch = await moved((now) => now);
    put(watch.installation, keys.archive("run"), { envelope });
    expect(await isTaken(watch)).toBe(true);
  });

  test("is taken when no checkpoint named a run", async () => {
    expect(await isTaken(await moved(() => null))).toBe(true);
  });

  test("is taken when no checkpoint named the control plane's own chain", async () => {
    expect(await isTaken(await moved(() => null, ownChain))).toBe(true);
  });

  test("is taken when something else than the last checkpoint was noted", async () => {
    const watch = await moved((now) => ({ ...now, count: 4, head: "a".repeat(64) }), ownChain);
    expect(await isTaken(watch)).toBe(true);
  });

  test("is not taken when only the last checkpoint was entered since", async () => {
    const watch = await moved((now) => ({ ...now, count: 5, head: "a".repeat(64) }), ownChain);
    expect(await isTaken(watch)).toBe(false);
  });

  test("is not taken when nothing moved", async () => {
    expect(await isTaken(await moved((now) => now))).toBe(false);
  });

  test("is taken without news when somebody asks about the control plane's own chain", async () => {
    const { look } = await moved((now) => now);
    expect(await look({ runId: "run" })).toMatchObject({ checkpoint: false });
    expect(await look({ runId: ownChain })).toMatchObject({ checkpoint: true });
  });

  test("is taken if none exists yet", async () => {
    const watch = await moved((now) => now);
    remove(watch.installation, keys.lastCheckpoint);
    expect(await isTaken(watch)).toBe(true);
  });

  test.each([
    [50 * minuteMs, true],
    [50 * minuteMs - 1, false],
  ])("%i milliseconds after the last one is taken without news: %s", async (passedMs, taken) => {
    const watch = await moved((now) => now);
    await watch.installation.pass(passedMs);
    expect(await isTaken(watch)).toBe(taken);
  });

  test("comes after everything else, and names the run that the caller named", async () => {
    const watch = await watching();
    const { installation, look } = watch;
    list(installation, "run");
    append(installation, "run", [opened()], false);
    const requests = requestsTo(installation.account, () => true);
    await look({ runId: "run" });

    const operations = requests
      .filter(({ process }) => process.name === "shop-watch-records")
      .map(({ operation }) => operation);
    const afterAlarm = operations.slice(operations.indexOf("PutMetricData") + 1);
    expect(operations).toContain("PutObject");
    expect(afterAlarm.filter((operation) => !/^(Get|BatchGet|Query)$/.test(operation))).toEqual(["Invoke"]);
    expect(watch.signed()).toEqual([{ statement: "checkpoint", also: "run" }]);
  });
});
