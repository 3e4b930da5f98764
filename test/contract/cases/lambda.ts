import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Contract, Place } from "../contract.ts";

const lambda = new LambdaClient();

/** Deploys a function and invokes it once: the kind of its error, and what it answered. */
async function invoked(at: Place, source: string, event: object = {}): Promise<readonly unknown[]> {
  const { called = "" } = await at.deploy({ functions: { called: source }, machines: {} });
  const { FunctionError = null, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: called, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return [FunctionError, JSON.parse(Buffer.from(Payload ?? []).toString("utf8"))];
}

/** What functions that ask each other rely on. */
export const lambdaContracts: readonly Contract[] = [
  {
    says: "an invoked function gets its event and answers as JSON",
    act: (at) =>
      invoked(at, "export const handler = async ({ count }) => ({ count: count + 1 });", { count: 1 }),
    sees: [null, { count: 2 }],
  },
  {
    says: "what a function throws comes back as Unhandled, with its name and message",
    act: async (at) => {
      const source = `export const handler = async () => { throw Object.assign(new Error("no"), { name: "EntryConflict" }); };`;
      const [error, answer] = await invoked(at, source);
      const { errorType, errorMessage } = answer as { errorType?: string; errorMessage?: string };
      return [error, errorType, errorMessage];
    },
    sees: ["Unhandled", "EntryConflict", "no"],
  },
];
