import { execFileSync } from "node:child_process";

const mostBytes = 1 << 30;

/** What git answered, or why it did not. */
export type GitAnswer = { readonly said: Buffer } | { readonly failed: string };

/**
 * Asks git about the repository around `folder`. The answer depends on the repository alone: no variable of the caller's
 * environment points git elsewhere, and replaced objects, grafts and hooks do not count.
 * @param more variables for git itself.
 */
export function askGit(
  folder: string,
  args: readonly string[],
  input?: string,
  more: Readonly<Record<string, string>> = {},
): GitAnswer {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  try {
    const said = execFileSync(
      "git",
      ["--no-replace-objects", "-c", "core.quotePath=false", "-C", folder, ...args],
      {
        env: { ...env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...more },
        maxBuffer: mostBytes,
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
        ...(input === undefined ? {} : { input }),
      },
    );
    return { said };
  } catch (error) {
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    return { failed: stderr || String(error) };
  }
}

/** What git answered as text without its last line feed; null if it failed. */
export function textFromGit(folder: string, ...args: readonly string[]): string | null {
  const answer = askGit(folder, args);
  return "said" in answer ? answer.said.toString("utf8").replace(/\n$/, "") : null;
}
