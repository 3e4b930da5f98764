import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";

const done = { outcome: "done", waitSeconds: 0 };

/** A run that created functions in development, each of which has logged; nothing has to be quiet first. */
async function logging(count: number) {
  const names = Array.from({ length: count }, (_, index) => `Worker${index}`);
  const resources = Object.fromEntries(names.map((name) => [name, { Type: "AWS::Lambda::Function" }]));
  const run = await OpenedRun.begin({
    settings: { quietSeconds: 0 },
    steps: { development: [{ part: "storage", template: templateOf("storage", { resources }) }] },
  });
  await run.create("development", "storage");
  const { cloudFormation, installation } = run;
  const groups = [...cloudFormation.resources.values()]
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ id }) => `/aws/lambda/${id}`);
  const log = (id: string) =>
    cloudFormation.leave({ type: "AWS::Logs::LogGroup", id, createdAtMs: installation.time.nowMs() });
  groups.forEach(log);
  const { logGroups } = installation.ports("roll-back-step", "development");
  return {
    run,
    groups,
    /** Rolls development back; each deletion of a group takes so long. */
    rollBack: (tookMs = 0) =>
      run.call(
        "roll-back-step",
        { environment: "development", scope: "everything" },
        {
          logGroups: {
            ...logGroups,
            remove: async (name) => {
              await installation.port("clock").pause(tookMs);
              return logGroups.remove(name);
            },
          },
        },
      ),
    /** What the records say of the groups, in order. */
    said: async () =>
      (await run.entries()).flatMap((entry) =>
        entry.action === "delete-log-group" ? [`${entry.kind} ${entry.detail.logGroup}`] : [],
      ),
  };
}

describe("log groups of functions that a rollback deleted", () => {
  test("are deleted one after the other, each announced and reported", async () => {
    const { groups, rollBack, said, run } = await logging(2);
    const [first, second] = groups;

    expect(await rollBack()).toEqual(done);
    expect(await said()).toEqual([
      `intent ${first}`,
      `outcome ${first}`,
      `intent ${second}`,
      `outcome ${second}`,
    ]);
    for (const group of groups) expect(run.cloudFormation.resources.has(group)).toBe(false);
  });

  test("are left to the next call when there is no time for more, which reports none of them twice", async () => {
    const { groups, rollBack, said } = await logging(2);
    const [first, second] = groups;

    expect(await rollBack(20_000)).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(await said()).toEqual([`intent ${first}`, `outcome ${first}`]);
    expect(await rollBack()).toEqual(done);
    expect((await said()).slice(2)).toEqual([`intent ${second}`, `outcome ${second}`]);
  });

  test("are deleted once when nothing is left of them", async () => {
    const { rollBack, said, run } = await logging(1);
    await rollBack();
    const before = await said();
    const deletions = requestsTo(run.installation.account, requestsFor("logs", "DeleteLogGroup"));

    expect(await rollBack()).toEqual(done);
    expect(await said()).toEqual(before);
    expect(deletions).toEqual([]);
  });
});
