import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { receiptRefused } from "../domain/errors.ts";
import type { Envelope } from "../domain/records/dsse.ts";
import { type TaskInput, tasks } from "../tasks.ts";

const lambda = new LambdaClient();

/**
 * Asks the one function that holds the key, which looks for itself, to sign `what`.
 * @throws ReceiptRefused with its reason if it does not.
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
    const message = (answer as { errorMessage?: string } | null)?.errorMessage ?? FunctionError;
    throw receiptRefused(`no ${what}: ${message}`);
  }
  return tasks["sign-receipt"].answer.parse(answer).envelope;
}
