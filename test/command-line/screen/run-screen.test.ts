import * as fc from "fast-check";
import { screenOf } from "../../../lib/command-line/commands/status.ts";
import { noColours } from "../../../lib/command-line/screen/paint.ts";
import { runScreen } from "../../../lib/command-line/screen/run-screen.ts";
import { connectionTo } from "../../fixtures/listed-run.ts";
import { begin, failing, finish, install, rejectAt, takeUntil } from "../../simulator/runs.ts";
import { waitingRun } from "../../simulator/waiting-run.ts";
import type { World } from "../../simulator/world.ts";

/** The screen of a run, as an operator with a wide terminal sees it. */
async function drawn(world: World, runId: string, columns = 200): Promise<readonly string[]> {
  const connection = connectionTo(world);
  const screen = await world.does(() => screenOf(connection, runId));
  return runScreen(
    { ...screen, nowMs: world.time.nowMs() },
    { typed: connection.typed, columns, paint: noColours },
  );
}

test("a run that waits for people says for whom, since when, until when, and that the mail was accepted", async () => {
  const { world, runId } = await waitingRun();
  const gate = (await drawn(world, runId)).find((line) => line.includes("plan-approval"));
  expect(gate).toMatch(
    /^● plan-approval +1:0\d +waits for platform-owner \(mail accepted\) · until 2026-11-2\d \d\d:\d\d UTC \(\d d/,
  );
});

test("the screen begins with whose change it is, and ends with run and verdict", async () => {
  const { world, runId } = await waitingRun();
  const lines = await drawn(world, runId);
  expect(lines[0]).toMatch(/^[0-9a-f]{12} {2}\S/);
  expect(lines[1]).toContain(" · since 2026-11-24");
  expect(lines.at(-1)).toBe(`run ${runId} RUNNING`);
});

test("the screen begins with a stop, a quarantine and a queue, each with the command that leads on", async () => {
  const { world } = await waitingRun();
  const { runId } = await begin(world, { attempt: 2 });
  await world.call("stop-work", { by: "an operator", reason: "something deletes databases" });
  const lines = await drawn(world, runId);
  expect(lines[0]).toMatch(
    /^! WORK IS STOPPED since .*, by an operator: "something deletes databases"; 0 of 2/,
  );
  expect(lines[1]).toBe("    npx interlock resume --as PERSON");
  expect(lines[2]).toContain("1 change waits");
  expect(lines.join("\n")).toContain("waits: all work is stopped by an operator");
});

test("a run that succeeded shows how long each phase took, and the next run how long it usually takes", async () => {
  const world = install();
  const { runId } = await begin(world);
  await finish(world);
  const lines = await drawn(world, runId);
  expect(lines.at(-1)).toBe(`run ${runId} SUCCEEDED`);
  expect(lines.find((line) => line.includes(" staging "))).toMatch(/^✓ staging +(\d+)\/\1 +\d+:\d\d/);
  const { usual } = await world.does(() => screenOf(connectionTo(world), runId));
  expect(usual.staging).toBeGreaterThan(0);
  expect(usual.ingress).toBeGreaterThan(0);
});

test("a run that ended badly leads with its root cause, and with what to type next", async () => {
  const world = install();
  const { runId } = await begin(world, failing("staging", "compute"));
  await finish(world);
  const lines = await drawn(world, runId);
  expect(lines[2]).toMatch(/^staging\/compute failed: /);
  expect(lines.find((line) => line.includes(" staging "))).toContain("rolled back, proved");
  expect(lines.slice(-2)).toEqual([`npx interlock report ${runId}`, `run ${runId} ROLLED_BACK`]);
});

test("a change that was refused leads with every reason", async () => {
  const world = install();
  const { runId } = await begin(world, {
    edit: (change) => ({
      ...change,
      environments: { ...change.environments, staging: change.environments.staging.slice(0, 3) },
    }),
  });
  await finish(world);
  const lines = await drawn(world, runId);
  expect(lines[2]).toContain("missing-part: staging: no stack is the part");
  expect(lines.at(-1)).toBe(`run ${runId} REFUSED`);
});

test("a person's no stands first, in their own words", async () => {
  const world = install();
  rejectAt(world, "staging-sign-off");
  const { runId } = await begin(world);
  await finish(world);
  expect((await drawn(world, runId))[2]).toMatch(/^staging-approver rejected staging-sign-off: /);
});

test("a run in production names the step that is under way", async () => {
  const world = install();
  const runId = await takeUntil(world, "6.2 Validate production");
  const lines = await drawn(world, runId);
  expect(lines.find((line) => line.includes(" production "))).toMatch(/production +6\/6/);
});

test("no line is wider than the terminal, however narrow, except commands, which are there to be copied", async () => {
  const { world, runId } = await waitingRun();
  await world.call("stop-work", { by: "an operator", reason: "x".repeat(300) });
  const screen = await world.does(() => screenOf(connectionTo(world), runId));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 20, max: 200 }), async (columns) => {
      const lines = runScreen(screen, {
        typed: (args) => `npx interlock ${args}`,
        columns,
        paint: noColours,
      });
      const wide = lines.filter((line) => [...line].length > columns && !/npx interlock|^run /.test(line));
      expect(wide).toEqual([]);
    }),
  );
});
