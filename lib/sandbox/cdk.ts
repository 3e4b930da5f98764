import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { StartedProcess } from "./place.ts";
import { startedProcess } from "./processes.ts";
import { progressInCdk, type Tell } from "./while-working.ts";

/** The unmodified CDK, wherever npm has put it. */
export const cdkProgram = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");

/**
 * Runs the unmodified CDK of this checkout.
 * @param failure makes the error to throw from the CDK's last lines.
 * @param started is called with the process, so that the next command can stop it if this one is killed.
 * @param tell is told how far the CDK has come.
 * @param variables take the place of the caller's environment variables of the same names.
 */
export async function runCdk(
  args: readonly string[],
  cwd: string,
  failure: (said: string) => Error,
  {
    started = () => undefined,
    tell = () => undefined,
    variables = {},
  }: {
    readonly started?: (cdk: StartedProcess) => void;
    readonly tell?: Tell;
    readonly variables?: Readonly<Record<string, string>>;
  } = {},
): Promise<void> {
  const child = spawn(process.execPath, [cdkProgram, ...args], {
    cwd,
    env: { ...process.env, ...variables, CDK_DISABLE_VERSION_CHECK: "1", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started(startedProcess(child.pid));
  let said = "";
  const keep = (chunk: Buffer) => {
    const text = chunk.toString("utf8");
    said = (said + text).slice(-8_000);
    const progress = progressInCdk(text);
    if (progress !== null) tell(progress);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw failure(lastLines(said));
}

/** The last lines that a program printed, without blank ones and a stack trace. */
export const lastLines = (said: string): string =>
  said
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at ") && !line.startsWith("Node.js v"))
    .slice(-12)
    .join("\n");
