import { application, begin, failing, finish, install, rejectAt, statesOf } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** The execution of a run's parent, as the Step Functions console shows it. */
const executionOf = (world: World, runId: string) => {
  const execution = [...world.states.executions.values()].find(({ name }) => name === runId);
  if (execution === undefined) throw new Error(`${runId} has no execution`);
  return execution;
};

test("a run that failed is red, and its cause is what failed and the command to run", async () => {
  const world = install();
  const { runId } = await begin(world, failing("staging", "compute"));
  await finish(world);
  const { status, error, cause } = executionOf(world, runId);
  expect([status, error]).toEqual(["FAILED", "ROLLED_BACK"]);
  expect(cause).toMatch(/^staging\/compute failed: /);
  expect(cause).toContain(`Run: npx interlock status ${runId}`);
});

test("the child in which a step failed is red, and names its environment and the command to run", async () => {
  const world = install();
  // As on AWS, where no stack is done within one call of a function.
  world.cloudFormation.pace.set(`${application}-staging-compute`, 300);
  const { runId } = await begin(world, failing("staging", "compute"));
  await finish(world);
  const child = [...world.states.executions.values()].find(({ name }) =>
    name.includes("-staging-provision-"),
  );
  expect(child?.status).toBe("FAILED");
  expect(child?.cause).toBe(
    `Not done in staging (everything). What failed, and why: npx interlock status ${runId} --aws --application ${application}`,
  );
});

test("the state of a task that answers at once that it failed is red, and the run goes from it to the rollback", async () => {
  const world = install();
  const { runId } = await begin(world, failing("staging", "compute"));
  await finish(world);
  const { history } = executionOf(world, runId);
  const failed = history.filter(({ type }) => type === "TaskFailed").map(({ state }) => state);
  expect(failed).toEqual(["5.2 Provision staging"]);
  const states = statesOf(world, runId);
  expect(states[states.indexOf("5.2 Provision staging") + 1]).toBe("5.4 Tear down staging");
});

test("a person's no fails no machine: the run ends in a state that is named for it", async () => {
  const world = install();
  rejectAt(world, "production-release");
  const { runId } = await begin(world);
  await finish(world);
  expect(executionOf(world, runId).status).toBe("SUCCEEDED");
  expect(statesOf(world, runId).at(-1)).toBe("Rejected at a gate");
});
