import { readdirSync, readFileSync } from "node:fs";

/** Linux counts a process's time in ticks of 10 ms (proc(5), /proc/[pid]/stat; USER_HZ). */
const tickMs = 10;

/**
 * The processor's milliseconds of the emulator and of each function's processes since they started, by name. Empty on a system
 * without /proc.
 */
export function processorMs(emulator: number): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const pid of pids()) {
    const stat = read(`/proc/${pid}/stat`);
    // The name of the program stands in parentheses, and may have blanks.
    const [, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const name =
      pid === emulator
        ? "the emulator"
        : Number(parent) === emulator
          ? functionOf(read(`/proc/${pid}/environ`))
          : null;
    if (name === null) continue;
    const [user, system] = [Number(fields[9]), Number(fields[10])];
    used.set(name, (used.get(name) ?? 0) + (user + system) * tickMs);
  }
  return used;
}

const functionOf = (environment: string): string | null =>
  /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(environment)?.[1] ?? null;

function pids(): readonly number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** A file of /proc; empty if its process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
