// What happens to a live production when a change of it ends badly, under both answers of a plan to what ingress does meanwhile; and
// whether everyone concerned hears of every end within a minute. In the account in memory, with the real machines.
process.env["POWERTOOLS_LOG_LEVEL"] = "INFO";
Object.defineProperty(process.stdout, "columns", { value: 120 });

const { isFact } = await import("../../../lib/domain/records/facts.ts");
const { verdictOf } = await import("../../../lib/domain/run/verdict.ts");
const { reopeningOf } = await import("../../../lib/domain/run/reopening.ts");
const { install, planWith, read, stackOf } = await import("../../simulator/runs.ts");
const { synthesisedTemplate } = await import("../../simulator/template.ts");
const { alarmsIn } = await import("../operators/alarms.ts");
const { CloudWatch } = await import("../operators/cloudwatch.ts");
const { firstScreen } = await import("../operators/first-screen.ts");
const { troubles } = await import("../operators/situations.ts");
const { allOf, atMost, reportFigures, writeDocument } = await import("../shared/write-figures.ts");
const { byBoth, concerned, connected, namedAsUnreached, watchMails, ways, withoutRun } = await import(
  "./endings.ts"
);
const { ends, live, watchClosed } = await import("./live.ts");
type Closed = import("./live.ts").Closed;
type Ended = import("./live.ts").Ended;
type World = import("../../simulator/world.ts").World;

const minuteMs = 60_000;
const quiet = new CloudWatch(install());

/** What the change record's page announced, by the plan: from when on production may be closed, and until when. */
function announced({ entries }: Ended, during: "close" | "hold"): Closed | null {
  const at = (entry: (typeof entries)[number] | undefined) =>
    entry === undefined ? null : Date.parse(entry.at);
  const approved = entries.find(
    (entry) => isFact("decide-gate", "decision")(entry) && entry.detail.gate === "change-record",
  );
  // A plan that holds ingress closes it only in a rollback.
  const fromMs = at(
    during === "close" ? approved : entries.find(({ action }) => action === "begin-rollback"),
  );
  // Until the release is decided, or after that, until the rollback is proved and production opens again.
  const untilMs = at(entries.findLast(isFact("reopen-ingress", "outcome")));
  return fromMs === null || untilMs === null ? null : { fromMs, untilMs };
}

const lengthOf = ({ fromMs, untilMs }: Closed): number => Math.max(0, untilMs - fromMs);
const within = (closed: Closed, allowed: Closed | null): number =>
  allowed === null
    ? 0
    : lengthOf({
        fromMs: Math.max(closed.fromMs, allowed.fromMs),
        untilMs: Math.min(closed.untilMs, allowed.untilMs),
      });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What ingress is, as it was released: its template, and what is open. */
const released = (world: World): string =>
  stackOf(world, "production", "ingress")?.deployed.template.text ?? "";

const rows: string[][] = [];
let beyondMs = 0;
let asBefore = 0;
let saidSo = 0;
for (const during of ["close", "hold"] as const)
  for (const [end, change] of Object.entries(ends)) {
    const plan = planWith((edited) => {
      edited.ingressDuringUpdate = during;
    });
    const world = await live(plan);
    const before = released(world);
    const closed = watchClosed(world);
    const ended = await change(world, plan);
    const allowed = announced(ended, during);
    const beyond = sum(closed().map((span) => lengthOf(span) - within(span, allowed)));
    beyondMs += beyond;
    const isAsBefore =
      before !== "" &&
      released(world) === before &&
      (closed().length === 0 || reopeningOf(ended.entries) === "open");
    if (isAsBefore) asBefore += 1;
    const words = during === "close" ? "Production goes OFFLINE" : "Production stays online";
    const subject =
      world.people.mails.findLast(({ subject: one }) => one.includes("change-record"))?.subject ?? "";
    const pages = world.people.pages.join();
    const isSaid = pages.includes(
      during === "close"
        ? "Production goes offline when you approve"
        : "Production stays online while it is updated",
    );
    if (isSaid && subject.includes(words)) saidSo += 1;
    const minutes = (ms: number) => String(Math.ceil(ms / minuteMs));
    rows.push([
      during,
      end,
      isAsBefore ? "as before" : "NOT as before",
      minutes(sum(closed().map(lengthOf))),
      minutes(beyond),
      subject.replace(/ - .*$/, ""),
    ]);
  }

