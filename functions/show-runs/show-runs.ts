import { sha256 } from "../../lib/domain/canonical.ts";
import { isInterlockError } from "../../lib/domain/errors.ts";
import { linkHere, pageOfRun } from "../../lib/operators/page-of-run.ts";
import { runsPage } from "../../lib/operators/runs-page.ts";
import type { PageRequest, PageResponse } from "../../lib/pages/exchange.ts";
import { operatorCookie, operatorIn, placedIn, refreshAfter, refused } from "../../lib/pages/http.ts";
import { messagePage } from "../../lib/pages/layout.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { listRuns } from "../../lib/shared-use-cases/list-runs.ts";
import { readRun } from "../../lib/shared-use-cases/run-view.ts";
import { bannersOf, situationIn } from "../../lib/shared-use-cases/situation.ts";
import { standingIn } from "../../lib/shared-use-cases/standing.ts";
import type { PagePorts } from "../../lib/tasks/tasks.ts";

const shownRuns = 25;
const mostShown = 100;
/** Among so many runs those are looked for that the environments stand as. */
const mostPast = 30;
/** As `runIdOf` makes them. */
const longestRunId = 40;

const noSuchRun: PageResponse = {
  status: 404,
  html: messagePage("There is no such run", "The list of all runs is at /runs."),
};

type Ports = PagePorts<"show-runs">;

/**
 * The operators' page: what holds the installation up, what stands where, what is at work, what waits, what was. It reads only. A
 * browser gets in with a link that `interlock open` made, and may look for some hours. An approver's browser may look at the run of
 * a link that it opened.
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
    const isOperator = admission !== null && admission.lookUntilMs > clock.nowMs();
    const { run } = request;
    if (run === undefined) return isOperator ? listing(ports, request) : shut(ports);
    const mayLook =
      isOperator || (await linkHere(ports, request.cookies, ({ runId }) => runId === run)) !== null;
    return mayLook ? oneRun(ports, run, isOperator) : shut(ports);
  };

/** Exchanges a link for a cookie, and leads to the page without the secret in its address. */
async function enter({ browsers, settings, clock }: Ports, secret: string): Promise<PageResponse> {
  const admission = await browsers.admission(sha256(secret));
  const nowMs = clock.nowMs();
  if (admission === null || admission.linkUntilMs <= nowMs) return shut({ settings });
  const seconds = Math.floor((admission.lookUntilMs - nowMs) / 1000);
  return {
    status: 303,
    html: "",
    headers: { location: placedIn(settings.approvalsUrl)("/runs") },
    cookies: [operatorCookie(settings.approvalsUrl, secret, seconds)],
  };
}

/** The answer to a browser that was not admitted. It is the same for every path, so it says nothing about any run. */
const shut = ({ settings }: Pick<Ports, "settings">): PageResponse => ({
  status: 404,
  html: messagePage(
    "Open this page from the command line",
    `The link is unknown, or its time is over. An operator makes a new one with: ${typedFor(settings)("open")}`,
  ),
});

async function listing(ports: Ports, { query }: PageRequest): Promise<PageResponse> {
  const { records, settings, clock } = ports;
  const limit = Math.min(mostShown, Math.max(1, Math.trunc(Number(query["limit"])) || shownRuns));
  const search = query["q"]?.trim() ?? "";
  const situation = await situationIn(records);
  const newest = await records.newestRuns(Math.max(limit, mostPast));
  const [runs, current, signedAtMs, untold] = await Promise.all([
    search === ""
      ? listRuns(records, { limit }, { ...situation, lines: newest })
      : listRuns(records, { limit, search }, situation),
    situation.running === null || situation.unreadable !== null ? null : readRun(ports, situation.running),
    records.lastSignedAtMs(),
    records.untold(),
  ]);
  const nowMs = clock.nowMs();
  const placed = placedIn(settings.approvalsUrl);
  const html = runsPage({
    application: settings.application,
    banners: bannersOf(situation, nowMs),
    typed: typedFor(settings),
    placed,
    standing: standingIn(newest, situation),
    waiting: situation.waiting,
    health: {
      signedAtMs,
      untold: untold.map(({ endedAtMs }) => endedAtMs),
      divergent: newest.filter((line) => !("unreadable" in line) && line.divergence !== null).length,
    },
    current: current?.view ?? null,
    runs,
    search,
    limit: runs.length === limit && limit < mostShown ? limit : null,
    nowMs,
  });
  return { status: 200, html, headers: refreshAfter(current !== null && search === "", placed("/runs")) };
}

async function oneRun(ports: Ports, runId: string, isOperator: boolean): Promise<PageResponse> {
  // DynamoDB takes no key of any length (developer guide, "Quotas").
  if (runId.length > longestRunId) return noSuchRun;
  try {
    return await pageOfRun(ports, runId, { isOperator });
  } catch (error) {
    if (isInterlockError(error, "NotFound")) return noSuchRun;
    if (isInterlockError(error, "DigestMismatch"))
      return { status: 200, html: messagePage("The records of this run were altered", error.message) };
    throw error;
  }
}
