import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Environment } from "../domain/environment.ts";
import { unknownAnswer } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { type TaskAnswer, type TaskInput, type TaskName, tasks } from "../tasks/tasks.ts";

/**
 * Invokes a task of the control plane with the caller's credentials.
 * @throws UnknownAnswer with the function's error message if it failed.
 */
export async function invokeTask<T extends TaskName>(
  { application }: Pick<Installation, "application">,
  name: T,
  input: TaskInput<T>,
  environment?: Environment,
): Promise<TaskAnswer<T>> {
  const FunctionName = [application, name, environment].filter(Boolean).join("-");
  const { FunctionError, Payload } = await new LambdaClient().send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(input)) }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null");
  if (FunctionError !== undefined)
    throw unknownAnswer(
      `${FunctionName} failed (${JSON.stringify(answer).slice(0, 500)}): read its log for more`,
    );
  return tasks[name].answer.parse(answer) as TaskAnswer<T>;
}
