// Verifies hostile bundles of 100 MB, each in a process of its own, and prints the time and the peak memory of that process.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyFile } from "../../../lib/command-line/bundles/verify-file.ts";
import { mostFindings } from "../../../lib/domain/verify/finding.ts";
import { atMost, reportFigures } from "../shared/write-figures.ts";
import { hostileBundles } from "./bundles.ts";

const mostSeconds = 60;
const mostMegabytes = 1_000;

type Seen = { sound: boolean; findings: number; last: string; seconds: number; megabytes: number };

const [mode, path = ""] = process.argv.slice(2);
if (mode === "--verify") verifyAlone(path);
else lead(mode);

function lead(only: string | undefined): void {
  const folder = mkdtempSync(join(tmpdir(), "hostile-bundles-"));
  const all: (Seen & { name: string })[] = [];
  try {
    for (const [name, write] of Object.entries(hostileBundles)) {
      if (only !== undefined && !name.includes(only)) continue;
      const file = join(folder, "bundle.jsonl");
      const to = openSync(file, "w");
      for (const piece of write()) writeSync(to, piece as string);
      closeSync(to);
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [fileURLToPath(import.meta.url), "--verify", file],
        { encoding: "utf8" },
      );
      if (status !== 0) throw new Error(`${name}: the verifier ended with ${status}: ${stderr.slice(-500)}`);
      const seen = JSON.parse(stdout) as Seen;
      all.push({ name, ...seen });
      const right =
        !seen.sound &&
        seen.seconds <= mostSeconds &&
        seen.megabytes <= mostMegabytes &&
        seen.findings <= mostFindings + 1;
      console.log(
        `${right ? "right" : "WRONG"}  ${name}, ${Math.round(statSync(file).size / 1e6)} MB: ${seen.seconds} s, ${seen.megabytes} MB of memory, ${seen.findings} findings; the last: ${seen.last}`,
      );
      if (!right) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const most = (of: (seen: Seen) => number) => Math.max(...all.map(of));
  if (only !== undefined) return;
  const figures = [
    atMost(
      "seconds for any 100 MB",
      most(({ seconds }) => seconds),
      mostSeconds,
    ),
    atMost(
      "megabytes of memory for any 100 MB",
      most(({ megabytes }) => megabytes),
      mostMegabytes,
    ),
  ];
  if (!reportFigures("hostile-bundles", "npm run assure -- hostile-bundles", figures)) process.exitCode = 1;
}

function verifyAlone(file: string): void {
  const began = performance.now();
  const seen = verifyFile(file, { key: null, witnesses: [] });
  if (!("verification" in seen)) throw new Error(seen.unreadable);
  const { sound, findings } = seen.verification;
  console.log(
    JSON.stringify({
      sound,
      findings: findings.length,
      last: findings.at(-1)?.message.slice(0, 160) ?? "",
      seconds: Math.round((performance.now() - began) / 100) / 10,
      megabytes: Math.round(process.resourceUsage().maxRSS / 1_000),
    }),
  );
}
