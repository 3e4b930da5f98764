import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { invalidChange } from "../domain/errors.ts";
import { checkout } from "../sandbox/place.ts";
import type { Commit } from "./commit.ts";

/**
 * The cloud assembly of a commit: of what was committed, not of what lies in the folder now. The commit is checked out
 * beside it and borrows the folder's installed packages.
 * @returns the assembly's folder.
 * @throws InvalidChange with the app's own words if it does not synthesise.
 */
export async function synthesise(
  { folder, commit: { sha } }: Commit,
  under: string,
  context: Readonly<Record<string, string>>,
): Promise<string> {
  const source = join(under, "source");
  const output = join(under, "assembly");
  rmSync(under, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  const archive = execFileSync("git", ["-C", folder, "archive", "--format=tar", sha], { maxBuffer: 1 << 30 });
  execFileSync("tar", ["-x", "-C", source], { input: archive });
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) symlinkSync(modules, join(source, "node_modules"));
  await runCdk(
    [
      "synth",
      "--quiet",
      "--output",
      output,
      "--no-version-reporting",
      ...Object.entries(context).flatMap(([name, value]) => ["--context", `${name}=${value}`]),
    ],
    source,
    (said) => invalidChange(`the commit ${sha.slice(0, 12)} does not synthesise: ${said}`),
  );
  return output;
}

/** Runs the unmodified CDK of this checkout. Fails with `failure` of what it said last. */
export async function runCdk(
  args: readonly string[],
  cwd: string,
  failure: (said: string) => Error,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(process.execPath, [join(checkout, "node_modules", "aws-cdk", "bin", "cdk"), ...args], {
    cwd,
    env: { ...process.env, ...env, CDK_DISABLE_VERSION_CHECK: "1", CI: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-8_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw failure(lastWords(said));
}

const lastWords = (said: string): string =>
  said
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at ") && !line.startsWith("Node.js v"))
    .slice(-12)
    .join("\n");
