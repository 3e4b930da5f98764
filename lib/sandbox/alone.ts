import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { type SandboxPlace, type StartedProcess, startedProcessSchema } from "./place.ts";
import { isRunning, startedProcess } from "./processes.ts";

const lookEveryMs = 200;

/**
 * Does the work while no other command works on the same sandbox: a second one waits, and then finds what the first
 * one made. A command that was killed does not hold up the next one.
 */
export async function alone<T>(
  place: SandboxPlace,
  say: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const lock = place.path("lock");
  const own = JSON.stringify(startedProcess(process.pid));
  let hasWaited = false;
  while (!take(lock, own)) {
    if (!hasWaited) say(`another command prepares the sandbox "${place.name}": waiting for it ...`);
    hasWaited = true;
    await setTimeout(lookEveryMs);
  }
  try {
    return await work();
  } finally {
    if (textOf(lock) === own) rmSync(lock, { force: true });
  }
}

/** Takes the lock if nobody has it who still runs. A link is made once, whole, or not at all. */
function take(lock: string, own: string): boolean {
  const holder = textOf(lock);
  if (holder !== null) {
    if (isRunning(processIn(holder))) return false;
    discard(lock, holder);
  }
  const written = `${lock}.${process.pid}`;
  writeFileSync(written, own);
  try {
    linkSync(written, lock);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(written, { force: true });
  }
}

/** Removes the lock of a command that has ended, unless another command has taken it in the meantime. */
function discard(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}.ended`;
  try {
    renameSync(lock, aside);
    if (textOf(aside) !== holder) linkSync(aside, lock);
  } catch {
    // Another command was faster.
  } finally {
    rmSync(aside, { force: true });
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function processIn(text: string): StartedProcess | undefined {
  try {
    return startedProcessSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
