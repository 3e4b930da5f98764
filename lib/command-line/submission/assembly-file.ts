import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, sep } from "node:path";

/** The text of a file of an assembly, or what is wrong with the file, in words. */
export type FileRead = { readonly text: string } | { readonly wrong: string };

/** The largest file that is read. A template of more than a megabyte is refused anyway. */
const mostBytes = 50 * 1024 * 1024;

/**
 * Reads a text file that an assembly names. Whoever wrote the assembly also wrote the name, so only a regular file inside `root` is
 * read: the submitter may read more than the commit's code may.
 */
export function readInside(root: string, path: string): FileRead {
  const wrong = problemOf(root, path, "file");
  if (wrong !== null) return { wrong };
  try {
    const { size } = statSync(path);
    if (size > mostBytes) return { wrong: `has ${size} bytes, more than ${mostBytes}` };
    const bytes = readFileSync(path);
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    return { wrong: error instanceof TypeError ? "is not UTF-8" : `cannot be read (${codeOf(error)})` };
  }
}

/** What keeps a file or a folder of an assembly from being read, in words; null if nothing does. */
export function problemOf(root: string, path: string, wanted: "file" | "folder" | "either"): string | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined)
      return lstatSync(path, { throwIfNoEntry: false }) === undefined
        ? "is not in the assembly"
        : "is a link to nothing";
    if (!isInside(root, path)) return "is outside of the assembly";
    if (wanted !== "file" && stats.isDirectory()) return null;
    if (wanted === "folder") return "is no folder";
    if (stats.isDirectory()) return "is a folder";
    return stats.isFile() ? null : "is no regular file";
  } catch (error) {
    return `cannot be read (${codeOf(error)})`;
  }
}

/** Everything in a folder that is a link to the outside, or no file; nothing of a file that is sound. */
export function strangersIn(
  root: string,
  path: string,
  wanted: "file" | "folder" | "either" = "either",
): readonly string[] {
  const own = problemOf(root, path, wanted);
  if (own !== null) return [`${basename(path)} ${own}`];
  if (!statSync(path).isDirectory()) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inner = join(path, entry.name);
    // A folder that a link leads to is in the assembly by itself, so it is not entered twice or for ever.
    if (entry.isSymbolicLink()) {
      const wrong = problemOf(root, inner, "either");
      return wrong === null ? [] : [`${entry.name} ${wrong}`];
    }
    return strangersIn(root, inner);
  });
}

/** Whether a path is `root` or in it, once every link on the way is followed. */
function isInside(root: string, path: string): boolean {
  const way = relative(realpathSync(root), realpathSync(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
