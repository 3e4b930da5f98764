import * as z from "zod";
import type { Task } from "./row.ts";

/** The tasks that the clock calls. */
export const tasksOnASchedule = {
  sweep: {
    deployed: "once",
    input: z.looseObject({}),
    answer: z.strictObject({
      recovered: z.array(z.string()),
      /** Runs whose recovery was given up; an alarm watches it. */
      givenUp: z.int(),
      answered: z.int(),
      expired: z.int(),
      /** Mails about gates that were sent, and those that were not accepted. */
      told: z.int(),
      undelivered: z.int(),
      /** Quarantines that were mailed to the operators. */
      toldOperators: z.int(),
      /** Notices of how a run ended that were accepted. */
      toldEnds: z.int(),
      /** Mails to the people of a change that waits until a person has acted. */
      toldHeld: z.int(),
      /** Whether the bus heard that the run at work has come further. */
      moved: z.int(),
      started: z.array(z.string()),
      /** What needs a person, in minutes; 0 for nothing. */
      gauges: z.strictObject({
        closedMinutes: z.int(),
        stoppedMinutes: z.int(),
        waitingMinutes: z.int(),
        overdueMinutes: z.int(),
        idleMinutes: z.int(),
        unansweredMinutes: z.int(),
      }),
    }),
    ports: [
      "records",
      "changes",
      "executions",
      "children",
      "callbacks",
      "bus",
      "linkMint",
      "linkProof",
      "notices",
      "subscriptions",
      "notary",
      "settings",
      "ids",
      "clock",
    ],
    writes: ["records"],
    items: {
      RUN: ["update"],
      LEASE: ["put", "delete"],
      OUTBOX: ["put", "delete"],
      QUARANTINE: ["update"],
      ENDED: ["update", "delete"],
      INVITATION: ["batch"],
    },
  },
  "watch-records": {
    deployed: "once",
    /** The run that is always checked; the schedule names none. */
    input: z.looseObject({ runId: z.string().optional() }),
    answer: z.strictObject({
      /** Chains whose two copies were compared, copies that were made, and what disagrees now. */
      compared: z.int(),
      copied: z.int(),
      divergences: z.int(),
      /** Runs whose histories were archived. */
      archived: z.array(z.string()),
      checkpoint: z.boolean(),
      /** Approvers whose mails also reach somebody whom the directory does not name; an alarm watches it. */
      overheard: z.int(),
    }),
    ports: [
      "ledger",
      "copies",
      "histories",
      "changes",
      "notary",
      "subscriptions",
      "settings",
      "alarms",
      "clock",
    ],
    writes: ["changes"],
    items: { DIVERGENCE: ["put"], RUNS: ["update"] },
  },
} as const satisfies Record<string, Task>;
