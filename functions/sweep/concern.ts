import type { Lease } from "../../lib/domain/run/lease.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks/tasks.ts";

/** One concern of the sweep. Repeating it changes nothing, and it answers only what it has to report. */
export type Concern = (ports: TaskPorts<"sweep">, lease: Lease) => Promise<Partial<TaskAnswer<"sweep">>>;
