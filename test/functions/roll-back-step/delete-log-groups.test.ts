import { fact, undone, validated } from "../../fixtures/sample-facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";

const done = { outcome: "done", waitSeconds: 0 };

/** A run that created functions in development, each of which has logged. A stack that stood before may have a group of that name. */
async function logging(count: number, { quietSeconds = 0, isDeclared = false } = {}) {
  const names = Array.from({ length: count }, (_, index) => `Worker${index}`);
  const resources = Object.fromEntries(names.map((name) => [name, { Type: "AWS::Lambda::Function" }]));
  const run = await OpenedRun.begin({
    settings: { quietSeconds },
    steps: {
      development: [
        ...(isDeclared ? [{ part: "logging" as const }] : []),
        { part: "storage", template: templateOf("storage", { resources }) },
      ],
    },
  });
  await run.create("development", "storage");
  const { cloudFormation, installation } = run;
  const groups = [...cloudFormation.resources.values()]
    .filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ id }) => `/aws/lambda/${id}`);
  const log = (id: string) =>
    cloudFormation.leave({ type: "AWS::Logs::LogGroup", id, createdAtMs: installation.time.nowMs() });
  groups.forEach(log);
  if (isDeclared) {
    const Group = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: groups[0] } };
    run.exists(run.step("development", "logging"), templateOf("logging", { resources: { Group } }));
  }
  const { logGroups, logs, stacks } = installation.ports("roll-back-step", "development");
  return {
    run,
    groups,
    /** Rolls development back; each deletion of a group takes so long, or kills the function, and groups are listed that are gone. */
    rollBack: ({
      tookMs = 0,
      isKilled = false,
      refusal = null,
      ghosts = [],
      declaredAs = "AWS::Logs::LogGroup",
    }: {
      readonly tookMs?: number;
      readonly isKilled?: boolean;
      readonly refusal?: string | null;
      readonly ghosts?: readonly string[];
      /** The type of what stands and has a group's name. */
      readonly declaredAs?: string;
    } = {}) =>
      run.call(
        "roll-back-step",
        { environment: "development", scope: "everything" },
        {
          stacks: {
            ...stacks,
            resources: async (stackId) =>
              (await stacks.resources(stackId)).map((one) =>
                groups.includes(one.id) ? { ...one, type: declaredAs } : one,
              ),
          },
          logGroups: {
            ...logGroups,
            remove: async (name) => {
              await installation.port("clock").pause(tookMs);
              const reason = refusal ?? (await logGroups.remove(name));
              if (isKilled) throw new Error("killed");
              return reason;
            },
          },
          logs: {
            ...logs,
            named: async (environment, all) => [
              ...(await logs.named(environment, all)),
              ...ghosts.map((name) => ({ name, createdAtMs: installation.time.nowMs() })),
            ],
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

    expect(await rollBack({ tookMs: 20_000 })).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(await said()).toEqual([`intent ${first}`, `outcome ${first}`]);
    expect(await rollBack()).toEqual(done);
    expect((await said()).slice(2)).toEqual([`intent ${second}`, `outcome ${second}`]);
  });

  test("are deleted once when nothing is left of them", async () => {
    const { rollBack, said, run } = await logging(1);
    await rollBack();
    const before = await said();
    const deletions = requestsTo(run.installation.account, requestsFor("logs", "DeleteLogGroup"));
    const { transactions } = run.watch();

    expect(await rollBack()).toEqual(done);
    expect(await said()).toEqual(before);
    expect([...deletions, ...transactions]).toStrictEqual([]);
  });

  test("are left to the next call, without a word, when their stack took the time of this one", async () => {
    const { rollBack, said, run } = await logging(1);
    run.cloudFormation.pace.set("shop-development-storage", 25);
    const { transactions } = run.watch();

    expect(await rollBack()).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect(await said()).toEqual([]);
    expect(transactions.filter((entries) => entries.length === 0)).toStrictEqual([]);
  });

  test("whose deletion was announced, and of which nothing is left, were deleted", async () => {
    const { groups, rollBack, said } = await logging(2);
    const [first, second] = groups;
    await expect(rollBack({ isKilled: true })).rejects.toThrow("killed");
    expect(await said()).toEqual([`intent ${first}`]);

    expect(await rollBack()).toEqual(done);
    expect((await said()).slice(1)).toEqual([`outcome ${first}`, `intent ${second}`, `outcome ${second}`]);
  });

  test("are said to be deleted only where that was announced, although they are listed a little longer", async () => {
    const { groups, rollBack, said } = await logging(1);
    const [first = ""] = groups;
    await expect(rollBack({ isKilled: true })).rejects.toThrow("killed");

    expect(await rollBack({ ghosts: [first, "/aws/lambda/another"] })).toEqual(done);
    expect(await said()).toEqual([`intent ${first}`, `outcome ${first}`]);
  });

  test.each([
    [30, 30],
    [300, 60],
  ])("wait for a quiet period of %i s, for %i s at most", async (quietSeconds, waitSeconds) => {
    const { rollBack, said, run } = await logging(1, { quietSeconds });

    expect(await rollBack()).toEqual({ outcome: "waiting", waitSeconds });
    expect(await said()).toEqual([]);
    await run.installation.pass(quietSeconds * 1_000);
    expect(await rollBack()).toEqual(done);
    expect(await said()).toHaveLength(2);
  });

  test("stay if a stack that stands has them", async () => {
    const { groups, rollBack, said } = await logging(2, { isDeclared: true });
    const [, second] = groups;

    expect(await rollBack()).toEqual(done);
    expect(await said()).toEqual([`intent ${second}`, `outcome ${second}`]);
  });

  test("stay if a service that stands has the same name: its log groups begin alike", async () => {
    const named = (Name: string) =>
      templateOf("web", { resources: { Web: { Type: "AWS::AppRunner::Service", Properties: { Name } } } });
    const run = await OpenedRun.begin({
      settings: { quietSeconds: 0 },
      steps: {
        development: [
          { part: "network", template: named("arn:aws:apprunner:eu-west-1:1:service/web/1") },
          { part: "storage", template: named("arn:aws:apprunner:eu-west-1:1:service/web/2") },
        ],
      },
    });
    run.exists(run.step("development", "network"));
    await run.create("development", "storage");
    const id = "/aws/apprunner/web/1/application";
    const createdAtMs = run.installation.time.nowMs();
    run.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id, createdAtMs });

    expect(await run.call("roll-back-step", { environment: "development", scope: "everything" })).toEqual(
      done,
    );
    expect(run.cloudFormation.resources.has(id)).toBe(true);
  });

  test("go although a resource of another type that stands has their name", async () => {
    const { groups, rollBack, said } = await logging(1, { isDeclared: true });

    expect(await rollBack({ declaredAs: "AWS::SSM::Parameter" })).toEqual(done);
    expect(await said()).toEqual(groups.flatMap((group) => [`intent ${group}`, `outcome ${group}`]));
  });

  test("fail the rollback if one cannot be deleted, and the others go all the same", async () => {
    const { run, groups, rollBack } = await logging(2);

    expect(await rollBack({ refusal: "AccessDenied" })).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect(await run.recorded("delete-log-group", "outcome")).toEqual(
      groups.map((logGroup) => ({
        environment: "development",
        logGroup,
        result: "refused",
        reason: "AccessDenied",
      })),
    );
  });

  test("are quiet since the last step was undone, whatever was said or undone elsewhere since", async () => {
    const { run, rollBack } = await logging(1, { quietSeconds: 30 });
    await rollBack();
    await run.installation.pass(20_000);
    await run.say(undone("staging/network"), validated("development"));
    await run.installation.pass(10_000);

    expect(await rollBack()).toEqual(done);
  });

  test("are none of another environment, of which nothing says what became of them", async () => {
    const { run, groups, rollBack, said } = await logging(1);
    const theirs = {
      environment: "staging",
      logGroup: "/aws/lambda/theirs",
      createdAt: "2026-11-24T10:00:00.000Z",
      kept: { events: 0, complete: true, digest: null },
    } as const;
    await run.say(fact("delete-log-group", "intent", "staging", theirs));

    expect(await rollBack()).toEqual(done);
    expect((await said()).slice(1)).toEqual(
      groups.flatMap((group) => [`intent ${group}`, `outcome ${group}`]),
    );
  });
});
