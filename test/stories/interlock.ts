import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/interlock.ts", import.meta.url));

/** What a command came to. */
export type CommandOutput = { readonly code: number | null; readonly lines: readonly string[] };

/** Runs the command line as a person does; when `until` says so of a line, it is killed. */
export function interlock(
  args: readonly string[],
  until: (line: string) => boolean = () => false,
): Promise<CommandOutput> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let rest = "";
  const read = (chunk: Buffer) => {
    const [...complete] = (rest + chunk.toString("utf8")).split("\n");
    rest = complete.pop() ?? "";
    for (const line of complete) {
      lines.push(line);
      if (until(line)) child.kill("SIGKILL");
    }
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, lines: rest === "" ? lines : [...lines, rest] }));
  });
}

/** A command's one JSON document. */
export const document = async (args: readonly string[]): Promise<unknown> =>
  JSON.parse((await interlock([...args, "--json"])).lines.join("\n"));
