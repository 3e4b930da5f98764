import * as z from "zod";
import { commitIdSchema } from "../domain/change/manifest.ts";
import { type Task, work, workInEnvironment } from "./row.ts";

/** The tasks that people call through a command. */
export const tasksForPeople = {
  "resolve-quarantine": {
    deployed: "per environment",
    input: z.strictObject({
      runId: work.runId,
      environment: workInEnvironment.environment,
      by: z.string().min(1).max(300),
      reason: z.string().trim().min(1).max(2_000),
      /** Ids of resources that no call describes, and that a person saw to be gone. */
      seenGone: z.array(z.string().min(1).max(2_048)).max(50),
    }),
    answer: z.strictObject({
      outcome: z.enum(["resolved", "something-left", "not-quarantined"]),
      /** What is left, in words; of a very long list, the first items. */
      left: z.array(z.string()),
    }),
    ports: [
      "records",
      "operatorKey",
      "changes",
      "stackReader",
      "inspector",
      "cloudControl",
      "finder",
      "exposure",
      "policyAnalyzer",
      "ids",
      "clock",
    ],
    writes: ["records"],
    items: { QUARANTINE: ["delete"] },
  },
  "stop-work": {
    deployed: "once",
    input: z.strictObject({ by: z.string().min(1).max(300), reason: z.string().trim().min(1).max(2_000) }),
    answer: z.strictObject({ outcome: z.enum(["stopped", "already"]) }),
    ports: ["records"],
    writes: ["records"],
    items: { LEASE: ["update"] },
  },
  "resume-work": {
    deployed: "once",
    /** Without the code, one is mailed to the person. */
    input: z.strictObject({ person: z.string().min(1).max(63), code: z.string().min(1).max(100).optional() }),
    answer: z.strictObject({
      outcome: z.enum(["sent", "agreed", "resumed", "wrong-code", "not-stopped", "unknown-person"]),
    }),
    ports: ["records", "operatorKey", "notices", "settings", "ids", "clock"],
    writes: ["records"],
    items: { LEASE: ["put", "update", "delete"] },
  },
  "lift-window": {
    deployed: "once",
    /** Without the code, one is mailed to the person. */
    input: z.strictObject({
      runId: work.runId,
      /** By keeper and id, such as `settings/year-end`. */
      window: z.string().min(1).max(100),
      person: z.string().min(1).max(63),
      code: z.string().min(1).max(100).optional(),
    }),
    answer: z.strictObject({
      outcome: z.enum(["sent", "agreed", "lifted", "wrong-code", "not-held", "unknown-person"]),
    }),
    ports: ["records", "operatorKey", "notices", "settings", "ids", "clock"],
    writes: ["records"],
    items: { LIFT: ["put", "delete"] },
  },
  "adopt-commit": {
    deployed: "once",
    /** Without the code, one is mailed to the Platform Owner. */
    input: z.strictObject({
      repository: z.string().min(1).max(200),
      commit: commitIdSchema,
      code: z.string().min(1).max(100).optional(),
    }),
    answer: z.strictObject({
      outcome: z.enum(["sent", "adopted", "wrong-code", "already", "not-needed"]),
      /** The approver id of the Platform Owner. */
      owner: z.string(),
    }),
    ports: ["records", "operatorKey", "notices", "settings", "ids", "clock"],
    writes: ["records"],
    items: { ADOPTED: ["put", "delete"] },
  },
  "admit-operator": {
    deployed: "once",
    input: z.strictObject({}),
    /** The link works for ten minutes; the browser that opens it may look for eight hours. */
    answer: z.strictObject({ url: z.string() }),
    ports: ["browsers", "ids", "settings", "clock"],
    writes: ["browsers"],
  },
} as const satisfies Record<string, Task>;
