import type { Lease } from "../../lib/ports/records/port.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks.ts";

/** One thing that the sweep looks after. It is a no-op the second time, and answers only what it has to tell. */
export type Concern = (ports: TaskPorts<"sweep">, lease: Lease) => Promise<Partial<TaskAnswer<"sweep">>>;
