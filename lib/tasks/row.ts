import * as z from "zod";
import { type Environment, environments, scopes } from "../domain/environment.ts";
import type { ItemRights } from "../domain/records/items.ts";
import type { Ports } from "../ports/ports.ts";

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

/** A task: also how often it is deployed, its input and its answer. */
export type Task = TaskRow & {
  /** `in production`: only production has ingress. */
  readonly deployed: "once" | "per environment" | "in production";
  readonly input: z.ZodType;
  readonly answer: z.ZodType;
};

/** The fields that name the run a task works on, and the epoch of its lease. */
export const work = { runId: z.string().min(1).max(40), epoch: z.int().min(1).max(999_999) };

/** The fields of work in one environment. */
export const workInEnvironment = { ...work, environment: z.enum(environments), scope: z.enum(scopes) };
