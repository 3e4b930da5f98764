import type { TaskRow } from "./row.ts";

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
