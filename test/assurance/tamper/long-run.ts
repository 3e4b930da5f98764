import { closeSync, openSync, writeSync } from "node:fs";
import { canonicalJson, type Digest, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import { requestToken } from "../../../lib/domain/step/token.ts";
import { install, takeUntil } from "../../simulator/runs.ts";
import { partsOf } from "./bundles.ts";
import { type Draft, draftsOf, vouchedAt, worldsHand } from "./forge.ts";

const piece = 1_000;

/**
 * Writes the bundle of an open run with that many entries, which is sound: each step of development was created in
 * attempt after attempt. It is written in pieces, because it may be larger than memory.
 */
export async function writeLongRun(path: string, count: number): Promise<void> {
  const world = install();
  const parts = await partsOf(world, await takeUntil(world, "4.2 Validate development"));
  const lines = parts.entries;
  const steps = stepsOf(parts);
  let head: Digest | null = null;
  for (const line of entriesOf(lines, steps, count)) head = sha256(line);
  const whole = vouchedAt(
    { ...parts, archive: null, histories: [] },
    { count, head: head ?? "" },
    worldsHand,
  );
  const file = openSync(path, "w");
  try {
    const own = new Set(lines.map((line) => `${line}\n`));
    let written = false;
    for (const line of bundleLines(whole)) {
      if (!own.has(line)) {
        writeSync(file, line.startsWith('{"bundle"') ? announcing(line, count, head) : line);
        continue;
      }
      if (written) continue;
      written = true;
      let held: string[] = [];
      for (const entry of entriesOf(lines, steps, count)) {
        held.push(`${entry}\n`);
        if (held.length < piece) continue;
        writeSync(file, held.join(""));
        held = [];
      }
      writeSync(file, held.join(""));
    }
  } finally {
    closeSync(file);
  }
}

const stepsOf = (parts: BundleParts): readonly Draft[] =>
  draftsOf(parts).filter(({ action }) => action === "provision-step");

const announcing = (line: string, count: number, head: Digest | null): string => {
  const { bundle } = JSON.parse(line) as { bundle: Json & object };
  return `${canonicalJson({ bundle: { ...bundle, count, head } as Json })}\n`;
};

/** The run's own entries, and behind them its steps again and again, chained. */
function* entriesOf(own: readonly string[], steps: readonly Draft[], count: number): Generator<string> {
  yield* own;
  let head = sha256(own.at(-1) ?? "");
  for (let sequence = own.length + 1, attempt = 2; sequence <= count; attempt += 1)
    for (const draft of steps) {
      if (sequence > count) return;
      const line = canonicalJson({ ...again(draft, attempt), previousDigest: head, sequence } as Json);
      yield line;
      head = sha256(line);
      sequence += 1;
    }
}

function again(draft: Draft, attempt: number): object {
  const { detail, kind, runId } = draft;
  if (kind !== "intent") return draft;
  const token = requestToken(runId, detail["environment"], detail["step"], detail["operation"], attempt);
  return { ...draft, detail: { ...detail, attempt, token } };
}
