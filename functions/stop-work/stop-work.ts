import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

/**
 * Presses the emergency stop, without asking for confirmation. From then on no intent is written, so nothing has an
 * effect, not even a rollback. Operations that CloudFormation has already begun continue.
 */
export const stopWork =
  ({ records }: TaskPorts<"stop-work">) =>
  async ({ by, reason }: TaskInput<"stop-work">): Promise<TaskAnswer<"stop-work">> => ({
    outcome: await records.stop(by, reason),
  });
