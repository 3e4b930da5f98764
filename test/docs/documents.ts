import { architecture } from "./architecture.ts";
import { consolePage } from "./console.ts";
import { cost } from "./cost.ts";
import { events } from "./events.ts";
import type { GeneratedDocument } from "./generated-document.ts";
import { json } from "./json.ts";
import { moves } from "./moves.ts";
import { permissions } from "./permissions.ts";
import { resources } from "./resources.ts";
import { rules } from "./rules.ts";
import { states } from "./states.ts";

/** Every generated document: `npm run docs` writes them, and a test compares them. To add one, write its file and one line. */
export const documents: readonly GeneratedDocument[] = [
  architecture,
  consolePage,
  cost,
  events,
  json,
  moves,
  permissions,
  resources,
  rules,
  states,
];
