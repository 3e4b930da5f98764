import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { invalidChange } from "../domain/errors.ts";
import { runCdk } from "../sandbox/cdk.ts";
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
