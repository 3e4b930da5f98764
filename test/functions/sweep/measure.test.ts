import { measure } from "../../../functions/sweep/measure.ts";
import { metricsIn } from "../../../lib/domain/metrics.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { fact, opened, validated } from "../../fixtures/sample-facts.ts";
import { append, put } from "../../simulator/table.ts";
import { gateOpenedAt } from "./open-gates.ts";
import { runId, running } from "./running.ts";

const hourMs = 60 * 60_000;

async function measured(
  arrange: (world: Awaited<ReturnType<typeof running>>) => Promise<void> | void = () => undefined,
) {
  const world = await running([opened()]);
  await arrange(world);
  const ports = world.installation.ports("sweep");
  const { gauges } = await world.installation.does(async () => measure(ports, await ports.records.lease()));
  return gauges;
}

describe("the sweep measures", () => {
  test("how long a run has recorded nothing", async () => {
    const gauges = await measured(({ installation }) => installation.pass(hourMs));
    expect(gauges).toMatchObject({ idleMinutes: expect.any(Number), waitingMinutes: 0, closedMinutes: 0 });
    expect(gauges?.idleMinutes).toBeGreaterThanOrEqual(60);
  });

  test("how long a gate waits, and how long beyond its reminder, but then no idleness", async () => {
    const gauges = await measured(({ installation }) => {
      const item = gateOpenedAt(installation.time.nowMs() - hourMs, {
        remindAtMs: installation.time.nowMs() - hourMs / 2,
        escalation: null,
      });
      put(installation, keys.gate(item.runId, item.gate), { gate: item });
    });
    expect(gauges).toMatchObject({ waitingMinutes: 60, overdueMinutes: 30, idleMinutes: 0 });
  });

  test("how long the checks that are asked now have had no answer, and not those that were answered", async () => {
    const awaited = (environment: "development" | "staging") =>
      fact("await-checks", "observation", environment, {
        environment,
        scope: "everything",
        waitsFor: [],
        detections: [],
      });
    const asked = async (...facts: readonly Fact[]) => {
      const gauges = await measured(async ({ installation }) => {
        append(installation, runId, facts.slice(0, -1));
        await installation.pass(hourMs);
        append(installation, runId, facts.slice(-1));
      });
      return gauges?.unansweredMinutes;
    };

    expect(await asked(awaited("staging"), awaited("staging"))).toBe(60);
    expect(await asked(awaited("development"), validated("development"))).toBe(0);
  });
});

test("an answer's metrics are its gauges, its counts, and its verdict as one run; what is 0 is none", () => {
  expect(
    metricsIn({
      gauges: { closedMinutes: 3, idleMinutes: 0 },
      undelivered: 2,
      givenUp: 0,
      recovered: ["a"],
      verdict: "ABORTED",
    }),
  ).toEqual({
    closedMinutes: 3,
    undelivered: 2,
    gateWaitsInVain: 1,
    "run-ABORTED": 1,
    runEndedBadly: 1,
  });
  expect(metricsIn(null)).toEqual({});
});

test.each([
  ["runStandsStill", { gauges: { idleMinutes: 240 } }, { gauges: { idleMinutes: 239 } }],
  ["runStandsStill", { gauges: { unansweredMinutes: 90 } }, { gauges: { unansweredMinutes: 89 } }],
  ["gateWaitsInVain", { gauges: { overdueMinutes: 1 } }, { gauges: { overdueMinutes: 0 } }],
  ["gateWaitsInVain", { undelivered: 1 }, { undelivered: 0 }],
  ["runEndedBadly", { verdict: "ROLLED_BACK" }, { verdict: "REJECTED" }],
  ["runEndedBadly", { verdict: "ABORTED" }, { verdict: "QUARANTINED" }],
])("%s is one metric for its causes: %j is one, %j is none", (name, one, none) => {
  expect(metricsIn(one)).toHaveProperty(name, 1);
  expect(metricsIn(none)).not.toHaveProperty(name);
});
