import { sha256 } from "../../lib/domain/canonical.ts";
import { isInterlockError } from "../../lib/domain/errors.ts";
import { runPage } from "../../lib/operators/run-page.ts";
import { runsPage } from "../../lib/operators/runs-page.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { operatorCookie, operatorIn, refused } from "../../lib/pages/http.ts";
import { messagePage } from "../../lib/pages/layout.ts";
import { listRuns } from "../../lib/shared-use-cases/list-runs.ts";
import { readRun } from "../../lib/shared-use-cases/run-view.ts";
import { bannersOf, situationIn } from "../../lib/shared-use-cases/situation.ts";
import type { PagePorts } from "../../lib/tasks.ts";

const shownRuns = 25;
const mostShown = 100;

type Ports = PagePorts<"show-runs">;

/**
 * The operators' page: what holds the installation up, what is at work, what waits, what was. It reads only. A browser gets in with
 * a link that `interlock open` made, and may look for some hours.
 */
export const showRuns =
  (ports: Ports) =>
  async (request: PageRequest): Promise<PageResponse> => {
    const { settings, clock } = ports;
    if (request.method !== "GET" && request.method !== "HEAD") return refused(405);
    const { entry } = request.query;
    if (entry !== undefined) return enter(ports, entry);
    const secret = operatorIn(settings.approvalsUrl, request.cookies);
    const admission = secret === undefined ? null : await ports.browsers.admission(sha256(secret));
    if (admission === null || admission.lookUntilMs <= clock.nowMs()) return shut();
    return request.run === undefined ? listing(ports, request) : oneRun(ports, request.run);
  };

/** Exchanges a link for a cookie, and leads to the page without the secret in its address. */
async function enter({ browsers, settings, clock }: Ports, secret: string): Promise<PageResponse> {
  const admission = await browsers.admission(sha256(secret));
  const nowMs = clock.nowMs();
  if (admission === null || admission.linkUntilMs <= nowMs) return shut();
  const seconds = Math.floor((admission.lookUntilMs - nowMs) / 1000);
  return {
    status: 303,
    html: "",
    headers: { location: "/runs" },
    cookies: [operatorCookie(settings.approvalsUrl, secret, seconds)],
  };
}

/** The answer to a browser that was not admitted. It is the same for every path, so it says nothing about any run. */
const shut = (): PageResponse => ({
  status: 404,
  html: messagePage(
    "Open this page from the command line",
    "The link is unknown, or its time is over. An operator makes a new one with: npx interlock open",
  ),
});

async function listing(ports: Ports, { query }: PageRequest): Promise<PageResponse> {
  const { records, settings, clock } = ports;
  const limit = Math.min(mostShown, Math.max(1, Number(query["limit"]) || shownRuns));
  const search = query["q"]?.trim() ?? "";
  const situation = await situationIn(records);
  const [runs, current] = await Promise.all([
    listRuns(records, { limit, ...(search === "" ? {} : { search }) }, situation),
    situation.running === null || situation.unreadable !== null ? null : readRun(ports, situation.running),
  ]);
  const nowMs = clock.nowMs();
  const html = runsPage({
    application: settings.application,
    banners: bannersOf(situation, nowMs),
    current: current?.view ?? null,
    runs,
    search,
    limit: runs.length === limit && limit < mostShown ? limit : null,
    nowMs,
  });
  return { status: 200, html };
}

async function oneRun(ports: Ports, runId: string): Promise<PageResponse> {
  const { records, settings, clock } = ports;
  try {
    const [{ view }, situation] = await Promise.all([readRun(ports, runId), situationIn(records)]);
    const nowMs = clock.nowMs();
    const html = runPage({
      application: settings.application,
      banners: bannersOf(situation, nowMs),
      view,
      nowMs,
    });
    return { status: 200, html };
  } catch (error) {
    if (isInterlockError(error, "NotFound"))
      return { status: 404, html: messagePage("There is no such run", "The list of all runs is at /runs.") };
    if (isInterlockError(error, "DigestMismatch"))
      return { status: 200, html: messagePage("The records of this run were altered", error.message) };
    throw error;
  }
}
