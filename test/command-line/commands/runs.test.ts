import { runs, runsText } from "../../../lib/command-line/commands/runs.ts";
import { noColours } from "../../../lib/command-line/screen/paint.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { connectionTo, endingWith, listRun } from "../../fixtures/listed-run.ts";
import { claimOf } from "../../fixtures/sample-claim.ts";
import { opened, provisioned } from "../../fixtures/sample-facts.ts";
import { Installation } from "../../simulator/installation.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";
import { append, edit, put } from "../../simulator/table.ts";

/** An installation, and its list of runs as the command reads it. */
async function installed() {
  const installation = await Installation.withoutLatency();
  const free = { runId: null, executionArn: null, epoch: 1, previousSeal: null };
  put(installation, keys.lease(installation.application), free);
  const list = (filter?: Parameters<typeof runs>[1]) =>
    installation.does(() => runs(connectionTo(installation), filter));
  return { installation, list };
}

test("runs are listed newest first, with author, commit and the cause of a bad end", async () => {
  const { installation, list } = await installed();
  listRun(installation, 1);
  listRun(installation, 2, endingWith({ verdict: "REJECTED", because: "ann rejected change-record: no" }));
  expect(await list()).toEqual([
    expect.objectContaining({
      runId: "shop-2",
      verdict: "REJECTED",
      because: "ann rejected change-record: no",
    }),
    expect.objectContaining({
      runId: "shop-1",
      verdict: "SUCCEEDED",
      subject: "feat: a shop",
      author: "Dora",
      because: null,
    }),
  ]);
});

test("a run keeps the fields that programs read from the beginning", async () => {
  const { installation, list } = await installed();
  listRun(installation, 1);
  expect((await list())[0]).toMatchObject({
    runId: "shop-1",
    verdict: "SUCCEEDED",
    repository: "example/shop",
    commit: "c".repeat(40),
    attempt: 1,
    claimedAt: "1970-01-01T00:00:00.001Z",
  });
});

test.each<[string, Parameters<typeof runs>[1], readonly string[]]>([
  ["a limit", { limit: 1 }, ["shop-3"]],
  ["a verdict", { verdict: "ROLLED_BACK" }, ["shop-2"]],
  ["an author, whatever the case", { author: "emil" }, ["shop-3"]],
  ["a time", { since: new Date(2) }, ["shop-3", "shop-2"]],
  ["words of the subject", { search: "retries feat" }, ["shop-3"]],
  ["words of the cause", { search: "compute failed" }, ["shop-2"]],
  ["a limit behind a filter", { limit: 1, verdict: "SUCCEEDED", author: "dora" }, ["shop-1"]],
])("the list is narrowed by %s", async (_words, filter, expected) => {
  const { installation, list } = await installed();
  listRun(installation, 1);
  listRun(
    installation,
    2,
    endingWith({ verdict: "ROLLED_BACK", because: "staging/compute failed: no capacity" }),
  );
  listRun(installation, 3, endingWith({ author: "Emil", subject: "feat: retries" }));
  expect((await list(filter)).map(({ runId }) => runId)).toEqual(expected);
});

test("a run at work, one that waits, and one that never began are told apart", async () => {
  const { installation, list } = await installed();
  const records = installation.port("records");
  const claim = (index: number) => ({ ...claimOf(index), claimedAtMs: index });
  await records.claim(claim(1), "arn:execution");
  await records.claim(claim(2), "arn:execution");
  await records.claim(claim(3), "arn:execution");
  expect((await list())[1]?.because).toBe("the newer change shop-3 took its place before it began");
  expect((await list()).map(({ runId, state, verdict }) => [runId, state, verdict])).toEqual([
    ["shop-3", "WAITING", "RUNNING"],
    ["shop-2", "SUPERSEDED", "SUPERSEDED"],
    ["shop-1", "RUNNING", "RUNNING"],
  ]);
});

test("a line that somebody altered marks itself and hides no other", async () => {
  const { installation, list } = await installed();
  for (const index of [1, 2, 3]) listRun(installation, index);
  put(installation, keys.listed(2, "shop-2"), { claim: "gone" });
  expect((await list()).map(({ runId, verdict }) => [runId, verdict])).toEqual([
    ["shop-3", "SUCCEEDED"],
    ["shop-2", "UNREADABLE"],
    ["shop-1", "SUCCEEDED"],
  ]);
});

/** A run whose second entry has other bytes than those that were chained. */
function alter(installation: Installation, runId: string): void {
  append(installation, runId, [opened(), provisioned("staging/network")]);
  edit(installation, keys.entry(runId, 2), { bytes: "{}" });
}

test("a lease that is lost, and whose run was altered, hides no run", async () => {
  const { installation, list } = await installed();
  listRun(installation, 1);
  alter(installation, "shop-1");
  installation.dynamodb.items.delete(keys.lease(installation.application).pk);
  expect(await list()).toHaveLength(1);
});

test("one chain that was altered marks one row: with --check, and without it if its run has no ending", async () => {
  const { installation, list } = await installed();
  for (const index of [1, 3]) {
    listRun(installation, index, null);
    append(installation, `shop-${index}`, [opened(), provisioned("staging/network")]);
  }
  listRun(installation, 2);
  alter(installation, "shop-2");
  listRun(installation, 4, null);
  alter(installation, "shop-4");
  const verdicts = async (check: boolean) => (await list({ check })).map(({ verdict }) => verdict);
  expect(await verdicts(false)).toEqual(["UNREADABLE", "RUNNING", "SUCCEEDED", "RUNNING"]);
  expect(await verdicts(true)).toEqual(["UNREADABLE", "RUNNING", "UNREADABLE", "RUNNING"]);
});

test("what the comparison of the copies found about a run stands in its row", async () => {
  const { installation, list } = await installed();
  await installation.port("records").claim({ ...claimOf(1), claimedAtMs: 1 }, "arn:execution");
  await installation
    .port("ledger")
    .enterDivergence({ runId: "shop-1", entry: 2, between: "table and bucket", what: "entry 2 differs" });
  expect(await list()).toEqual([expect.objectContaining({ divergence: "entry 2 differs" })]);
});

test("a list costs one request a page of lines, and a short list one request", async () => {
  const { installation, list } = await installed();
  installation.dynamodb.pageItems = 30;
  for (let index = 1; index <= 100; index += 1) listRun(installation, index);
  const asked = requestsTo(installation.account, requestsFor("dynamodb", "Query"));
  expect(await list()).toHaveLength(100);
  // Four pages of lines. The other request asks for quarantines.
  expect(asked).toHaveLength(4 + 1);
  expect(await list({ limit: 20 })).toHaveLength(20);
  expect(asked).toHaveLength(5 + 2);
});

test("on a narrow terminal no row is wider than the terminal, and nothing deceives it", async () => {
  const { installation, list } = await installed();
  listRun(
    installation,
    1,
    endingWith({
      subject: `feat: \u001B[2J${"wide ".repeat(50)}`,
      verdict: "ABORTED",
      because: "x".repeat(300),
    }),
  );
  const lines = runsText(await list(), { columns: 80, paint: noColours });
  expect(lines).toHaveLength(2);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
  expect(lines.join()).not.toContain("\u001B");
});
