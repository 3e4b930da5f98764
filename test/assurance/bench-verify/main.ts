// Verifying a bundle of 100,000 entries, beside the least that any verifier has to do: hash each of them. Hashing alone begins
// with the bytes in memory, verifying with the file. In turns, in one process, after a warm-up. The best of
// all rounds counts, because a round only takes longer by what else the machine does; medians are printed beside. The bundle is an
// open run's, whose development was tried again and again.
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyFile } from "../../../lib/command-line/bundles/verify-file.ts";
import { entryPrefix } from "../../../lib/domain/records/bundle.ts";
import { median, seconds } from "../shared/timings.ts";
import { writeLongRun } from "../tamper/long-run.ts";

const entries = 100_000;
const rounds = 15;
const warmUps = 2;
const largestRatio = 4;
const lineFeed = 10;
const prefix = Buffer.from(entryPrefix);

const [made] = process.argv.slice(2);
if (made === undefined) bench();
else await writeLongRun(made, entries);

/** The bundle is made by a process of its own: what is left of the making would weigh on what is measured. */
function bench(): void {
  const folder = mkdtempSync(join(tmpdir(), "bench-verify-"));
  try {
    const path = join(folder, "bundle.jsonl");
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), path], {
      stdio: "inherit",
    });
    if (status !== 0) throw new Error(`the process that makes the bundle ended with ${status}`);
    compare(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures both in turns, and prints them side by side. */
function compare(path: string): void {
  const alone = entriesIn(readFileSync(path));
  const { length } = alone.bytes;
  console.log(`${entries} entries of ${Math.round(length / entries)} bytes, ${megabytes(length)}`);

  const hashing: number[] = [];
  const verifying: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const hashed = timed(() => hashEach(alone));
    const verified = timed(() => {
      const seen = verifyFile(path, { key: null, witnesses: [] });
      if (!("verification" in seen) || !seen.verification.sound || seen.verification.entries !== entries)
        throw new Error(`the bundle is not sound: ${JSON.stringify(seen).slice(0, 500)}`);
    });
    if (round < warmUps) continue;
    hashing.push(hashed);
    verifying.push(verified);
  }
  const [bound, took] = [Math.min(...hashing), Math.min(...verifying)];
  const tell = (what: string, best: number, all: readonly number[]) =>
    console.log(`${what}  ${seconds(best)}, median ${seconds(median(all))}`);
  tell("hash each entry with node:crypto's one-shot hash, and nothing else", bound, hashing);
  tell("read the file and verify it                                       ", took, verifying);
  console.log(`ratio ${(took / bound).toFixed(2)}`);
  process.exitCode = took / bound <= largestRatio ? 0 : 1;
}

/** The entries of a bundle behind each other, and where each ends: an object for each would be work for nobody. */
function entriesIn(bundle: Buffer): { readonly bytes: Buffer; readonly ends: Int32Array } {
  const ends: number[] = [];
  const lines: Buffer[] = [];
  for (let from = 0, end = 0; from < bundle.length; ) {
    const to = bundle.indexOf(lineFeed, from);
    if (bundle.subarray(from, from + entryPrefix.length).equals(prefix)) {
      lines.push(bundle.subarray(from, to));
      end += to - from;
      ends.push(end);
    }
    from = to + 1;
  }
  return { bytes: Buffer.concat(lines), ends: Int32Array.from(ends) };
}

function hashEach({ bytes, ends }: ReturnType<typeof entriesIn>): void {
  let from = 0;
  for (const end of ends) {
    hash("sha256", bytes.subarray(from, end), "hex");
    from = end;
  }
}

function timed(work: () => unknown): number {
  const beganAtMs = performance.now();
  work();
  return performance.now() - beganAtMs;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
