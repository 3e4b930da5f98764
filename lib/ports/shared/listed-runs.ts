import type { Ending } from "../../domain/rollback/ending.ts";
import type { Superseded } from "../../domain/run/lease.ts";
import { keys, type Write } from "./records-table.ts";

/** A line of the list of all runs, by the claim that made it. */
type Line = { readonly claimedAtMs: number; readonly runId: string };

const setInLine = (
  TableName: string,
  { claimedAtMs, runId }: Line,
  field: "ending" | "superseded" | "divergence",
  value: unknown,
): Write => ({
  Update: {
    TableName,
    Key: keys.listed(claimedAtMs, runId),
    UpdateExpression: `SET ${field} = :value`,
    ExpressionAttributeValues: { ":value": value },
  },
});

/**
 * The writes with which the list of all runs says how one ended, in the transaction that seals it. If the run touched live
 * ingress, whether production can be reached is kept apart, so that no list has to be searched for it.
 */
export const endingWrites = (
  { tableName: TableName, application }: { readonly tableName: string; readonly application: string },
  line: Line,
  ending: Ending,
): readonly Write[] => [
  setInLine(TableName, line, "ending", ending),
  ...(ending.ingress === null
    ? []
    : [
        {
          Put: {
            TableName,
            Item: { ...keys.ingress(application), runId: line.runId, ingress: ending.ingress },
          },
        },
      ]),
];

/** The write with which the list says that a change never began, in the transaction that puts a newer one in its place. */
export const supersededWrite = (table: string, line: Line, superseded: Superseded): Write =>
  setInLine(table, line, "superseded", superseded);

/** The write with which the list says that a run's copies disagree, in the transaction that records the divergence. */
export const divergenceWrite = (table: string, line: Line, what: string): Write =>
  setInLine(table, line, "divergence", what);
