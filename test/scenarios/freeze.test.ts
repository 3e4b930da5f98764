import type { Environment } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { holdOf } from "../../lib/domain/run/hold.ts";
import { readRun } from "../../lib/shared-use-cases/run-view.ts";
import { bannersOf, situationIn } from "../../lib/shared-use-cases/situation.ts";
import { migration } from "../domain/freeze/sample-window.ts";
import { begin, failing, finish, install, planWith, read, take } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

const firstEffectIn = (entries: readonly Entry[], environment: Environment): string =>
  entries.filter(isFact("provision-step", "intent")).find(({ detail }) => detail.environment === environment)
    ?.at ?? "never";

const looks = (entries: readonly Entry[]) =>
  entries
    .filter(isFact("read-windows", "observation"))
    .map(({ subject, detail }) => `${subject} ${detail.outcome}`);

const until = (world: World, iso: string) => world.time.passUntil(() => false, Date.parse(iso));

test("a run is held before the first effect in a frozen environment, and goes on by itself", async () => {
  const world = install({ freezeWindows: [migration()] });
  const { entries, verdict } = await take(world);

  expect(verdict).toBe("SUCCEEDED");
  expect(looks(entries)).toEqual(["staging frozen", "staging open"]);
  expect(firstEffectIn(entries, "development").slice(0, 13)).toBe("2026-11-24T10");
  expect(firstEffectIn(entries, "staging") >= "2026-11-26T08:00").toBe(true);
  expect(firstEffectIn(entries, "staging") < "2026-11-26T08:05").toBe(true);
});

test("a plan's window holds like one of the settings, and the plan's owner approves it with the plan", async () => {
  const world = install();
  const plan = planWith((edited) => {
    edited.freezeWindows = [migration({ environments: ["development"], lasts: "PT3H" })];
  });
  const { entries, verdict } = await take(world, {}, plan);

  expect(verdict).toBe("SUCCEEDED");
  expect(firstEffectIn(entries, "development") >= "2026-11-24T11:00").toBe(true);
});

test("ingress does not open in a freeze that began while people decided, although production is provisioned", async () => {
  const world = install({
    freezeWindows: [migration({ environments: ["production"], from: "2026-11-25T01:00", lasts: "P2D" })],
  });
  world.people.says = (gate) => ({
    decision: "approve",
    afterMs: gate === "production-release" ? 20 * 3_600_000 : 60_000,
  });
  const { entries, verdict } = await take(world);

  expect(verdict).toBe("SUCCEEDED");
  expect(looks(entries)).toEqual(["production open", "production/ingress frozen", "production/ingress open"]);
  const opened = entries
    .filter(isFact("provision-step", "intent"))
    .find(({ detail }) => detail.part === "ingress");
  expect(opened?.at.slice(0, 13)).toBe("2026-11-27T00");
});

test("no rollback is held by a freeze", async () => {
  const world = install({
    freezeWindows: [migration({ from: "2026-11-24T11:30", environments: ["development", "staging"] })],
  });
  const { entries, verdict } = await take(world, { version: 2, ...failing("development", "compute") });

  expect(verdict).toBe("ROLLED_BACK");
  expect(looks(entries)).toEqual(["development open"]);
  expect((entries.at(-1)?.at ?? "") < "2026-11-24T23:00").toBe(true);
});

test("a freeze that would hold a run for more than 30 days is rolled back at once, not after them", async () => {
  const world = install({ freezeWindows: [migration({ lasts: "P45D" })] });
  const { entries, verdict } = await take(world);

  expect(verdict).toBe("ROLLED_BACK");
  expect(looks(entries)).toEqual(["staging closed"]);
  expect(firstEffectIn(entries, "staging")).toBe("never");
  expect((entries.at(-1)?.at ?? "").slice(0, 10)).toBe("2026-11-24");
});

test("a freeze of 29 days is waited for to its end, within the looks that the machine counts", async () => {
  const world = install({ freezeWindows: [migration({ lasts: "P29D" })] });
  const { entries, verdict } = await take(world);
  const [execution] = [...world.states.executions.values()].filter(({ name }) =>
    /^[^-]+(-[^-]+)*-1$/.test(name),
  );

  expect(verdict).toBe("SUCCEEDED");
  expect(firstEffectIn(entries, "staging").slice(0, 13)).toBe("2026-12-23T08");
  expect(execution).toBeDefined();
});

test("people see what holds a run, why, and when it goes on", async () => {
  const world = install({ freezeWindows: [migration()] });
  const { runId } = await begin(world);
  await until(world, "2026-11-25T10:00:00Z");
  const { entries } = await read(world, runId);
  const hold = {
    environment: "staging",
    scope: "everything",
    closedBy: [{ window: "settings/migration", reason: "the data centre moves" }],
    continuesAt: "2026-11-26T08:00:00.000Z",
  };

  expect(holdOf(entries)).toMatchObject(hold);
  expect((await world.ask((ports) => readRun(ports, runId))).view.hold).toMatchObject(hold);
  const situation = await world.ask(({ records }) => situationIn(records));
  expect(bannersOf(situation, world.time.nowMs()).map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /IS HELD BY A FREEZE: staging may not change until 2026-11-26 08:00 UTC .*settings\/migration \("the data centre moves"\)/,
    ),
  ]);
  await finish(world);
  expect(holdOf((await read(world, runId)).entries)).toBeNull();
});
