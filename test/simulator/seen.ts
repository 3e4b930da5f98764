import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Installation } from "./installation.ts";

/** What the tasks of a run did while a test watched them. */
export type Seen = {
  /** What changes stacks and empties buckets, in order: the operation and the name of the stack or bucket. */
  readonly requests: readonly string[];
  /** What each of those requests asked for, as the SDK's command had it. */
  readonly inputs: readonly unknown[];
  /** What each transaction appended to the run's entries, in words; nothing if it only confirmed the lease. */
  readonly transactions: readonly (readonly string[])[];
  /** Requests and entries, in the order in which they happened. */
  readonly order: readonly string[];
};

const effects = new Set([
  "CreateStack",
  "UpdateStack",
  "DeleteStack",
  "CancelUpdateStack",
  "ContinueUpdateRollback",
  "RollbackStack",
  "CreateChangeSet",
  "ExecuteChangeSet",
  "DeleteChangeSet",
  "EmptyBucket",
]);

/** Watches from now on what is done for a run; what a service refuses is not done. */
export function watchRun(
  { account, cloudFormation }: Pick<Installation, "account" | "cloudFormation">,
  runId: string,
): Seen {
  const requests: string[] = [];
  const inputs: unknown[] = [];
  const transactions: (readonly string[])[] = [];
  const order: string[] = [];
  account.watchers.push({
    acted: ({ operation, input }, error) => {
      if (error !== undefined) return;
      if (operation === "TransactWrite") {
        const entries = entriesIn(input, runId);
        transactions.push(entries);
        order.push(...entries);
      }
      if (!effects.has(operation)) return;
      const { StackName = "", bucket } = input as { readonly StackName?: string; readonly bucket?: string };
      const request = `${operation} ${bucket ?? cloudFormation.find(StackName)?.name ?? StackName}`;
      requests.push(request);
      inputs.push(input);
      order.push(request);
    },
  });
  return { requests, inputs, transactions, order };
}

/** An entry in words: its subject, and its operation if it is an intent, or its result, or its action. */
export function inWords({ action, kind, subject, detail }: Entry): string {
  const { operation, result } = detail as { readonly operation?: string; readonly result?: string };
  if (kind === "intent") return `${subject} intent ${operation}`;
  return `${subject} ${result ?? action}`;
}

type Transaction = {
  readonly TransactItems: readonly { readonly Put?: { readonly Item: Readonly<Record<string, unknown>> } }[];
};

/** The entries that a transaction appends to a run. */
const entriesIn = (input: unknown, runId: string): readonly string[] =>
  (input as Transaction).TransactItems.flatMap(({ Put }) =>
    Put?.Item["pk"] === `RUN#${runId}` && typeof Put.Item["bytes"] === "string"
      ? [inWords(JSON.parse(Put.Item["bytes"]) as Entry)]
      : [],
  );
