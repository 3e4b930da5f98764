import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { scopes } from "../environment.ts";
import { freezeWindowsSchema } from "../freeze/window.ts";
import { envelopeShape, environmentShape } from "./shapes.ts";

/** What the Infrastructure Records can say of freeze windows: action, then kind, then the shape of its detail. */
export const freezeShapes = {
  /** Whether the environment may be changed now, before its first effect or before its ingress opens. */
  "read-windows": {
    observation: z.strictObject({
      environment: environmentShape,
      scope: z.enum(scopes),
      /** open: the run goes on, and finishes what it begins. frozen: it is held. closed: it would be held for too long. */
      outcome: z.enum(["open", "frozen", "closed"]),
      /** The moment for which the windows were computed: ISO 8601, UTC. */
      askedAt: z.string(),
      /** The windows of the settings that concern the environment; those of the plan are in the plan. */
      settings: freezeWindowsSchema,
      /** The windows that close it, by keeper and id. */
      closedBy: z.array(z.strictObject({ window: z.string(), reason: z.string() })),
      /** When the environment opens next: ISO 8601, UTC. Null if it is open, or does not open within 400 days. */
      continuesAt: z.string().nullable(),
      /** Names of windows that people lifted for this run and environment. */
      lifted: z.array(z.string()),
    }),
  },
  /** Two people or more lifted a window for this run and environment, each with a statement that the operators' key signed. */
  "lift-window": {
    decision: z.strictObject({
      environment: environmentShape,
      window: z.string(),
      people: z.array(
        z.strictObject({ person: z.string(), codeDigest: digestSchema, envelope: envelopeShape }),
      ),
    }),
  },
} as const;
