import { runs } from "../../../lib/command-line/commands/runs.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { connectionTo, endingWith, listRun } from "../../fixtures/listed-run.ts";
import { install } from "../../simulator/runs.ts";
import { put } from "../../simulator/table.ts";
import { atMost, type Figure } from "../shared/write-figures.ts";

const count = 10_000;
/** About 1 MB of lines, the most that a page has (DynamoDB developer guide, Paginating table query results). */
const linesOfPage = 1_500;

/** The kernel counts processor time in steps of some milliseconds, so what is short is done often. */
const times = 10;

/** How long this process computes in milliseconds, each time: other processes of the machine do not count. */
async function computed<T>(act: () => Promise<T>): Promise<{ readonly ms: number; readonly answer: T }> {
  let answer = await act();
  const before = process.cpuUsage();
  for (let time = 1; time <= times; time += 1) answer = await act();
  return { ms: Math.ceil(process.cpuUsage(before).user / 1_000 / times), answer };
}

/**
 * Lists ten thousand runs, as the command line and as the operators' page, and measures how long each takes to compute, from the
 * request to the whole answer, and how large the page is.
 */
export async function tenThousandRuns(): Promise<readonly Figure[]> {
  const installation = install();
  const free = { runId: null, executionArn: null, epoch: 1, previousSeal: null };
  put(installation, keys.lease(installation.application), free);
  installation.dynamodb.pageItems = linesOfPage;
  const because = "staging/compute failed: no capacity";
  for (let index = 1; index <= count; index += 1)
    listRun(installation, index, endingWith(index % 3 === 0 ? { verdict: "ROLLED_BACK", because } : {}));
  const { url } = await installation.call("admit-operator", {});
  const entered = await installation.does(() => installation.fetch(url));
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const look = (path: string) => async () => {
    const page = await installation.does(() =>
      installation.fetch(`http://127.0.0.1${path}`, { headers: { cookie } }),
    );
    if (page.status !== 200) throw new Error(`${path} was answered ${page.status}`);
    return Buffer.byteLength(await page.text());
  };
  await look("/runs")();
  const list = await computed(() => installation.does(() => runs(connectionTo(installation))));
  const page = await computed(look("/runs"));
  const search = await computed(look("/runs?q=no+capacity"));
  const largest = await look("/runs?limit=100000")();
  const of = `of ${count.toLocaleString("en")} runs`;
  return [
    atMost(`ms for interlock runs ${of}`, list.ms, 1_000),
    atMost(`ms for the operators' page ${of}`, page.ms, 200),
    atMost(`ms for a search on the operators' page ${of}`, search.ms, 1_000),
    atMost(
      `bytes of the operators' page ${of}, at most`,
      Math.max(page.answer, search.answer, largest),
      100_000,
    ),
  ];
}
