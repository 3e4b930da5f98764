import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { isInterlockError } from "../../domain/errors.ts";
import { type ChainHead, openCheckpoint, ownChain } from "../../domain/records/checkpoint.ts";
import type { Envelope, Trusted } from "../../domain/records/dsse.ts";
import { readKept } from "../../domain/records/entry.ts";
import { endingSchema } from "../../domain/rollback/ending.ts";
import { ingressSchema } from "../../domain/run/ingress.ts";
import { keptIn, readHead, type Store } from "../shared/chain/entries.ts";
import { introductionsIn } from "../shared/introductions.ts";
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

/** How many of the control plane's own last entries are read for checkpoints: those of a week in which nothing happens. */
const ownEntriesRead = 200;

/** The list of all runs, and how far the signed checkpoints saw their chains. */
export const listRecords = (store: Store): ListRecords => ({
  ...listIn(store),
  introductions: () => introductionsIn(store.tableName),
  async namedLately(trusted) {
    const { count } = await readHead(store, ownChain);
    const from = Math.max(1, count - ownEntriesRead + 1);
    const { entries } = await keptIn(store, ownChain, { from, to: null });
    const named = new Map<string, ChainHead>();
    for (const kept of entries.toReversed()) {
      const entry = readKept(kept);
      if (entry.action !== "take-checkpoint") continue;
      for (const head of chainsIn(entry.detail.envelope, trusted))
        if (head.chain !== ownChain && !named.has(head.chain)) named.set(head.chain, head);
    }
    return [...named.values()];
  },
});

/** The chains that a checkpoint names; none if none of these keys signed it, or nobody. */
function chainsIn(envelope: Envelope, trusted: Trusted): readonly ChainHead[] {
  try {
    return openCheckpoint(envelope, trusted).chains;
  } catch (error) {
    if (isInterlockError(error)) return [];
    throw error;
  }
}

const listIn = ({ tableName, application }: Store): Omit<ListRecords, "namedLately" | "introductions"> => ({
  async lastIngress() {
    const { Item } = await documents.send(
      new GetCommand({ TableName: tableName, Key: keys.ingress(application), ConsistentRead: true }),
    );
    return Item === undefined
      ? null
      : { runId: String(Item["runId"]), ingress: ingressSchema.parse(Item["ingress"]) };
  },
  async lastSignedAtMs() {
    const { Item } = await documents.send(
      new GetCommand({ TableName: tableName, Key: keys.lastCheckpoint, ConsistentRead: true }),
    );
    return Item === undefined ? null : Number(Item["atMs"]);
  },
  async newestRuns(most) {
    const lines: (ListedRun | UnreadableRun)[] = [];
    const which = { newestFirst: true, ...(Number.isFinite(most) ? { pageItems: most } : {}) };
    for await (const item of itemsIn(tableName, keys.listed(0, "").pk, which))
      if (lines.push(lineFrom(item)) >= most) break;
    return lines;
  },
});
