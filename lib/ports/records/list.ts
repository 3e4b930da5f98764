import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { endingSchema } from "../../domain/rollback/ending.ts";
import { ingressSchema } from "../../domain/run/ingress.ts";
import type { Store } from "../shared/chain/entries.ts";
import { documents, type Item, itemsIn, keys } from "../shared/records-table.ts";
import type { ListedRun, ListRecords, UnreadableRun } from "./port.ts";

/** The list is read by people: a line that is not ours must not hide the others, so each is parsed by itself. */
const lineSchema = z.object({
  claim: z.object({
    runId: z.string(),
    repository: z.string(),
    commit: z.string(),
    attempt: z.number(),
    changeDigest: z.string(),
    planDigest: z.string(),
    claimedAtMs: z.number(),
    about: z.object({ subject: z.string(), author: z.string() }).exactOptional(),
  }),
  ending: endingSchema.nullable().default(null),
  superseded: z.object({ by: z.string(), atMs: z.number() }).nullable().default(null),
  divergence: z.string().nullable().default(null),
});

function lineFrom(item: Item): ListedRun | UnreadableRun {
  const line = lineSchema.safeParse(item);
  if (line.success) return line.data;
  const [issue] = line.error.issues;
  return { key: String(item["sk"]), unreadable: `${issue?.path.join(".")}: ${issue?.message}` };
}

/** The list of all runs. */
export const listRecords = ({ tableName, application }: Store): ListRecords => ({
  async lastIngress() {
    const { Item } = await documents.send(
      new GetCommand({ TableName: tableName, Key: keys.ingress(application), ConsistentRead: true }),
    );
    return Item === undefined
      ? null
      : { runId: String(Item["runId"]), ingress: ingressSchema.parse(Item["ingress"]) };
  },
  async newestRuns(most) {
    const lines: (ListedRun | UnreadableRun)[] = [];
    const which = { newestFirst: true, ...(Number.isFinite(most) ? { pageItems: most } : {}) };
    for await (const item of itemsIn(tableName, keys.listed(0, "").pk, which))
      if (lines.push(lineFrom(item)) >= most) break;
    return lines;
  },
});
