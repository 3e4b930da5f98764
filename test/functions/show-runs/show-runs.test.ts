import { sha256 } from "../../../lib/domain/canonical.ts";
import { pageOfRun } from "../../../lib/operators/page-of-run.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { rowOf } from "../../../lib/tasks/tasks.ts";
import { endingWith, listRun } from "../../fixtures/listed-run.ts";
import { claimOf } from "../../fixtures/sample-claim.ts";
import { linksIn } from "../../simulator/browser.ts";
import { cookiesOf } from "../../simulator/cookies.ts";
import { refuse, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { begin, finish, install, nobodyAnswers } from "../../simulator/runs.ts";
import { edit, put } from "../../simulator/table.ts";
import { waitingRun } from "../../simulator/waiting-run.ts";
import { admitted, hourMs, linkOf } from "./looking.ts";

describe("entry", () => {
  test("is by a link that exchanges its secret for a cookie, and leads on without the secret in the address", async () => {
    const { entered, look } = await admitted(install());
    expect(entered.status).toBe(303);
    expect(entered.headers.get("location")).toBe("/runs");
    expect(entered.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Lax; Max-Age=28[78]\d\d$/);
    expect((await look("/runs")).status).toBe(200);
  });

  test("is over for the link after ten minutes, and for the browser after eight hours", async () => {
    const world = install();
    const link = await linkOf(world);
    const { look } = await admitted(world);
    await world.pass(10 * 60_000);
    expect((await world.does(() => world.fetch(link))).status).toBe(404);
    expect((await look("/runs")).status).toBe(200);
    await world.pass(8 * hourMs);
    expect((await look("/runs")).status).toBe(404);
  });

  test("ends at the very moment that is told", async () => {
    const world = install();
    const entry = new URL(await linkOf(world)).searchParams.get("entry") ?? "";
    const admission = await world.port("browsers").admission(sha256(entry));
    const { linkUntilMs = 0, lookUntilMs = 0 } = admission ?? {};
    const request = { method: "GET", invitation: "", query: {}, headers: {}, cookies: {}, form: {} };
    const at = (nowMs: number, more: object) =>
      world.show(
        "show-runs",
        { ...request, ...more },
        { clock: { ...world.port("clock"), nowMs: () => nowMs } },
      );
    const entered = await at(linkUntilMs - 1, { query: { entry } });
    const cookies = cookiesOf(entered);

    expect([entered.status, (await at(linkUntilMs, { query: { entry } })).status]).toEqual([303, 404]);
    expect((await at(lookUntilMs - 1, { cookies })).status).toBe(200);
    expect((await at(lookUntilMs, { cookies })).status).toBe(404);
  });

  test("with an approver's link shows the run of that link, without commands, and nothing else", async () => {
    const { world, runId } = await waitingRun();
    const other = await begin(world, { attempt: 2 });
    await world.call("stop-work", { by: "an operator", reason: "a fire" });
    const [invitation] = linksIn(world);
    const opened = await world.does(() => world.fetch(invitation?.link ?? ""));
    const cookie = opened.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const look = (path: string) =>
      world.does(() => world.fetch(`http://127.0.0.1${path}`, { headers: { cookie } }));
    const page = await look(`/runs/${runId}`);

    expect(page.status).toBe(200);
    expect(await page.text()).not.toContain("npx interlock");
    expect((await look(`/runs/${other.runId}`)).status).toBe(404);
    expect((await look("/runs")).status).toBe(404);
    expect((await (await admitted(world)).look(`/runs/${runId}`)).html).toContain("npx interlock resume");
  });

  test("is refused without a link, in the same words for every path", async () => {
    const { world, runId } = await waitingRun();
    const pages = await Promise.all(
      ["/runs", `/runs/${runId}`, "/runs/nobody", "/runs?entry=guessed"].map(async (path) => {
        const response = await world.does(() => world.fetch(`http://127.0.0.1${path}`));
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toMatch(/^404 /);
  });

  test("the function has no write of any kind", () => {
    expect(rowOf("show-runs").writes ?? []).toEqual([]);
    expect(rowOf("show-runs").ports).not.toContain("callbacks");
  });
});

test("the page shows what is at work, whom it waits for, and asks again while it is", async () => {
  const { world, runId } = await waitingRun();
  const { look } = await admitted(world);
  const { html, refresh } = await look("/runs");
  expect(html).toContain(`href="/runs/${runId}"`);
  expect(html).toContain("waits for platform-owner until 2026-11-2");
  expect(html).toContain("mails accepted");
  // The pages' sandbox blocks a refresh in the document.
  expect(refresh).toBe("5; url=/runs");
  expect(html).not.toContain("http-equiv");
  expect(html).not.toContain("<script");
});

test("the page is asked for by GET or HEAD, and by nothing else", async () => {
  const world = install();
  const ask = async (method: string) => {
    const { status } = await world.show("show-runs", {
      method,
      invitation: "",
      query: {},
      headers: {},
      cookies: {},
      form: {},
    });
    return status;
  };
  expect([await ask("GET"), await ask("HEAD"), await ask("POST")]).toEqual([404, 404, 405]);
});

test("the page of a run whose records were altered says so, and the page of no run that there is none", async () => {
  const { world, runId } = await waitingRun();
  const { look } = await admitted(world);
  expect((await look("/runs/nobody")).html).toContain("There is no such run");
  edit(world, keys.entry(runId, 1), { bytes: "{}" });
  const altered = await look(`/runs/${runId}`);
  expect([altered.status, altered.html]).toEqual([
    200,
    expect.stringContaining("The records of this run were altered"),
  ]);
});

test("the list says that the records of the run at work were altered, and shows the rest", async () => {
  const { world, runId } = await waitingRun();
  edit(world, keys.entry(runId, 1), { bytes: "{}" });
  const { status, html } = await (await admitted(world)).look("/runs");

  expect(status).toBe(200);
  expect(html).toContain("Nothing is at work.");
});

test("a page of a run that cannot be read now is an error, and says nothing about its records", async () => {
  const { world, runId } = await waitingRun();
  const { look } = await admitted(world);
  refuse(
    world.account,
    ({ operation, input }) => operation === "Query" && JSON.stringify(input).includes(runId),
  );

  expect(await look(`/runs/${runId}`)).toMatchObject({
    status: 500,
    html: expect.not.stringContaining("altered"),
  });
});

test("the list does not ask again while nothing is at work, nor while somebody searches", async () => {
  const idle = await (await admitted(install())).look("/runs");
  const { world } = await waitingRun();
  const searching = await (await admitted(world)).look("/runs?q=feat");

  expect([idle.refresh, searching.refresh]).toEqual([null, null]);
});

test("the page counts the newest runs whose copies disagree, and the ends that were not told", async () => {
  const world = install();
  for (const index of [1, 2, 3]) listRun(world, index);
  edit(world, keys.listed(2, "shop-2"), { divergence: "entry 3 differs" });
  const { look } = await admitted(world);
  const { html } = await look("/runs");
  expect(html).toContain("1 run with a disagreement");
  expect(html).toContain("everyone concerned was told");

  const end = { runId: "shop-1", endedAtMs: world.time.nowMs(), told: [] };
  put(world, keys.end(world.application, end.runId), { end });
  await world.pass(3 * 60_000);
  expect((await look("/runs")).html).toContain("1 end not told to everyone");
});

test("the page begins with a stop and a queue, each with the command that leads on", async () => {
  const { world } = await waitingRun();
  await begin(world, { attempt: 2 });
  await world.call("stop-work", { by: "an operator", reason: "something <b>deletes</b> databases" });
  const { html } = await (await admitted(world)).look("/runs");
  expect(html.indexOf("WORK IS STOPPED")).toBeLessThan(html.indexOf("<h1>"));
  expect(html).toContain("something &lt;b&gt;deletes&lt;/b&gt; databases");
  expect(html).toContain("npx interlock resume --as PERSON");
  expect(html).toContain("1 change waits");
});

test("the page of a run that ended shows its phases and does not ask again", async () => {
  const world = install();
  const { runId } = await begin(world);
  await finish(world);
  const { look } = await admitted(world);
  const { status, html, refresh } = await look(`/runs/${runId}`);
  expect(status).toBe(200);
  expect(html).toMatch(/<th scope="row">staging<\/th><td class="good state">done<\/td><td>(\d) of \1<\/td>/);
  expect(refresh).toBeNull();
  expect((await look("/runs/nobody")).status).toBe(404);
});

test.each([
  ["a limit that is no whole number", "/runs?limit=50.5", 200],
  ["two limits", "/runs?limit=5&limit=6", 200],
  ["a run whose name is longer than a key of the table", `/runs/${"x".repeat(3_000)}`, 404],
])("a page asked for %s is no error", async (_what, path, status) => {
  const { look } = await admitted(install());
  expect((await look(path)).status).toBe(status);
});

test("the page of a run whose name is as long as a name may be is shown", async () => {
  const world = install();
  const runId = "x".repeat(40);
  await world.port("records").claim({ ...claimOf(1), runId }, "arn:execution");
  const { look } = await admitted(world);

  expect((await look(`/runs/${runId}`)).status).toBe(200);
  expect((await look(`/runs/${runId}x`)).status).toBe(404);
});

test("with a thousand runs the page stays under 100 KB, whatever it is asked for", async () => {
  const world = install();
  const because = "staging/compute failed: no capacity";
  for (let index = 1; index <= 1_000; index += 1)
    listRun(world, index, index % 3 === 0 ? endingWith({ verdict: "ROLLED_BACK", because }) : endingWith());
  const { look } = await admitted(world);
  const rowsOf = (html: string) => html.match(/<tr><td/g)?.length ?? 0;
  const older = /href="([^"]*)">Older runs/;
  for (const [path, rows, more] of [
    ["/runs", 25, "/runs?limit=50"],
    ["/runs?q=no+capacity", 25, "/runs?limit=50&amp;q=no%20capacity"],
    ["/runs?q=+no+capacity+", 25, "/runs?limit=50&amp;q=no%20capacity"],
    ["/runs?q=no+capacity&limit=99", 99, "/runs?limit=198&amp;q=no%20capacity"],
    ["/runs?limit=100000", 100, undefined],
    ["/runs?q=shop-777", 1, undefined],
  ] as const) {
    const { html } = await look(path);
    expect([path, rowsOf(html), html.match(older)?.[1]]).toEqual([path, rows, more]);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  }
});

test("the page asks once for its lines, and a search once a page of lines", async () => {
  const world = install();
  for (let index = 1; index <= 100; index += 1) listRun(world, index);
  world.dynamodb.pageItems = 30;
  const { look } = await admitted(world);
  const asked = requestsTo(world.account, requestsFor("dynamodb", "Query"));
  await look("/runs");
  // Quarantines, owed notices, and the list.
  expect(asked).toHaveLength(2 + 1);
  await look("/runs?q=nothing");
  expect(asked).toHaveLength(3 + 2 + 1 + 4);
});

test("the page shows what stands where, what waits and whether the records are signed", async () => {
  const world = install();
  await begin(world);
  await finish(world);
  nobodyAnswers(world);
  const { runId } = await begin(world, { attempt: 2, commit: 2 });
  await begin(world, { attempt: 3 });
  await world.call("watch-records", {});
  const { html } = await (await admitted(world)).look("/runs");
  const row = (name: string) =>
    html.match(new RegExp(`<th scope="row">${name}</th>.*?</tr>`, "s"))?.[0] ?? "";
  for (const environment of ["development", "staging", "production"])
    expect(row(environment)).toMatch(/<a href="\/runs\/[^"]+-1">.*<td class="good state">well/s);
  expect(html).toContain(`RUNNING</b> ${runId}`);
  expect(html).toMatch(/<h2>Waits<\/h2>\s*<ul class="plain"><li><a href="\/runs\/[^"]+-3">/);
  expect(row("records signed")).toContain("well");
});

test("where the pages have an address with a path, every link, form and refresh of ours keeps it", async () => {
  const world = install({ approvalsUrl: "http://127.0.0.1/stage/" });
  nobodyAnswers(world);
  const { runId } = await begin(world);
  expect(await linkOf(world)).toMatch(/^http:\/\/127\.0\.0\.1\/stage\/runs\?entry=/);
  const ports = world.ports("sweep");
  const { html, headers } = await world.does(() => pageOfRun(ports, runId, { isOperator: true }));
  expect(headers).toEqual({ refresh: `5; url=/stage/runs/${runId}` });
  expect(html).toContain('href="/stage/runs"');
});
