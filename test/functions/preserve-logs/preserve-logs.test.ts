import type { LoggedEvent } from "../../../lib/ports/logs/port.ts";
import { intended } from "../../fakes/facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { mostEvents } from "../../simulator/services/inspector.ts";

const stackName = "shop-production-logging";
const template = templateOf("logs", {
  resources: {
    Web: { Type: "AWS::Logs::LogGroup" },
    Jobs: { Type: "AWS::Logs::LogGroup" },
    Archive: { Type: "AWS::S3::Bucket" },
  },
});

/** A run that has two log groups in the logging of production, and two elsewhere. */
async function provisioned(): Promise<OpenedRun> {
  const run = await OpenedRun.begin({
    steps: {
      production: [
        { part: "logging", template },
        { part: "compute", template },
      ],
    },
  });
  await run.create("production", "logging", "compute");
  return run;
}

const preserve = (run: OpenedRun) => run.call("preserve-logs", {});
const kept = async (run: OpenedRun) => (await run.told("preserve-logs", "outcome"))[0];
const logged = (atMs: number, message: string): LoggedEvent => ({ atMs, stream: "one", message });
/** The id of a log group of the logging. */
const groupOf = (run: OpenedRun, logicalId: string) =>
  run.cloudFormation.there(stackName).resources.get(logicalId) ?? "";

describe("the logs of production", () => {
  test("need not be kept where the run did nothing there", async () => {
    const run = await OpenedRun.begin();
    await run.say(intended("staging/logging"));
    const { transactions } = run.watch();

    expect(await preserve(run)).toEqual({ readable: true });
    expect(transactions).toEqual([]);
  });

  test("are those of the groups of its logging, and no other resource's", async () => {
    const run = await provisioned();
    const [web, jobs] = [groupOf(run, "Web"), groupOf(run, "Jobs")];
    await preserve(run);

    expect(await kept(run)).toEqual({
      environment: "production",
      logGroups: [web, jobs],
      readable: true,
      exports: [
        { logGroup: web, events: 0, complete: true, digest: null },
        { logGroup: jobs, events: 0, complete: true, digest: null },
      ],
    });
  });

  test("are kept as far as they were written since the run began", async () => {
    const run = await provisioned();
    const beganAtMs = run.installation.time.nowMs();
    await run.installation.pass(60_000);
    await run.say(intended("production/monitoring"));
    const during = [logged(beganAtMs, "it begins"), logged(beganAtMs + 1, "it goes on")];
    run.cloudFormation.alter(stackName, "Web", { logged: [logged(beganAtMs - 1, "long ago"), ...during] });

    expect(await preserve(run)).toEqual({ readable: true });
    const [web] = (await kept(run))?.exports ?? [];
    expect(web?.events).toBe(2);
    expect(JSON.parse(run.kept(web?.digest ?? "") ?? "")).toEqual(during);
  });

  test("are recorded as not readable when one group is not, and the others are kept all the same", async () => {
    const run = await provisioned();
    run.cloudFormation.resources.delete(groupOf(run, "Web"));

    expect(await preserve(run)).toEqual({ readable: false });
    expect(await kept(run)).toMatchObject({ readable: false, exports: [{ logGroup: groupOf(run, "Jobs") }] });
  });

  test("are recorded as incomplete when there was too much of them", async () => {
    const run = await provisioned();
    const event = logged(run.installation.time.nowMs(), "it begins");
    run.cloudFormation.alter(stackName, "Web", { logged: Array(mostEvents + 1).fill(event) });

    expect(await preserve(run)).toEqual({ readable: true });
    expect((await kept(run))?.exports).toMatchObject([{ complete: false }, { complete: true }]);
  });
});
