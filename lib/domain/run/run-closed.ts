import * as z from "zod";
import { environments } from "../environment.ts";
import { ingressSchema } from "./ingress.ts";
import { verdicts } from "./verdict.ts";

/**
 * The detail of the event `Run Closed` (source `interlock`), to which a chat, a commit status or a ticket can be hooked.
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
  ingress: ingressSchema.nullable(),
  /** How far each environment came. */
  environments: z.record(z.enum(environments), z.string()),
  /** The command that writes the report. */
  report: z.string(),
});

/** What the event says. */
export type RunClosed = z.infer<typeof runClosedSchema>;
