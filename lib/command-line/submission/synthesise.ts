import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { invalidChange } from "../../domain/errors.ts";
import { runCdk } from "../../sandbox/cdk.ts";
import type { Commit } from "./commit.ts";

/** The resources that the emulator lacks. The reference environments leave them out, by name. */
export const leftOutForEmulator = "flow-logs,task-autoscaling";

/** The CDK context of a synthesis: for an emulator it leaves out what the emulator lacks. */
export const contextFor = ({ emulated }: { readonly emulated: boolean }): Readonly<Record<string, string>> =>
  emulated ? { leaveOut: leftOutForEmulator } : {};

/**
 * Synthesises the cloud assembly of a commit. Uncommitted edits have no effect: the commit is checked out under `under` and
 * uses the packages that are installed in the repository's folder.
 * @returns the assembly's folder.
 * @throws InvalidChange with the app's error message if it does not synthesise.
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
