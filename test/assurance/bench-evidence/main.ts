// What the records cost on the emulator: the time to write all entries of a run, compared with the time of the whole run. The
// entries of a real run are written again, transaction by transaction, and each function's second copies are awaited as in the
// run. The time of people is excluded. Only the share of the whole run has a bound. The share of CloudFormation's time is
// printed too, but has none, because the emulator creates a stack within milliseconds.
import type { Entry } from "../../../lib/domain/records/entry.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { systemClock } from "../../../lib/ports/clock/system.ts";
import type { Records } from "../../../lib/ports/records/port.ts";
import { gatedRun } from "../shared/gated-run.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { median, peopleMs, seconds } from "../shared/timings.ts";

const rounds = 5;
const largestShare = 0.15;

const say = (line: string) => console.log(line);
const sandbox = await startTemporarySandbox("bench-evidence", say);
try {
  const { entries } = await gatedRun(sandbox, 1);
  const calls = callsOf(entries);

  const writing: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { ms, transactions } = await writeAgain(sandbox.records, calls, `again-${round}`);
    say(
      `${round === 0 ? "warm-up" : `round ${round}`}  ${entries.length} entries in ${transactions} transactions: ${seconds(ms)}`,
    );
    if (round > 0) writing.push(ms);
  }
  const evidence = median(writing);
  const provisioning = provisioningMs(entries);
  const whole = between(entries[0], entries.at(-1)) - peopleMs(entries);
  say(`writing all entries       ${seconds(evidence)}`);
  say(
    `the whole run             ${seconds(whole)}, from its first entry to its last, without the time of people`,
  );
  say(`of that in CloudFormation ${seconds(provisioning)}, from first intents to last outcomes`);
  say(
    `share ${(evidence / whole).toFixed(3)} of the run, ${(evidence / provisioning).toFixed(3)} of what CloudFormation takes`,
  );
  process.exitCode = evidence / whole <= largestShare ? 0 : 1;
} finally {
  await sandbox.end();
}

/** The entries by function call, and within a call by transaction: entries with the same time were written at once. */
function callsOf(entries: readonly Entry[]): readonly (readonly (readonly Entry[])[])[] {
  const calls: Entry[][][] = [];
  for (const entry of entries) {
    const call = calls.at(-1);
    const transaction = call?.at(-1);
    const last = transaction?.at(-1);
    if (call === undefined || last?.actor !== entry.actor) calls.push([[entry]]);
    else if (transaction !== undefined && last.at === entry.at) transaction.push(entry);
    else call.push([entry]);
  }
  return calls;
}

/** Writes the same facts again, one after the other, into a new run. */
async function writeAgain(
  records: Records,
  calls: readonly (readonly (readonly Entry[])[])[],
  runId: string,
): Promise<{ readonly ms: number; readonly transactions: number }> {
  const digest = "0".repeat(64);
  const claim = {
    runId,
    repository: "again",
    commit: digest.slice(0, 40),
    attempt: 1,
    changeDigest: digest,
    planDigest: digest,
    claimedAtMs: systemClock.nowMs(),
  };
  await records.claim(claim, `execution of ${runId}`);
  const { epoch } = await records.lease();
  let run = await records.read(runId);
  let transactions = 0;
  const beganAtMs = performance.now();
  for (const call of calls) {
    for (const transaction of call) {
      const facts = transaction.map(
        ({ action, kind, subject, detail }) => ({ action, kind, subject, detail }) as Fact,
      );
      run = await records.append(run, { runId, epoch, actor: transaction[0]?.actor ?? "again" }, facts);
      transactions += 1;
    }
    await records.copied();
  }
  const ms = performance.now() - beganAtMs;
  await records.release({ runId, epoch, actor: "again" }, digest, {
    quarantine: null,
    end: { runId, endedAtMs: 0, told: [] },
  });
  return { ms, transactions };
}

/**
 * The time from the first intent to the last outcome of each environment. Ingress counts alone, because a person
 * decides before it.
 */
function provisioningMs(entries: readonly Entry[]): number {
  const scopes = new Map<string, Entry[]>();
  for (const entry of entries)
    if (entry.action === "provision-step") {
      const scope = `${entry.detail.environment} ${entry.detail.part === "ingress"}`;
      scopes.set(scope, [...(scopes.get(scope) ?? []), entry]);
    }
  return [...scopes.values()].reduce((total, of) => total + between(of[0], of.at(-1)), 0);
}

function between(from: Entry | undefined, until: Entry | undefined): number {
  return Date.parse(until?.at ?? "") - Date.parse(from?.at ?? "");
}
