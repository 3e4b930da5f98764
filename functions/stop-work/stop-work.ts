import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

/**
 * Presses the emergency stop. It asks nobody: from this on no intent is written, so nothing has an effect any more, not
 * even a rollback. What CloudFormation was told before goes on by itself.
 */
export const stopWork =
  ({ records }: TaskPorts<"stop-work">) =>
  async ({ by, reason }: TaskInput<"stop-work">): Promise<TaskAnswer<"stop-work">> => ({
    outcome: await records.stop(by, reason),
  });
