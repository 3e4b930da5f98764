import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { receiptRefused } from "../domain/errors.ts";
import type { Signer } from "../ports.ts";
import { tasks } from "../tasks.ts";
import { publicKeyOf } from "./signing-key.ts";

const lambda = new LambdaClient();

/** The way to a signature: the one function that holds the key, and looks for itself. */
export const signerThrough = ({
  functionName,
  keyArn,
}: {
  readonly functionName: string;
  readonly keyArn: string;
}): Signer => ({
  async sign({ runId, epoch }, { statement, about }) {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({
        FunctionName: functionName,
        Payload: Buffer.from(JSON.stringify({ runId, epoch, statement, about })),
      }),
    );
    const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null");
    if (FunctionError !== undefined) {
      const message = (answer as { errorMessage?: string } | null)?.errorMessage ?? FunctionError;
      throw receiptRefused(`no receipt "${statement}" about ${about}: ${message}`);
    }
    return tasks["sign-receipt"].answer.parse(answer).envelope;
  },
  publicKeyPem: publicKeyOf(keyArn),
});
