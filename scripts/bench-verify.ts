// Verifying a bundle of 100,000 entries, beside the least that any verifier has to do: read it and hash each of them. In
// turns, in this process, after a warm-up; medians. The bundle is an open run's, whose development was tried again and again.
import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLines } from "../lib/command-line/read-lines.ts";
import { longestLineBytes, verifyFile } from "../lib/command-line/verify.ts";
import { entryPrefix } from "../lib/domain/records/bundle.ts";
import { requestToken } from "../lib/domain/step/token.ts";
import { World } from "../test/fakes/world.ts";
import { bytesOf, dying, partsOf, take } from "../test/verify/bundles.ts";
import { type Draft, draftsOf, forged, worldsHand } from "../test/verify/forge.ts";

const entries = 100_000;
const rounds = 9;
const warmUps = 2;
const largestRatio = 4;

const folder = mkdtempSync(join(tmpdir(), "bench-verify-"));
try {
  const path = join(folder, "bundle.jsonl");
  writeFileSync(path, await bundle());
  const bytes = hashEach(path);
  console.log(`${entries} entries of ${Math.round(bytes / entries)} bytes, ${megabytes(bytes)}`);

  const hashing: number[] = [];
  const verifying: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const hashed = timed(() => hashEach(path));
    const verified = timed(() => {
      const seen = verifyFile(path, { key: null, witnesses: [] });
      if (!("verification" in seen) || !seen.verification.sound || seen.verification.entries !== entries)
        throw new Error(`the bundle is not sound: ${JSON.stringify(seen).slice(0, 500)}`);
    });
    if (round < warmUps) continue;
    hashing.push(hashed);
    verifying.push(verified);
  }
  const [bound, took] = [median(hashing), median(verifying)];
  console.log(`read the file and hash each entry, with node:crypto's one-shot hash  ${seconds(bound)}`);
  console.log(`read the file and verify it                                          ${seconds(took)}`);
  console.log(`ratio ${(took / bound).toFixed(2)}`);
  process.exitCode = took / bound <= largestRatio ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** An open run's bundle with that many entries: each step of development created in attempt after attempt. */
async function bundle(): Promise<Buffer> {
  const world = new World();
  const parts = await partsOf(world, await take(world, { interrupt: dying("4.2 Validate development") }));
  const drafts = draftsOf(parts);
  const steps = drafts.filter(({ action }) => action === "provision-step");
  const again: Draft[] = [];
  for (let attempt = 2; drafts.length + again.length < entries; attempt += 1)
    for (const draft of steps) {
      const { detail, kind } = draft;
      const token = requestToken(
        draft.runId,
        detail["environment"],
        detail["step"],
        detail["operation"],
        attempt,
      );
      again.push(kind === "intent" ? { ...draft, detail: { ...detail, attempt, token } } : draft);
    }
  return bytesOf(forged(parts, worldsHand, [...drafts, ...again].slice(0, entries)));
}

/** Reads the file as the verifier does, and does nothing but hash each entry. Returns how many bytes they have. */
function hashEach(path: string): number {
  let bytes = 0;
  for (const piece of readLines(path, longestLineBytes)) {
    if (piece.is !== "lines") throw new Error("the bundle is not whole");
    const text = piece.bytes.toString("latin1");
    for (let from = 0; from < text.length; ) {
      const to = text.indexOf("\n", from);
      if (text.startsWith(entryPrefix, from)) {
        hash("sha256", piece.bytes.subarray(from, to), "hex");
        bytes += to - from;
      }
      from = to + 1;
    }
  }
  return bytes;
}

function timed(work: () => unknown): number {
  const beganAtMs = performance.now();
  work();
  return performance.now() - beganAtMs;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
