import { canonicalJson } from "../../domain/canonical.ts";
import { entryConflict } from "../../domain/errors.ts";
import type { KeptEntry } from "../../domain/records/entry.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { Clock } from "../clock/port.ts";
import { appendWrites, readChain, readHead, type Store } from "../shared/chain/entries.ts";
import { noteIn } from "../shared/chain/notes.ts";
import { copyEntries } from "../shared/chain/second-copies.ts";
import { endingWrites } from "../shared/listed-runs.ts";
import { transact, type Write } from "../shared/records-table.ts";
import { adoptionRecords } from "./adoptions.ts";
import { decisionRecords } from "./decisions.ts";
import { endRecords } from "./ends.ts";
import { gateRecords } from "./gates.ts";
import { holdsLease, leaseRecords, lost } from "./leases.ts";
import { liftRecords } from "./lifts.ts";
import { listRecords } from "./list.ts";
import { moveRecords } from "./moves.ts";
import { planRecords } from "./plans.ts";
import type { Records, RunRecords, Work } from "./port.ts";
import { pushRecords } from "./pushes.ts";
import { quarantineRecords } from "./quarantines.ts";
import { rehearsalRecords } from "./rehearsals.ts";
import { stopRecords } from "./stops.ts";
import { successRecords } from "./successes.ts";

/**
 * The Infrastructure Records in one DynamoDB table, with the second copy in the object-locked bucket. Every method is
 * one transaction; the copy follows, and `watch-records` makes the copies that a killed writer did not.
 */
export const recordsIn = ({
  tableName,
  bucketName,
  application,
  clock,
}: Store & { readonly clock: Clock }): Records => {
  const store: Store = { tableName, bucketName, application };
  // The table is the commit point: the next effect does not wait for the copy, but the end of the function does. A copy that
  // could not be made does not undo the commit; it is made later, from the table.
  const copies: Promise<void>[] = [];

  const commit = async (
    next: {
      readonly writes: readonly Write[];
      readonly run: RunRecords;
      readonly kept: readonly KeptEntry[];
    },
    ...more: readonly Write[]
  ) => {
    const failed = await transact([...next.writes, ...more]);
    if (failed === null) copies.push(copyEntries(store, next.run.runId, next.kept).catch(() => undefined));
    return failed;
  };

  const appendWith = async (
    run: RunRecords,
    work: Work,
    facts: readonly Fact[],
    ...more: readonly Write[]
  ): Promise<RunRecords> => {
    const next = appendWrites(store, run, { actor: work.actor, atMs: clock.nowMs() }, facts);
    const failed = await commit(next, holdsLease(store, work), ...more);
    if (failed === null) return next.run;
    if (failed.includes(next.writes.length)) throw await lost(store, work);
    // The write succeeded but its answer was lost: the table already has the same entries.
    const found = await readChain(store, run.runId);
    if (canonicalJson(found.head) === canonicalJson(next.run.head)) return found;
    throw entryConflict(
      `another writer appended to ${run.runId} after entry ${run.head.count} (${found.head.count} entries now): read it again`,
    );
  };

  const leases = leaseRecords(store, clock);
  const gates = gateRecords(store, commit, clock);
  return {
    read: (runId) => readChain(store, runId),
    head: (runId) => readHead(store, runId),
    append: (run, work, facts) => appendWith(run, work, facts),
    async seal(run, work, facts, ending) {
      const claim = await leases.claimOf(run.runId);
      return appendWith(run, work, facts, ...(claim === null ? [] : endingWrites(store, claim, ending)));
    },
    async copied() {
      await Promise.all(copies.splice(0));
    },
    note: async (actor, about, subject, detail) => {
      await noteIn(store, commit, clock, { actor, about, subject, detail });
    },
    ...leases,
    ...pushRecords(store),
    ...moveRecords(store),
    ...listRecords(store),
    ...stopRecords(store, commit, clock),
    ...quarantineRecords(store, commit, clock),
    ...endRecords(store, commit, clock),
    ...rehearsalRecords(store),
    ...planRecords(store),
    ...successRecords(store),
    ...adoptionRecords(store, commit, clock),
    ...liftRecords(store, commit, clock),
    ...gates,
    ...decisionRecords(store, commit, clock, { ...leases, ...gates }),
  };
};
