import { type ChainHead, openCheckpoint, ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { type Envelope, envelopeDigest } from "../../../lib/domain/records/dsse.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { runId } from "../../fakes/chain.ts";
import { opened, otherDigest, someDigest } from "../../fakes/facts.ts";
import type { Installation } from "../../simulator/installation.ts";
import { justBefore, requestsTo } from "../../simulator/requests.ts";
import { put } from "../../simulator/table.ts";
import { installed, isTransaction, refusedBecause } from "./installed.ts";

const checkpoint = { statement: "checkpoint", also: runId } as const;
const archiveNamed = (payload: string): Envelope => ({ payloadType: "text", payload, signatures: [] });
const archive = archiveNamed("an archive");
const otherArchive = archiveNamed("another archive");

/** How a chain ends; `archive` is the archive of its histories. */
type End = { readonly count?: number; readonly head?: string; readonly archive?: Envelope };

const headOf = (chain: string, { count = 5, head = someDigest, archive: kept }: End): ChainHead => ({
  chain,
  count,
  head,
  history: kept === undefined ? null : envelopeDigest(kept),
});

/** The chain ends so now, and the last checkpoint that named it saw `named`. */
function ends(installation: Installation, chain: string, now: End, named: End | null): void {
  const { count, head } = headOf(chain, now);
  put(installation, keys.head(chain), { count, head });
  if (now.archive !== undefined) put(installation, keys.archive(chain), { envelope: now.archive });
  if (named !== null)
    put(installation, keys.named(chain), {
      named: headOf(chain, named),
      envelope: archiveNamed("checkpoint"),
    });
}

describe("a checkpoint", () => {
  test("names every chain that moved; the first one has none before it", async () => {
    const { sign, records, lastOfOwnChain, key } = await installed(opened());
    const { head } = await records.head(runId);
    const { envelope } = await sign(checkpoint);
    expect(openCheckpoint(envelope, key)).toEqual({
      number: 1,
      at: "2026-11-24T10:00:00.000Z",
      previous: null,
      chains: [{ chain: runId, count: 1, head, history: null }],
    });
    expect(await lastOfOwnChain()).toMatchObject({
      action: "take-checkpoint",
      detail: { number: 1, envelope },
    });
  });

  test("follows the one before it", async () => {
    const { installation, sign, key } = await installed(opened());
    const atMs = installation.time.nowMs();
    put(installation, keys.lastCheckpoint, { number: 41, atMs, digest: otherDigest });
    const { envelope } = await sign(checkpoint);
    expect(openCheckpoint(envelope, key)).toMatchObject({ number: 42, previous: otherDigest });
  });

  test("also looks at the chain that its caller names", async () => {
    const { installation, sign, key } = await installed(opened());
    ends(installation, "shop-old", {}, null);
    const chainsIn = async (also: string) => {
      const { envelope } = await sign({ statement: "checkpoint", also });
      return openCheckpoint(envelope, key).chains.map(({ chain }) => chain);
    };
    expect(await chainsIn(runId)).toEqual([runId]);
    expect(await chainsIn("shop-old")).toEqual([ownChain, "shop-old"]);
  });

  test.each<[string, End | null, End]>([
    ["was never named", null, {}],
    ["has grown, and so has another head", {}, { count: 6, head: otherDigest }],
    ["was archived since", {}, { archive }],
  ])("names a chain that %s", async (_what, named, now) => {
    const { installation, sign, key } = await installed();
    ends(installation, runId, now, named);
    const { envelope } = await sign(checkpoint);
    expect(openCheckpoint(envelope, key).chains).toEqual([headOf(runId, now)]);
  });

  test.each<[string, End]>([
    ["ends as it was named", {}],
    ["was archived before it was named", { archive }],
  ])("is signed without a chain that %s", async (_what, end) => {
    const { installation, sign, key } = await installed();
    ends(installation, runId, end, end);
    const { envelope } = await sign(checkpoint);
    expect(openCheckpoint(envelope, key).chains).toEqual([]);
  });

  test.each<[string, End, End]>([
    ["has become shorter", {}, { count: 4 }],
    ["has another end with as many entries", {}, { head: otherDigest }],
    ["lost its archive", { archive }, {}],
    ["has another archive", { archive }, { archive: otherArchive, count: 6 }],
  ])("is refused for a chain that %s, and nothing is appended", async (_what, named, now) => {
    const { installation, sign, records, claim, lastOfOwnChain } = await installed();
    await records.claim({ ...claim, runId: "shop-sound" }, "arn:execution:sound");
    ends(installation, "shop-sound", {}, null);
    ends(installation, runId, now, named);
    await expect(sign(checkpoint)).rejects.toMatchObject(
      refusedBecause(`${runId} had 5 entries and the head ${someDigest} when it was vouched for`),
    );
    expect(await lastOfOwnChain()).toBeUndefined();
  });
});

describe("a checkpoint while others write to the control plane's own chain", () => {
  type Transaction = {
    readonly TransactItems: readonly {
      readonly Put?: { readonly Item: Readonly<Record<string, unknown>> };
    }[];
  };
  /** Another writer is faster so many times; `tried` says behind which entry each attempt would have been appended. */
  const contended = async (times: number) => {
    const arranged = await installed(opened());
    const { account } = arranged.installation;
    const requests = requestsTo(account, isTransaction);
    justBefore(account, isTransaction, arranged.writeOwnChain, times);
    const tried = () =>
      requests.map(({ input }) => Number((input as Transaction).TransactItems[0]?.Put?.Item["count"]) - 1);
    return { ...arranged, tried };
  };

  test("is taken again behind what they wrote", async () => {
    const { sign, tried, key } = await contended(4);
    const { envelope } = await sign(checkpoint);
    expect(tried()).toEqual([0, 1, 2, 3, 4]);
    expect(openCheckpoint(envelope, key).chains).toContainEqual(
      expect.objectContaining({ chain: ownChain, count: 4 }),
    );
  });

  test("is given up after five attempts, because the next one takes its place", async () => {
    const { sign, tried } = await contended(5);
    await expect(sign(checkpoint)).rejects.toMatchObject({
      name: "EntryConflict",
      message: expect.stringContaining("5 attempts"),
    });
    expect(tried()).toHaveLength(5);
  });
});
