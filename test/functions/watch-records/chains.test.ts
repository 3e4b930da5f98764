import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { outage, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { copyKey } from "../../simulator/table.ts";
import { list, minuteMs, watching } from "./watching.ts";

/** So many runs without entries; run-0 is the newest. */
async function watchingRuns(count: number) {
  const watch = await watching();
  const runs = Array.from({ length: count }, (_, index) => `run-${index}`);
  for (const [index, run] of runs.entries()) list(watch.installation, run, index * minuteMs);
  return watch;
}

const newest = Array.from({ length: 20 }, (_, index) => `run-${index}`);

describe("one look compares the copies of", () => {
  test("the control plane's own chain and of every run, while there are few", async () => {
    const { look, seen } = await watchingRuns(2);
    expect(await look()).toMatchObject({ compared: 3 });
    expect(seen()).toEqual([ownChain, "run-0", "run-1"]);
  });

  test("the newest twenty runs, and of twenty older ones in turn, all of them within an hour", async () => {
    const { installation, look, seen } = await watchingRuns(70);
    const looks: (readonly string[])[] = [];
    for (let five = 0; five < 5; five += 1) {
      const before = seen().length;
      expect(await look()).toMatchObject({ compared: 41 });
      looks.push(seen().slice(before));
      await installation.pass(5 * minuteMs);
    }
    for (const chains of looks) expect(chains.slice(0, 21)).toEqual([ownChain, ...newest]);
    const older = looks.map((chains) => chains.slice(21));
    expect(new Set(older.flat()).size).toBe(50);
    expect(new Set(older.map(([first]) => first)).size).toBe(5);
  });

  test("the same runs within five minutes", async () => {
    const { installation, look, seen } = await watchingRuns(70);
    await look();
    const first = seen();
    await installation.pass(5 * minuteMs - 1);
    await look();
    expect(seen().slice(first.length)).toEqual(first);
  });

  test("the run that its caller names, however old it is, before the others", async () => {
    const { installation, look, seen } = await watchingRuns(500);
    const reads = requestsTo(installation.account, requestsFor("dynamodb", "BatchGet"));
    await look({ runId: "run-499" });
    expect(seen().slice(0, 3)).toEqual([ownChain, "run-499", "run-0"]);
    expect(JSON.stringify(reads.map(({ input }) => input))).toContain('"RUN#run-499"');
  });

  test.each([ownChain, "run-1", "an unclaimed run"])(
    "no further chain, and no chain twice, when its caller names %s",
    async (runId) => {
      const { look, seen } = await watchingRuns(2);
      await look({ runId });
      expect(seen().toSorted()).toEqual([ownChain, "run-0", "run-1"]);
    },
  );

  test("all chains although some cannot be read, reports what it finds, and throws the first error", async () => {
    const { installation, look, seen, entered, published, signed } = await watchingRuns(2);
    installation.s3.overwrite(copyKey("run-1", 1), "{}");
    for (const chain of [ownChain, "run-0"])
      outage(
        installation.account,
        ({ operation, input }) =>
          operation === "ListObjectVersions" && JSON.stringify(input).includes(`/${chain}/`),
        () => new Error(`${chain} cannot be read`),
      );
    await expect(look()).rejects.toThrow(`${ownChain} cannot be read`);
    expect(seen()).toEqual(["run-1"]);
    expect(entered()).toMatchObject([{ runId: "run-1", entry: 1 }]);
    expect(published()).toBe(1);
    expect(signed()).toEqual([{ statement: "checkpoint", also: ownChain }]);
  });
});
