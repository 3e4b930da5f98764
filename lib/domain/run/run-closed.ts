import * as z from "zod";
import { environments } from "../environment.ts";
import { verdicts } from "./verdict.ts";

/**
 * The detail of the event `Run Closed` (source `interlock`), for whoever hooks a chat, a commit status or a ticket to it.
 * Fields and their shapes stay; new fields may come.
 */
export const runClosedSchema = z.object({
  run: z.string(),
  application: z.string(),
  verdict: z.enum(verdicts),
  /** Why, in one sentence. */
  because: z.string(),
  commit: z.string(),
  /** What this run left of production's ingress: null if it did not touch it. */
  ingress: z.object({ state: z.enum(["open", "closed"]), since: z.string() }).nullable(),
  /** How far each environment came. */
  environments: z.record(z.enum(environments), z.string()),
  /** The command that writes the report. */
  report: z.string(),
});

/** What the event says. */
export type RunClosed = z.infer<typeof runClosedSchema>;
