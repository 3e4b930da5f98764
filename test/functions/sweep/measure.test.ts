import { measure } from "../../../functions/sweep/measure.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { fact, opened, validated } from "../../fixtures/sample-facts.ts";
import { Installation } from "../../simulator/installation.ts";
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

  test("how long a gate waits beyond its escalation, if it has one", async () => {
    const gauges = await measured(({ installation }) => {
      const nowMs = installation.time.nowMs();
      const item = gateOpenedAt(nowMs - hourMs, {
        remindAtMs: nowMs - hourMs / 2,
        escalation: { to: "platform-owner", atMs: nowMs - hourMs / 4 },
      });
      put(installation, keys.gate(item.runId, item.gate), { gate: item });
    });
    expect(gauges).toMatchObject({ waitingMinutes: 60, overdueMinutes: 15 });
  });

  test("no gate that is decided, and none beyond a time that has not come", async () => {
    const gauges = await measured(({ installation }) => {
      const nowMs = installation.time.nowMs();
      for (const item of [
        gateOpenedAt(nowMs - hourMs, { gate: "staging-sign-off", state: "approved" }),
        gateOpenedAt(nowMs - hourMs, { remindAtMs: nowMs + hourMs, escalation: null }),
      ])
        put(installation, keys.gate(item.runId, item.gate), { gate: item });
    });
    expect(gauges).toMatchObject({ waitingMinutes: 60, overdueMinutes: 0 });
  });

  test("how long work has been stopped", async () => {
    const gauges = await measured(async ({ installation }) => {
      await installation.port("records").stop("an operator", "the network is down");
      await installation.pass(hourMs);
    });
    expect(gauges).toMatchObject({ stoppedMinutes: 60 });
  });

  test("how long production has been closed without a run that would open it", async () => {
    const installation = await Installation.withoutLatency();
    const ports = installation.ports("sweep");
    const left = (state: "open" | "closed") => {
      const since = new Date(installation.time.nowMs() - hourMs).toISOString();
      put(installation, keys.ingress(installation.application), { runId, ingress: { state, since } });
      return installation.does(async () => measure(ports, await ports.records.lease()));
    };
    const nothing = {
      stoppedMinutes: 0,
      waitingMinutes: 0,
      overdueMinutes: 0,
      idleMinutes: 0,
      unansweredMinutes: 0,
    };
    expect(await left("closed")).toEqual({ gauges: { closedMinutes: 60, ...nothing } });
    expect(await left("open")).toEqual({ gauges: { closedMinutes: 0, ...nothing } });
  });

  test("no closed production while a run is at work that may open it", async () => {
    const gauges = await measured(({ installation }) => {
      const since = new Date(installation.time.nowMs() - hourMs).toISOString();
      put(installation, keys.ingress(installation.application), {
        runId,
        ingress: { state: "closed", since },
      });
    });
    expect(gauges).toMatchObject({ closedMinutes: 0 });
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
