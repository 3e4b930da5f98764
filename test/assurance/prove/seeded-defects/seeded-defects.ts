import { assignmentDefects } from "./assignment.ts";
import { callsDefects } from "./calls.ts";
import { courseDefects } from "./course.ts";
import type { Defect } from "./defect.ts";
import { handingOverDefects } from "./handing-over.ts";
import { languageDefects } from "./language.ts";
import { limitsDefects } from "./limits.ts";
import { orderDefects } from "./order.ts";
import { rollbackDefects } from "./rollback.ts";
import { sizesDefects } from "./sizes.ts";
import { tasksDefects } from "./tasks.ts";
import { waitsDefects } from "./waits.ts";

/** Every seeded defect: each breaks the definitions in one place. */
export const defects: readonly Defect[] = [
  ...languageDefects,
  ...orderDefects,
  ...courseDefects,
  ...rollbackDefects,
  ...assignmentDefects,
  ...tasksDefects,
  ...callsDefects,
  ...handingOverDefects,
  ...limitsDefects,
  ...waitsDefects,
  ...sizesDefects,
];
