import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { receiptRefused } from "../domain/errors.ts";
import type { Notary } from "../ports.ts";

const lambda = new LambdaClient();

/** The way to a checkpoint or an archive: the one function that holds the key, and looks for itself. */
export const notaryThrough = ({ functionName }: { readonly functionName: string }): Notary => {
  const ask = async (input: { readonly statement: string; readonly [key: string]: unknown }) => {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(input)) }),
    );
    if (FunctionError === undefined) return;
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null") as {
      errorMessage?: string;
    } | null;
    throw receiptRefused(`no ${input.statement} was signed: ${answer?.errorMessage ?? FunctionError}`);
  };
  return {
    checkpoint: (also) => ask({ statement: "checkpoint", also }),
    archive: (runId, histories) => ask({ statement: "history", runId, histories: [...histories] }),
  };
};
