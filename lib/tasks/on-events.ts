import * as z from "zod";
import { changeSubmittedSchema } from "../domain/change/events.ts";
import { pushEventSchema } from "../domain/change/push.ts";
import type { Task } from "./row.ts";

/** The tasks that events call: a push, a submitted change, a run that went on. */
export const tasksOnEvents = {
  "receive-push": {
    deployed: "once",
    input: pushEventSchema,
    answer: z.strictObject({
      /** duplicate: this event was here before. known: the commit is a run already. left: it is no new head of the branch. */
      outcome: z.enum(["announced", "duplicate", "known", "left"]),
      /** Why the push was left; empty otherwise. */
      because: z.string(),
    }),
    ports: ["records", "bus", "settings", "clock"],
    writes: ["records"],
    items: { PUSHES: ["put"] },
  },
  "seek-push": {
    deployed: "once",
    input: z.looseObject({}),
    answer: z.strictObject({
      /** announced: the head was lost, and its build begins. announced-before: its build is under way, or has failed. */
      outcome: z.enum(["announced", "announced-before", "known", "no-branch"]),
    }),
    ports: ["records", "branches", "bus", "settings", "clock"],
    writes: ["records"],
    items: { PUSHES: ["put"] },
  },
  "start-run": {
    deployed: "once",
    input: z.looseObject({ detail: changeSubmittedSchema }),
    answer: z.strictObject({
      runId: z.string(),
      outcome: z.enum(["started", "waiting", "superseded", "known"]),
    }),
    ports: ["records", "changes", "executions", "settings", "bus", "clock"],
    writes: ["records"],
    items: { LEASE: ["put"], RUNS: ["put", "update"], ENDED: ["put"] },
  },
  "show-outcome": {
    deployed: "once",
    /** Any event of the bus that names a run. What it says is read from the records, so old events do no harm. */
    input: z.looseObject({ detail: z.looseObject({ run: z.string().min(1).max(40) }) }),
    answer: z.strictObject({ outcome: z.enum(["shown", "elsewhere"]) }),
    ports: ["records", "changes", "forge", "settings"],
  },
} as const satisfies Record<string, Task>;
