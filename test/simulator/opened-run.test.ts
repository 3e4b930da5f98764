import { OpenedRun, templateOf, type Wanted } from "./opened-run.ts";

const steps: Wanted["steps"] = {
  development: [{ part: "network" }, { part: "compute", dependsOn: ["network"] }],
};
const environment = "development" as const;
const scope = "everything" as const;

describe("a run in the simulated account", () => {
  test("is worked on by a task that is called directly", async () => {
    const run = await OpenedRun.begin({ steps });
    await run.allow(environment);
    const { time, cloudFormation } = run.installation;
    const beganAtMs = time.nowMs();

    expect(await run.call("provision-step", { environment, scope })).toEqual({
      outcome: "done",
      waitSeconds: 0,
    });
    expect([...cloudFormation.stacks.values()].map(({ name, status }) => `${name} ${status}`)).toEqual([
      "shop-development-network CREATE_COMPLETE",
      "shop-development-compute CREATE_COMPLETE",
    ]);
    expect((await run.recorded("provision-step", "outcome")).map(({ result }) => result)).toEqual([
      "created",
      "created",
    ]);
    expect(time.nowMs()).toBe(beganAtMs);
  });

  test("waits in virtual time for long operations", async () => {
    const run = await OpenedRun.begin({ steps });
    await run.allow(environment);
    run.cloudFormation.pace.set("shop-development-compute", 60);
    const first = await run.call("provision-step", { environment, scope });
    await run.installation.pass(30_000);

    expect([first.outcome, (await run.call("provision-step", { environment, scope })).outcome]).toEqual([
      "waiting",
      "done",
    ]);
  });

  test("meets errors as they are thrown", async () => {
    const run = await OpenedRun.begin({ steps });

    await expect(run.call("provision-step", { environment, scope })).rejects.toMatchObject({
      name: "PrerequisiteMissing",
    });
  });

  test("meets stacks that fail or are refused", async () => {
    const run = await OpenedRun.begin({
      steps: { development: [{ part: "network", template: templateOf("wrong", { refused: true }) }] },
    });
    await run.allow(environment);

    expect((await run.call("provision-step", { environment, scope })).outcome).toBe("failed");
  });
});
