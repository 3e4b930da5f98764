// Verifies bundles of a gigabyte, each in a process with a heap of at most 128 MB, and prints the process's
// peak memory. One bundle is sound, one is a single line, and one is a single line without a line feed.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyFile } from "../../../lib/command-line/bundles/verify-file.ts";
import { writeLongRun } from "../tamper/long-run.ts";

const gigabyte = 1_000_000_000;
const entryBytes = 512;
const heapMegabytes = 128;
const mostResidentMegabytes = 512;

const cases: Readonly<Record<string, { sound: boolean; write(path: string): Promise<void> | void }>> = {
  "a sound bundle": {
    sound: true,
    write: (path) => writeLongRun(path, Math.ceil(gigabyte / entryBytes)),
  },
  "a single line": {
    sound: false,
    write(path) {
      truncateTo(path, gigabyte);
      const file = openSync(path, "a");
      writeSync(file, "\n");
      closeSync(file);
    },
  },
  "no end of line at all": { sound: false, write: (path) => truncateTo(path, gigabyte) },
};

const [verifying] = process.argv.slice(2);
if (verifying === undefined) await lead();
else verifyAlone(verifying);

async function lead(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "large-bundles-"));
  const path = join(folder, "bundle.jsonl");
  try {
    for (const [name, { sound, write }] of Object.entries(cases)) {
      await write(path);
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [`--max-old-space-size=${heapMegabytes}`, fileURLToPath(import.meta.url), path],
        { encoding: "utf8" },
      );
      if (status !== 0) throw new Error(`${name}: the verifier ended with ${status}: ${stderr.slice(-500)}`);
      const said = JSON.parse(stdout) as {
        sound: boolean;
        entries: number;
        megabytes: number;
        first: string;
      };
      const right = said.sound === sound && said.megabytes <= mostResidentMegabytes;
      console.log(
        `${right ? "right" : "WRONG"}  ${name}, ${Math.round(statSync(path).size / 1e6)} MB: ${said.sound ? "sound" : "not sound"}, ${said.entries} entries, at most ${said.megabytes} MB of memory${said.first}`,
      );
      if (!right) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verifyAlone(path: string): void {
  const seen = verifyFile(path, { key: null, witnesses: [] });
  if (!("verification" in seen)) throw new Error(seen.unreadable);
  const { sound, entries, findings } = seen.verification;
  const [found] = findings;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_000);
  const first = found === undefined ? "" : `; ${found.rule}: ${found.message}`;
  console.log(JSON.stringify({ sound, entries, megabytes, first }));
}

/** A sparse file of that many zero bytes. */
function truncateTo(path: string, bytes: number): void {
  closeSync(openSync(path, "w"));
  truncateSync(path, bytes);
}
