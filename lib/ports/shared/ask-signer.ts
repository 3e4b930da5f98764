import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { errorNames, InterlockError } from "../../domain/errors.ts";
import type { Envelope } from "../../domain/records/dsse.ts";
import { type TaskInput, tasks } from "../../tasks/tasks.ts";
import { patientClient } from "./passing-errors.ts";

const lambda = patientClient(new LambdaClient());

/**
 * Asks the one function that may use the signing key to sign `what`; it reads the records itself.
 * @throws the signer's error if it is one of ours, so that the state machine retries transient errors; otherwise
 * ReceiptRefused with the reason.
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
