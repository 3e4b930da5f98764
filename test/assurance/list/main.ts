// Lists ten thousand runs, as the command line and as the operators' page, and prints how long each takes to compute.
import { runs } from "../../../lib/command-line/commands/runs.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { connectionTo, endingWith, listRun } from "../../fixtures/listed-run.ts";
import { install } from "../../simulator/runs.ts";
import { put } from "../../simulator/table.ts";
import { atMost, type Figure, reportFigures } from "../shared/write-figures.ts";

const count = 10_000;
/** About 1 MB of lines, the most that a page has (DynamoDB developer guide, Paginating table query results). */
const linesOfPage = 1_500;

const installation = install();
put(installation, keys.lease(installation.application), {
  runId: null,
  executionArn: null,
  epoch: 1,
  previousSeal: null,
});
installation.dynamodb.pageItems = linesOfPage;
for (let index = 1; index <= count; index += 1)
  listRun(
    installation,
    index,
    endingWith(
      index % 3 === 0 ? { verdict: "ROLLED_BACK", because: "staging/compute failed: no capacity" } : {},
    ),
  );

/** How long this process computes: other processes of the machine do not count. */
async function took(what: string, mostMs: number, act: () => Promise<unknown>): Promise<Figure> {
  const before = process.cpuUsage();
  await act();
  return atMost(
    `ms for ${what} of ${count.toLocaleString("en")} runs`,
    Math.round(process.cpuUsage(before).user / 1_000),
    mostMs,
  );
}

const { url } = await installation.call("admit-operator", {});
const entered = await installation.does(() => installation.fetch(url));
const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
const look = (path: string) => async () => {
  const page = await installation.does(() =>
    installation.fetch(`http://127.0.0.1${path}`, { headers: { cookie } }),
  );
  if (page.status !== 200) throw new Error(`${path} was answered ${page.status}`);
};
await look("/runs")();

const reached = reportFigures("list", "npm run assure -- list", [
  await took("the list", 1_000, () => installation.does(() => runs(connectionTo(installation)))),
  await took("the operators' page", 200, look("/runs")),
  await took("a search on the operators' page", 1_000, look("/runs?q=no+capacity")),
]);
if (!reached) process.exitCode = 1;
