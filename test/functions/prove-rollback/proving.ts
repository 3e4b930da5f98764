import type { Environment } from "../../../lib/domain/environment.ts";
import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import type { OpenedRun } from "../../simulator/opened-run.ts";

export const done = { outcome: "done", waitSeconds: 0 };
export const failed = { outcome: "failed", waitSeconds: 0 };

/** One call of the task, in a container of its own. */
export const prove = (
  run: OpenedRun,
  proof: TaskInput<"prove-rollback">["proof"],
  environment: Environment = "development",
) => run.call("prove-rollback", { environment, proof });

/** What was signed, in order. */
export const signed = async (run: OpenedRun) =>
  (await run.recorded("sign-receipt", "outcome")).map(({ statement, about }) => ({ statement, about }));
