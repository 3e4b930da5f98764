import { setTimeout } from "node:timers/promises";
import type { Clock } from "./port.ts";

/** The machine's own time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  pause: async (ms) => {
    await setTimeout(ms);
  },
};
