import * as z from "zod";
import { environments } from "../domain/environment.ts";
import { gates } from "../domain/gates.ts";
import { factShapes } from "../domain/records/facts.ts";
import { verdicts } from "../domain/run/verdict.ts";
import { type Task, work, workInEnvironment } from "./row.ts";

const progress = z.strictObject({
  outcome: z.enum(["waiting", "done", "failed", "unknown"]),
  waitSeconds: z.int().min(0).max(60),
});
/** A confirmation that nothing answers pauses for days: between two looks there may be ten minutes. */
const slowProgress = progress.extend({ waitSeconds: z.int().min(0).max(600) });
/** A freeze lasts for days or weeks: its windows are read every few hours, and when it ends. */
const longestHoldSeconds = 2 * 3_600;

/** The tasks that the state machines call: each does one thing for a run. */
export const tasksOfRuns = {
  "open-run": {
    deployed: "once",
    input: z.strictObject({ ...work, executionArn: z.string() }),
    answer: z.strictObject({
      next: z.enum([
        "ask",
        "go-on",
        "refuse",
        "recover-development",
        "recover-staging",
        "recover-production",
        "recover-nothing",
      ]),
    }),
    ports: [
      "records",
      "changes",
      "stackReader",
      "stackIndex",
      "references",
      "signer",
      "verifyingKeys",
      "subscriptions",
      "settings",
      "clock",
    ],
    writes: ["records"],
  },
  "publish-assets": {
    deployed: "per environment",
    input: z.strictObject(workInEnvironment),
    answer: progress,
    ports: ["records", "changes", "assets", "signer", "verifyingKeys", "clock"],
    writes: ["records"],
  },
  "provision-step": {
    deployed: "per environment",
    input: z.strictObject(workInEnvironment),
    answer: progress,
    ports: ["records", "changes", "stacks", "cloudControl", "references", "signer", "verifyingKeys", "clock"],
    writes: ["records", "changes"],
  },
  "validate-environment": {
    deployed: "per environment",
    input: z.strictObject(workInEnvironment),
    answer: slowProgress,
    ports: [
      "records",
      "changes",
      "stackReader",
      "inspector",
      "cloudControl",
      "exposure",
      "policyAnalyzer",
      "driftDetector",
      "placedAssets",
      "teamChecks",
      "signer",
      "clock",
    ],
    writes: ["records", "signer"],
  },
  "roll-back-step": {
    deployed: "per environment",
    input: z.strictObject(workInEnvironment),
    answer: progress,
    ports: [
      "records",
      "changes",
      "stacks",
      "cloudControl",
      "buckets",
      "logs",
      "logGroups",
      "settings",
      "clock",
    ],
    writes: ["records", "changes", "stacks"],
  },
  "prove-rollback": {
    deployed: "per environment",
    input: z.strictObject({
      ...work,
      environment: workInEnvironment.environment,
      /**
       * gone: nothing is left of what was rolled back. closed: nothing of it can be reached from outside.
       * preserved: a neighbour is unchanged.
       */
      proof: z.enum(["gone", "closed", "preserved"]),
    }),
    answer: progress,
    ports: [
      "records",
      "changes",
      "stackReader",
      "inspector",
      "cloudControl",
      "finder",
      "exposure",
      "policyAnalyzer",
      "signer",
      "settings",
      "clock",
    ],
    writes: ["records", "changes", "signer"],
  },
  "preserve-logs": {
    deployed: "once",
    input: z.strictObject(work),
    answer: z.strictObject({ readable: z.boolean() }),
    ports: ["records", "changes", "stackReader", "logs", "clock"],
    writes: ["records", "changes"],
    environments: ["production"],
  },
  "reopen-ingress": {
    deployed: "in production",
    input: z.strictObject({ ...work, environment: z.literal("production"), scope: z.literal("ingress") }),
    answer: progress,
    ports: [
      "records",
      "changes",
      "stacks",
      "stackReader",
      "inspector",
      "cloudControl",
      "exposure",
      "policyAnalyzer",
      "placedAssets",
      "teamChecks",
      "signer",
      "clock",
    ],
    writes: ["records"],
  },
  "open-gate": {
    deployed: "once",
    input: z.strictObject({ ...work, gate: z.enum(gates), taskToken: z.string().min(1) }),
    answer: z.strictObject({
      /** Approvers whose mail was not accepted; the sweep tries again, and an alarm tells the operators. */
      undelivered: z.int(),
    }),
    ports: [
      "records",
      "changes",
      "stackReader",
      "inspector",
      "verifyingKeys",
      "tokenSeal",
      "linkMint",
      "linkProof",
      "notices",
      "subscriptions",
      "settings",
      "ids",
      "clock",
    ],
    writes: ["records", "changes"],
    items: { RUN: ["update"], INVITATION: ["put", "batch"], OUTBOX: ["put"] },
  },
  "read-gate": {
    deployed: "once",
    input: z.strictObject({ ...work, gate: z.enum(gates) }),
    answer: z.strictObject({
      /** ask: no one has decided yet. nothing-to-change: production is as wanted, so no one is asked. */
      decision: z.enum(["approved", "nothing-to-change", "ask", "rejected", "expired"]),
    }),
    ports: ["records", "changes", "stackReader", "inspector", "signer", "verifyingKeys", "settings", "clock"],
    writes: ["records", "signer"],
    items: { RUN: ["update"], PLAN: ["put"], OUTBOX: ["put"] },
  },
  "read-windows": {
    deployed: "once",
    input: z.strictObject(workInEnvironment),
    answer: z.strictObject({
      /** frozen: freeze windows hold the run. closed: they would hold it for more than 30 days. */
      outcome: z.enum(["open", "frozen", "closed"]),
      /** After a while the windows are read again: people may have lifted one. */
      waitSeconds: z.int().min(0).max(longestHoldSeconds),
    }),
    ports: ["records", "changes", "signer", "verifyingKeys", "settings", "clock"],
    writes: ["records", "signer"],
  },
  "sign-receipt": {
    deployed: "once",
    input: z.discriminatedUnion("statement", [
      z.strictObject({
        ...work,
        statement: factShapes["sign-receipt"].outcome.shape.statement,
        about: z.enum([...environments, ...gates, "run"]),
      }),
      /** Where every chain ends; `also` names one that is always included. */
      z.strictObject({ statement: z.literal("checkpoint"), also: z.string() }),
      /** The histories of a sealed run, by their digests. */
      z.strictObject({
        statement: z.literal("history"),
        runId: work.runId,
        histories: z.array(z.string()).min(1),
      }),
      /** A change that was superseded before it began. */
      z.strictObject({ statement: z.literal("superseded"), runId: work.runId }),
    ]),
    answer: z.strictObject({ envelope: factShapes["sign-receipt"].outcome.shape.envelope }),
    ports: ["records", "ledger", "changes", "signingKeys", "verifyingKeys", "clock"],
    writes: ["records"],
    items: { RUNS: ["update"], INGRESS: ["put"], CHECKPOINT: ["put"], KEYS: ["put"], LEASE: ["check"] },
  },
  "close-run": {
    deployed: "once",
    input: z.strictObject(work),
    answer: z.strictObject({
      verdict: z.enum(verdicts),
      /** How the run ended, in one sentence; after a bad end its root cause, and the command to run. */
      says: z.string().max(1_000),
    }),
    ports: ["records", "executions", "signer", "bus", "settings", "clock"],
    writes: ["records", "signer"],
    items: {
      LEASE: ["put"],
      SUCCESSES: ["put"],
      ENDED: ["put"],
      QUARANTINE: ["put"],
      REHEARSAL: ["put"],
    },
  },
} as const satisfies Record<string, Task>;
