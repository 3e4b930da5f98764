import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { errorNames, InterlockError } from "../../domain/errors.ts";
import type { Envelope } from "../../domain/records/dsse.ts";
import { type TaskInput, tasks } from "../../tasks.ts";

const lambda = new LambdaClient();

/**
 * Asks the one function that holds the key, which looks for itself, to sign `what`.
 * @throws what it threw if that is of the closed set, so that what passes is tried again; ReceiptRefused, with its reason,
 * for anything else.
 */
export async function askSigner(
  functionName: string,
  input: TaskInput<"sign-receipt">,
  what: string,
): Promise<Envelope> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(input)) }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null");
  if (FunctionError !== undefined) {
    const { errorType, errorMessage = FunctionError } = (answer ?? {}) as Partial<Record<string, string>>;
    const name = errorNames.find((known) => known === errorType) ?? "ReceiptRefused";
    throw new InterlockError(name, `no ${what}: ${errorMessage}`);
  }
  return tasks["sign-receipt"].answer.parse(answer).envelope;
}