/** Where a production that stays closed is said to be closed. */
const loud = install();
const cloudWatch = new CloudWatch(loud);
const mails = watchMails(loud);
await troubles["production-is-closed"](loud);
const [run = ""] = [
  ...new Set(
    loud.people.mails
      .filter(({ subject }) => subject.startsWith("PRODUCTION IS CLOSED"))
      .map(({ subject }) => subject.split(" - ").at(-1) ?? ""),
  ),
];
const alarm = alarmsIn(await synthesisedTemplate(), loud.application).find(
  ({ name }) => name === "production-is-closed",
);
const isClosedIn = async (args: string) =>
  (await firstScreen(loud, args)).includes("PRODUCTION IS CLOSED TO THE PUBLIC");
const places: readonly (readonly [string, boolean])[] = [
  ["the subject of the mail about the end", mails(run).size > 0],
  ["interlock status", await isClosedIn("status")],
  ["interlock runs", await isClosedIn("runs")],
  ["interlock doctor", await isClosedIn("doctor")],
  ["the operators' page", await isClosedIn("open")],
  ["the alarm production-is-closed", alarm?.hasRung(cloudWatch, loud) === true],
];
cloudWatch.close();

/** Who heard of each end within a minute of it. */
let reachable = 0;
let heard = 0;
let strangers = 0;
let named = 0;
const told: string[][] = [];
for (const [verdict, way] of Object.entries(ways)) {
  const world = connected();
  const left = watchMails(world);
  // Each gate has one approver here, and a contributor decides nothing: a run by one of them is refused.
  const isByBoth = verdict === "REFUSED";
  const runId = await way(world, isByBoth ? byBoth : {});
  await world.pass(2 * minuteMs);
  const { entries } = await read(world, runId);
  if (verdictOf(entries) !== verdict) throw new Error(`${runId} ended ${verdictOf(entries)}, not ${verdict}`);
  const sealedAtMs = Date.parse(entries.at(-1)?.at ?? "");
  const people = concerned(entries, isByBoth ? ["staging-approver"] : []);
  const inTime = people.filter(
    (one) => (left(runId).get(one) ?? Number.POSITIVE_INFINITY) - sealedAtMs <= minuteMs,
  );
  const unreached = await namedAsUnreached(world, runId);
  [reachable, heard] = [reachable + people.length, heard + inTime.length];
  [strangers, named] = [strangers + 1, named + unreached.filter((one) => one.startsWith("Dora <")).length];
  told.push([verdict, `${inTime.length} of ${people.length}`, unreached.join("; ")]);
}
let withoutRunTold = 0;
for (const [what, way] of Object.entries(withoutRun)) {
  const world = connected();
  world.events.isScheduled = true;
  const left = watchMails(world);
  const runId = await way(world);
  const atMs = world.time.nowMs();
  await world.pass(3 * minuteMs);
  const isTold = (left(runId).get("staging-approver") ?? Number.POSITIVE_INFINITY) - atMs <= minuteMs;
  withoutRunTold += isTold ? 1 : 0;
  told.push([what, `${isTold ? 1 : 0} of 1`, (await namedAsUnreached(world, runId)).join("; ")]);
}
quiet.close();

const table = (head: readonly string[], body: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`);
const document = [
  "# A live production through a change that ends badly",
  "",
  ...table(
    [
      "ingress during the update",
      "the change is",
      "afterwards ingress is",
      "minutes closed",
      "beyond what was announced",
      "subject of the change record's mail",
    ],
    rows,
  ),
  "",
  "# Where a production that stays closed is said to be closed",
  "",
  ...table(
    ["where", "said"],
    places.map(([place, isSaid]) => [place, isSaid ? "yes" : "NO"]),
  ),
  "",
  "# Who heard of an end within a minute",
  "",
  ...table(["end", "heard", "named in the records as not reached"], told),
  "",
].join("\n");
console.log(document);
console.log(`written to ${writeDocument("production.md", document)}\n`);

const all = rows.length;
const reached = reportFigures("production", "npm run assure -- production", [
  atMost("minutes closed beyond what was announced", Math.ceil(beyondMs / minuteMs), 0),
  allOf("changes after which ingress is as before", asBefore, all),
  allOf("changes whose page, mail and subject said what customers notice", saidSo, all),
  allOf(
    "places that say that production is closed",
    places.filter(([, isSaid]) => isSaid).length,
    places.length,
  ),
  allOf("people who heard of an end within a minute, of those reachable", heard, reachable),
  allOf(
    "people who heard within a minute of a change without a run",
    withoutRunTold,
    Object.keys(withoutRun).length,
  ),
  allOf("people who cannot be reached and are named", named, strangers),
]);
if (!reached) process.exitCode = 1;
