import * as z from "zod";
import { changeSubmittedSchema } from "./domain/change/events.ts";
import { commitIdSchema } from "./domain/change/manifest.ts";
import { pushEventSchema } from "./domain/change/push.ts";
import { type Environment, environments, scopes } from "./domain/environment.ts";
import { gates } from "./domain/gates.ts";
import { factShapes } from "./domain/records/facts.ts";
import type { ItemRights } from "./domain/records/items.ts";
import { verdicts } from "./domain/run/verdict.ts";
import type { Ports } from "./ports/ports.ts";

const work = { runId: z.string().min(1).max(40), epoch: z.int().min(1).max(999_999) };
const workInEnvironment = { ...work, environment: z.enum(environments), scope: z.enum(scopes) };
const progress = z.strictObject({
  outcome: z.enum(["waiting", "done", "failed", "unknown"]),
  waitSeconds: z.int().min(0).max(60),
});
/** A confirmation that nothing answers pauses for days: between two looks there may be ten minutes. */
const slowProgress = progress.extend({ waitSeconds: z.int().min(0).max(600) });
/** A freeze lasts for days or weeks: its windows are read every few hours, and when it ends. */
const longestHoldSeconds = 2 * 3_600;

/** The ports of a task or page. */
export type TaskRow = {
  readonly ports: readonly (keyof Ports)[];
  /**
   * Through which of its ports it may do everything, of those that can be narrowed. records: it appends entries. changes:
   * it keeps bytes of its own next to the changes (baselines, dossiers). browsers: it remembers what a browser did. signer:
   * it asks for receipts, and does not only verify them. stacks: it cancels updates.
   */
  readonly writes?: readonly ("records" | "changes" | "browsers" | "signer" | "stacks")[];
  /** What it writes in the table besides entries. */
  readonly items?: ItemRights;
  /** The environments that a task which is deployed once works in. @default all, if its ports act in any */
  readonly environments?: readonly Environment[];
};

/**
 * Every Lambda function once: how often it is deployed, its input, its answer, and the ports it uses. The handlers
 * get their types from it, the grants are derived from it, and the state machines' payloads and choices are
 * compared with it.
 */
export const tasks = {
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
} as const satisfies Record<
  string,
  TaskRow & {
    /** `in production`: only production has ingress. */
    readonly deployed: "once" | "per environment" | "in production";
    readonly input: z.ZodType;
    readonly answer: z.ZodType;
  }
>;

/** The functions behind the approval pages: browsers call them, not state machines, so they speak HTTP. */
export const pages = {
  "show-invitation": {
    ports: ["records", "changes", "linkProof", "browsers", "settings", "ids", "clock"],
  },
  /** The operators' page. It has no write, so looking changes nothing. */
  "show-runs": {
    ports: ["records", "changes", "browsers", "linkProof", "settings", "clock"],
  },
  decide: {
    ports: [
      "records",
      "changes",
      "linkProof",
      "decisionKey",
      "identityProvider",
      "browsers",
      "callbacks",
      "settings",
      "ids",
      "clock",
    ],
    writes: ["records", "browsers"],
    items: { RUN: ["update"], INVITATION: ["update"], OUTBOX: ["put", "delete"] },
  },
} as const satisfies Record<string, TaskRow>;

/** The name of a task, which is also its folder in functions/. */
export type TaskName = keyof typeof tasks;

/** The input of a task. */
export type TaskInput<T extends TaskName> = z.output<(typeof tasks)[T]["input"]>;

/** The answer of a task. */
export type TaskAnswer<T extends TaskName> = z.output<(typeof tasks)[T]["answer"]>;

/** The ports of a task. */
export type TaskPorts<T extends TaskName> = Pick<Ports, (typeof tasks)[T]["ports"][number]>;

/** Whether a task has a function of its own in that environment. */
export const isDeployedIn = (name: TaskName, environment: Environment): boolean => {
  const { deployed } = tasks[name];
  return deployed === "per environment" || (deployed === "in production" && environment === "production");
};

/** The name of a page, which is also its folder in functions/. */
export type PageName = keyof typeof pages;

/** The row of a task or page. */
export const rowOf = (name: TaskName | PageName): TaskRow =>
  name in tasks ? tasks[name as TaskName] : pages[name as PageName];

/** The ports of a page. */
export type PagePorts<P extends PageName> = Pick<Ports, (typeof pages)[P]["ports"][number]>;
