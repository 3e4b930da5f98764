// Compares verifying a bundle of 100,000 entries with the least that any verifier must do: hash each entry.
// Hashing starts with the bytes in memory, and verifying with the file. Both take turns in one process, after
// a warm-up. The best round counts, because other load on the machine only makes a round slower; the medians
// are printed too. The bundle is that of an open run whose development was tried again and again. For comparison, it also prints
// what a verifier would take only to hash each entry and to parse it with JSON.parse.
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

/** Another process makes the bundle, so that its garbage does not slow down what is measured. */
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

/** Measures both in turns, and prints the results. */
function compare(path: string): void {
  const alone = entriesIn(readFileSync(path));
  const { length } = alone.bytes;
  console.log(`${entries} entries of ${Math.round(length / entries)} bytes, ${megabytes(length)}`);

  const hashing: number[] = [];
  const parsing: number[] = [];
  const verifying: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const hashed = timed(() => hashEach(alone));
    const parsed = timed(() => hashEach(alone, parse));
    const verified = timed(() => {
      const seen = verifyFile(path, { key: null, witnesses: [] });
      if (!("verification" in seen) || !seen.verification.sound || seen.verification.entries !== entries)
        throw new Error(`the bundle is not sound: ${JSON.stringify(seen).slice(0, 500)}`);
    });
    if (round < warmUps) continue;
    hashing.push(hashed);
    parsing.push(parsed);
    verifying.push(verified);
  }
  const [bound, took] = [Math.min(...hashing), Math.min(...verifying)];
  const tell = (what: string, best: number, all: readonly number[]) =>
    console.log(`${what}  ${seconds(best)}, median ${seconds(median(all))}`);
  tell("hash each entry with node:crypto's one-shot hash, and nothing else", bound, hashing);
  tell("hash each entry, and parse it with JSON.parse                     ", Math.min(...parsing), parsing);
  tell("read the file and verify it                                       ", took, verifying);
  console.log(`ratio ${(took / bound).toFixed(2)}`);
  process.exitCode = took / bound <= largestRatio ? 0 : 1;
}

/** The concatenated entries of a bundle, and where each ends; an object per entry would only cost time. */
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

function hashEach(
  { bytes, ends }: ReturnType<typeof entriesIn>,
  andThen: (entry: Buffer) => unknown = () => undefined,
): void {
  let from = 0;
  for (const end of ends) {
    const entry = bytes.subarray(from, end);
    hash("sha256", entry, "hex");
    andThen(entry);
    from = end;
  }
}

function parse(entry: Buffer): unknown {
  return JSON.parse(entry.toString("latin1"));
}

function timed(work: () => unknown): number {
  const beganAtMs = performance.now();
  work();
  return performance.now() - beganAtMs;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
