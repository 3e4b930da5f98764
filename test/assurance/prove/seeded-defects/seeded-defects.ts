import { assignmentDefects } from "./assignment.ts";
import type { Defect } from "./defect.ts";
import { languageDefects } from "./language.ts";
import { limitsDefects } from "./limits.ts";
import { orderDefects } from "./order.ts";
import { rollbackDefects } from "./rollback.ts";
import { sizesDefects } from "./sizes.ts";
import { tasksDefects } from "./tasks.ts";

/** Every seeded defect: each breaks the definitions in one place. */
export const defects: readonly Defect[] = [
  ...languageDefects,
  ...orderDefects,
  ...rollbackDefects,
  ...assignmentDefects,
  ...tasksDefects,
  ...limitsDefects,
  ...sizesDefects,
];
