import type { FreezeWindow } from "../../../lib/domain/freeze/window.ts";

/** Every weekend, from Friday evening to Monday morning in Berlin, production is closed. */
export const weekend = (overrides: Partial<FreezeWindow> = {}): FreezeWindow => ({
  id: "weekend",
  kind: "deny",
  environments: ["production"],
  timeZone: "Europe/Berlin",
  from: "2026-01-02T18:00",
  lasts: "P2DT12H",
  repeats: "FREQ=WEEKLY;BYDAY=FR",
  reason: "nobody is there",
  ...overrides,
});

/** For two days, staging is closed. Every world of the simulator begins within it, on Tuesday, 24 November 2026, at 10:00 UTC. */
export const migration = (overrides: Partial<FreezeWindow> = {}): FreezeWindow => ({
  id: "migration",
  kind: "deny",
  environments: ["staging"],
  timeZone: "Europe/Berlin",
  from: "2026-11-24T09:00",
  lasts: "P2D",
  reason: "the data centre moves",
  ...overrides,
});
