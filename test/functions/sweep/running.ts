import type { Fact } from "../../../lib/domain/records/facts.ts";
import type { Stop } from "../../../lib/domain/run/lease.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import type { Call } from "../../simulator/account.ts";
import type { Installation } from "../../simulator/installation.ts";
import { executionOf, submitted } from "../../simulator/submitted.ts";
import { append } from "../../simulator/table.ts";

/** The run that has the lease. */
export const runId = "shop-0123456789ab-1";
/** An emergency stop. */
export const stop: Stop = { atMs: 0, by: "an operator", reason: "the network is down", agreed: [] };

/** What is done to the lease and to executions from now on, in words and in order. */
function watched({ account, application }: Installation): readonly string[] {
  const done: string[] = [];
  account.watchers.push({
    acts: (call) => {
      const words = inWords(call, application);
      if (words !== null && words !== done.at(-1)) done.push(words);
    },
  });
  return done;
}

type Transaction = {
  readonly TransactItems: readonly { readonly Put?: { readonly Item: Readonly<Record<string, unknown>> } }[];
};

function inWords({ operation, input }: Call, application: string): string | null {
  switch (operation) {
    case "TransactWrite": {
      const lease = (input as Transaction).TransactItems.map(({ Put }) => Put?.Item).find(
        (item) => item?.["sk"] === keys.lease(application).sk && typeof item["cause"] === "string",
      );
      return lease === undefined
        ? null
        : `take over ${lease["runId"]} in epoch ${lease["epoch"]} for ${lease["executionArn"]}: ${lease["cause"]}`;
    }
    case "StopExecution": {
      const { executionArn, cause } = input as { readonly executionArn: string; readonly cause: string };
      const [, of, epoch] = /:([^:]+-\d+)-[a-z]+-[a-z-]+-(\d+)$/.exec(executionArn) ?? [];
      return `stop children of ${of} in epoch ${epoch}: ${cause}`;
    }
    case "StartExecution": {
      const { name, input: text } = input as { readonly name: string; readonly input: string };
      return `start ${name} in epoch ${JSON.parse(text).epoch}`;
    }
    default:
      return null;
  }
}

/** A run with the lease that did what its facts say; `done` is what happens from now on. */
export async function running(facts: readonly Fact[] = []) {
  const { installation, records, entries } = await submitted();
  if (facts.length > 0) append(installation, runId, facts);
  const end = (status: "SUCCEEDED" | "FAILED" | "ABORTED") =>
    installation.states.find(executionOf(installation, runId)).end(status, null, null);
  return { installation, records, entries, end, done: watched(installation) };
}
