import { sha256 } from "../../../lib/domain/canonical.ts";
import { whole } from "../../../lib/domain/records/compare.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { noted } from "../../fakes/facts.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";
import { copyKey, remove } from "../../simulator/table.ts";
import { open, watching } from "./watching.ts";

describe("the copies of a chain", () => {
  test("that are missing are made, and then marked as seen", async () => {
    const { look, copies, ledger } = await watching({ run: open });
    expect(await look()).toMatchObject({ compared: 2, copied: 2, divergences: 0 });
    expect((await copies.list("run", whole)).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(await ledger.copied("run")).toBe(2);
  });

  test("that are complete are neither made nor marked again", async () => {
    const { look, copies, marks } = await watching({ run: open });
    await look();
    const before = await copies.list("run", whole);
    expect(await look()).toMatchObject({ copied: 0, divergences: 0 });
    expect(await copies.list("run", whole)).toEqual(before);
    expect(marks).toHaveLength(1);
  });

  test("that are lost after they were seen are reported, and made again", async () => {
    const { look, copies, lose, entered } = await watching({ run: open });
    await look();
    lose("run", 2);
    expect(await look()).toMatchObject({ copied: 1, divergences: 1 });
    expect(entered()).toEqual([
      { runId: "run", entry: 2, between: "table and bucket", what: expect.stringContaining("is gone") },
    ]);
    expect(await copies.list("run", whole)).toHaveLength(2);
  });

  test("are not made of a table whose own chain is broken", async () => {
    const { installation, look, copies, marks } = await watching({ run: open });
    remove(installation, keys.entry("run", 1));
    expect(await look()).toMatchObject({ copied: 0, divergences: 1 });
    expect(await copies.list("run", whole)).toEqual([]);
    expect(marks).toEqual([]);
  });

  test("are read and found equal where the bucket's tags do not tell their MD5", async () => {
    const { installation, look } = await watching({ run: open });
    installation.s3.encryption = "aws:kms";
    await look();
    const reads = requestsTo(installation.account, requestsFor("s3", "GetObject"));
    expect(await look()).toMatchObject({ divergences: 0 });
    expect(reads).toHaveLength(2);
  });

  test("whose bytes differ are reported", async () => {
    const { installation, look, entered } = await watching({ run: open });
    installation.s3.overwrite(copyKey("run", 2), "{}");
    expect(await look()).toMatchObject({ divergences: 1 });
    expect(entered()).toMatchObject([{ entry: 2, what: expect.stringContaining(sha256("{}")) }]);
  });

  test("are reported a hundred times at most, and all counted", async () => {
    const { look, lose, entered, published } = await watching({
      run: Array.from({ length: 120 }, () => noted("something")),
    });
    await look();
    for (let entry = 1; entry <= 120; entry += 1) lose("run", entry);
    expect(await look()).toMatchObject({ divergences: 120 });
    expect(entered().map(({ entry }) => entry)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(published()).toBe(120);
  });
});
