import { execFileSync, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { StartedProcess } from "./place.ts";

const stopWaitMs = 5_000;
const lookEveryMs = 50;

/** When a process started, as the system reports it; null if there is no such process. Pids are reused, start times are not. */
function startedAt(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

/** Whether exactly that process still runs. */
export const isRunning = (process: StartedProcess | undefined): process is StartedProcess =>
  process !== undefined && startedAt(process.pid) === process.startedAt;

/** Starts a program that outlives this one, with its output in a file. */
export function startDetached(
  command: string,
  args: readonly string[],
  { env, cwd, log }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly log: string },
): StartedProcess {
  const output = openSync(log, "a");
  const child = spawn(command, [...args], { cwd, env, detached: true, stdio: ["ignore", output, output] });
  child.on("error", () => undefined);
  child.unref();
  return startedProcess(child.pid);
}

/** The identity of a process that was just started. */
export const startedProcess = (pid = -1): StartedProcess => ({ pid, startedAt: startedAt(pid) ?? "never" });

/** Stops a process and its children, if it is still the same process. Returns whether it ran. */
export async function stopProcess(process_: StartedProcess | undefined): Promise<boolean> {
  if (!isRunning(process_)) return false;
  signal(process_.pid, "SIGTERM");
  for (let waitedMs = 0; waitedMs < stopWaitMs && isRunning(process_); waitedMs += lookEveryMs)
    await setTimeout(lookEveryMs);
  if (isRunning(process_)) signal(process_.pid, "SIGKILL");
  return true;
}

/** A detached process leads a process group, so a signal to the group reaches its children. */
function signal(pid: number, name: NodeJS.Signals): void {
  for (const target of [-pid, pid])
    try {
      process.kill(target, name);
      return;
    } catch {
      // It leads no group, or has ended in the meantime.
    }
}

/** Whether something listens on a port of this machine. */
export const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

/** A port that no process uses now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

/** Waits until `ready` returns true. Returns false if the process ends first, or after the time limit. */
export async function becomesReady(
  started: StartedProcess,
  ready: () => Promise<boolean>,
  atMostMs: number,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < atMostMs && isRunning(started); waitedMs += lookEveryMs) {
    if (await ready()) return true;
    await setTimeout(lookEveryMs);
  }
  return false;
}
