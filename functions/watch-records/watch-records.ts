import { canonicalJson } from "../../lib/domain/canonical.ts";
import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { type Disagreement, whole } from "../../lib/domain/records/compare.ts";
import { type KeptEntry, readKept } from "../../lib/domain/records/entry.ts";
import { compareStanding, type Unproved } from "../../lib/domain/run/compare-standing.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import { verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Divergence } from "../../lib/ports/ledger/port.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { archiveHistories } from "./archive-histories.ts";
import { compareCopies } from "./compare-copies.ts";
import { compareWithItems } from "./compare-with-items.ts";
import { spansOf } from "./spans.ts";

type Ports = TaskPorts<"watch-records">;

/** How many of the newest runs are checked each time, and how many of the older ones, in turn. */
const runsAtOnce = 20;
/** A copy that is lost as a whole disagrees in every entry. Only the first disagreements are recorded. */
const mostEntered = 100;
const everyMs = 5 * 60_000;
/** With one check every five minutes, no hour passes between two checkpoints. */
const checkpointAfterMs = 50 * 60_000;

/**
 * Checks the records from outside, every five minutes: compares both copies, and the items of open runs with their entries,
 * makes the copies that a killed writer left out, archives the histories of runs that are over, and signs where every chain ends. A disagreement is
 * recorded once in the control plane's own chain, and counted as long as it persists.
 */
export const watchRecords =
  (ports: Ports) =>
  async ({ runId }: TaskInput<"watch-records">): Promise<TaskAnswer<"watch-records">> => {
    const { alarms, clock } = ports;
    const before = await ports.ledger.standing();
    const unproved: Unproved[] = [];
    let own: readonly KeptEntry[] = [];
    const chains = chainsToLookAt(await ports.ledger.runs(), runId, clock.nowMs());
    const found: Divergence[] = [];
    const archived: string[] = [];
    const failures: unknown[] = [];
    let copied = 0;
    for (const chain of chains)
      try {
        const looked = await lookAt(ports, chain);
        found.push(...looked.divergences);
        copied += looked.made;
        if (looked.archived) archived.push(chain);
        if (looked.unproved !== null) unproved.push(looked.unproved);
        if (chain === ownChain) own = looked.newest;
      } catch (error) {
        // A chain that cannot be checked must not hide the others. The function fails after all were checked.
        failures.push(error);
      }
    let overheard = 0;
    try {
      overheard = await countOverheard(ports);
    } catch (error) {
      failures.push(error);
    }
    const after = await ports.ledger.standing();
    // Who reads two items and a chain between them sees them at one moment only if nothing moved meanwhile.
    if (canonicalJson(before) === canonicalJson(after))
      for (const { runId: of, what } of compareStanding(own.map(readKept), after, unproved))
        found.push({ runId: of ?? ownChain, entry: null, between: "entries and items", what });
    for (const divergence of found.slice(0, mostEntered)) await ports.ledger.enterDivergence(divergence);
    if (found.length > 0) await alarms.divergences(found.length);
    const checkpoint = await takeCheckpoint(ports, runId);
    if (failures.length > 0) throw failures[0];
    return { compared: chains.length, copied, divergences: found.length, archived, checkpoint, overheard };
  };

/** How many approvers have mails that also reach somebody whom the directory does not name. */
async function countOverheard({ settings, subscriptions }: Ports): Promise<number> {
  const ways = await Promise.all(settings.approvers.map((one) => subscriptions.subscriptionsOf(one)));
  return ways.filter((theirs) => theirs.some(({ isForeign }) => isForeign)).length;
}

/** The result of checking a chain. */
type Looked = {
  readonly divergences: readonly Divergence[];
  readonly made: number;
  readonly archived: boolean;
  /** The run, if it was sealed in quarantine. */
  readonly unproved: Unproved | null;
  /** The newest entries of a chain that never ends; none of a run. */
  readonly newest: readonly KeptEntry[];
};

const nothingElse = { archived: false, unproved: null, newest: [] } as const;

async function lookAt(ports: Ports, chain: string): Promise<Looked> {
  if (chain === ownChain) return lookAtOwn(ports);
  const copied = await ports.ledger.copied(chain);
  const { kept, disagreements, made } = await compareCopies(ports, chain, whole, copied);
  if (disagreements.length > 0)
    return { ...nothingElse, divergences: disagreements.map(betweenCopies(chain)), made };
  const items = (await compareWithItems(ports, chain, kept.entries)).map(
    ({ entry, what }): Divergence => ({ runId: chain, entry, between: "entries and items", what }),
  );
  const { archived, discrepancies } = await archiveHistories(ports, chain, kept.entries);
  const history = discrepancies.map(
    ({ entry, what }): Divergence => ({ runId: chain, entry, between: "entries and history", what }),
  );
  const sealed = kept.entries.map(readKept);
  const last = sealed.at(-1);
  const unproved =
    last !== undefined && isSealed(sealed) && verdictOf(sealed) === "QUARANTINED"
      ? { runId: chain, sealedAt: last.at }
      : null;
  return { ...nothingElse, divergences: [...items, ...history], made, archived, unproved };
}

/** Checks the control plane's own chain in spans: unlike a run's chain, it never ends. */
async function lookAtOwn(ports: Ports): Promise<Looked> {
  const { ledger, clock } = ports;
  const copied = await ledger.copied(ownChain);
  const divergences: Divergence[] = [];
  let made = 0;
  let newest: readonly KeptEntry[] = [];
  for (const span of spansOf(copied, turnAt(clock.nowMs()))) {
    const compared = await compareCopies(ports, ownChain, span, copied);
    divergences.push(...compared.disagreements.map(betweenCopies(ownChain)));
    made += compared.made;
    // The last span has the newest entries. Those that do not match their digests say nothing.
    newest = compared.disagreements.length === 0 ? compared.kept.entries : [];
  }
  return { ...nothingElse, divergences, made, newest };
}

const betweenCopies =
  (runId: string) =>
  ({ entry, what }: Disagreement): Divergence => ({ runId, entry, between: "table and bucket", what });

/** The number of this check. It selects what is checked in turn. */
const turnAt = (nowMs: number): number => Math.floor(nowMs / everyMs);

/** The control plane's own chain, the run that was asked about, the newest runs, and older ones in turn. */
function chainsToLookAt(
  runs: readonly string[],
  asked: string | undefined,
  nowMs: number,
): readonly string[] {
  const older = runs.slice(runsAtOnce);
  const from = (turnAt(nowMs) * runsAtOnce) % older.length;
  const inTurn = [...older.slice(from), ...older].slice(0, runsAtOnce);
  const known = runs.filter((run) => run === asked);
  return [...new Set([ownChain, ...known, ...runs.slice(0, runsAtOnce), ...inTurn])];
}

/**
 * A checkpoint is due if something happened since the last one, after almost an hour in which nothing did, and when somebody asks
 * about the control plane's own chain: a deployment does so that a new signing key takes its place.
 */
async function takeCheckpoint({ ledger, notary, clock }: Ports, asked: string | undefined): Promise<boolean> {
  const also = asked ?? ownChain;
  const [last, moved] = await Promise.all([ledger.lastCheckpoint(), ledger.moved(also)]);
  // The checkpoint itself adds one entry to the control plane's own chain, so one more entry is no news.
  const isNews = moved.some(
    ({ now, named }) => now.chain !== ownChain || named === null || now.count > named.count + 1,
  );
  if (asked !== ownChain && last !== null && !isNews && clock.nowMs() - last.atMs < checkpointAfterMs)
    return false;
  await notary.checkpoint(also);
  return true;
}
