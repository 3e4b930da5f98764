import type { LoggedEvent } from "../../../lib/ports/logs/port.ts";
import { intended, validated } from "../../fixtures/sample-facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { mostEvents } from "../../simulator/services/inspector.ts";

const stackName = "shop-production-logging";
const computeStack = "shop-production-compute";
const template = templateOf("logs", {
  resources: {
    Web: { Type: "AWS::Logs::LogGroup" },
    Jobs: { Type: "AWS::Logs::LogGroup" },
    Archive: { Type: "AWS::S3::Bucket" },
  },
});

/** A run that has two log groups in the logging of production, and two in a stack that a rollback deletes. */
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
const kept = async (run: OpenedRun) => (await run.recorded("preserve-logs", "outcome"))[0];
const logged = (atMs: number, message: string): LoggedEvent => ({ atMs, stream: "one", message });
/** The id of a log group of the logging. */
const groupOf = (run: OpenedRun, logicalId: string, stack = stackName) =>
  run.cloudFormation.there(stack).resources.get(logicalId) ?? "";

describe("the logs of production", () => {
  test("need not be kept where the run did nothing", async () => {
    const run = await OpenedRun.begin();
    await run.say(intended("staging/logging"));
    const { transactions } = run.watch();

    expect(await preserve(run)).toEqual({ readable: true });
    expect(transactions).toEqual([]);
  });

  test("are those of every log group, wherever its stack belongs, and no other resource's", async () => {
    const run = await provisioned();
    const groups = [stackName, computeStack].flatMap((stack) =>
      ["Web", "Jobs"].map((logicalId) => groupOf(run, logicalId, stack)),
    );
    await preserve(run);

    expect(await kept(run)).toEqual({
      environment: "production",
      logGroups: groups,
      readable: true,
      exports: groups.map((logGroup) => ({ logGroup, events: 0, complete: true, digest: null })),
    });
  });

  test("are those too that services made by themselves for what its stacks hold", async () => {
    const run = await OpenedRun.begin({
      steps: {
        production: [
          {
            part: "compute",
            template: templateOf("worker", { resources: { Worker: { Type: "AWS::Lambda::Function" } } }),
          },
        ],
      },
    });
    await run.create("production", "compute");
    const made = `/aws/lambda/${groupOf(run, "Worker", computeStack)}`;
    for (const id of [made, `${made}-of-others`])
      run.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id });

    expect(await preserve(run)).toEqual({ readable: true });
    expect((await kept(run))?.logGroups).toEqual([made]);
  });

  test("are kept as far as they were written since the run first changed production", async () => {
    const run = await provisioned();
    const changedAtMs = run.installation.time.nowMs();
    await run.installation.pass(60_000);
    await run.say(intended("production/monitoring"));
    const during = [logged(changedAtMs, "it begins"), logged(changedAtMs + 1, "it goes on")];
    run.cloudFormation.alter(stackName, "Web", { logged: [logged(changedAtMs - 1, "long ago"), ...during] });

    expect(await preserve(run)).toEqual({ readable: true });
    const [web] = (await kept(run))?.exports ?? [];
    expect(web?.events).toBe(2);
    expect(JSON.parse(run.kept(web?.digest ?? "") ?? "")).toEqual(during);
  });

  test("are not those of the days for which people decided before", async () => {
    const run = await OpenedRun.begin({ steps: { production: [{ part: "logging", template }] } });
    const openedAtMs = run.installation.time.nowMs();
    await run.installation.pass(72 * 3_600_000);
    await run.create("production", "logging");
    run.cloudFormation.alter(stackName, "Web", { logged: [logged(openedAtMs + 1, "before")] });
    await preserve(run);

    expect((await kept(run))?.exports).toMatchObject([{ events: 0 }, { events: 0 }]);
  });

  test("are not those since another environment was changed, or production was only looked at", async () => {
    const run = await OpenedRun.begin({ steps: { production: [{ part: "logging", template }] } });
    const openedAtMs = run.installation.time.nowMs();
    await run.say(intended("staging/network"), validated("production"));
    await run.installation.pass(60_000);
    await run.create("production", "logging");
    run.cloudFormation.alter(stackName, "Web", { logged: [logged(openedAtMs + 1, "before")] });
    await preserve(run);

    expect((await kept(run))?.exports).toMatchObject([{ events: 0 }, { events: 0 }]);
  });

  test("are recorded as not readable when one group is not, and the others are kept all the same", async () => {
    const run = await provisioned();
    run.cloudFormation.resources.delete(groupOf(run, "Web"));

    expect(await preserve(run)).toEqual({ readable: false });
    expect(await kept(run)).toMatchObject({
      readable: false,
      exports: [{ logGroup: groupOf(run, "Jobs") }, {}, {}],
    });
  });

  test("are the newest, and recorded as incomplete, when there are too many", async () => {
    const run = await provisioned();
    const atMs = run.installation.time.nowMs();
    const events = Array.from({ length: mostEvents + 1 }, (_, index) => logged(atMs + index, `${index}`));
    run.cloudFormation.alter(stackName, "Web", { logged: events });

    expect(await preserve(run)).toEqual({ readable: true });
    const [web] = (await kept(run))?.exports ?? [];
    expect(web).toMatchObject({ complete: false, events: mostEvents });
    expect(JSON.parse(run.kept(web?.digest ?? "") ?? "").at(-1)).toEqual(events.at(-1));
  });
});
