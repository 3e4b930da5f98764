import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Room } from "./rooms.ts";

/** Which files each file imports, types included, by their paths from the root. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** The relative module names in a source: static and dynamic imports, and re-exports. */
const specifiers = /\b(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+\.ts)"/g;

/** The imports of every TypeScript file below the folders. `root` ends with a slash. */
export function importsBelow(root: string, folders: readonly string[]): Imports {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  return new Map(
    files
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .map((file) => [file, importsIn(file, readFileSync(join(root, file), "utf8"))]),
  );
}

/** The files that a source imports, by their paths from the root. */
export const importsIn = (file: string, source: string): readonly string[] =>
  [...source.matchAll(specifiers)].map(([, name = ""]) => normalize(join(dirname(file), name)));

/** The shortest cycle through each group of files that import each other; each ends with the file that it begins with. */
export function cyclesIn(imports: Imports): readonly (readonly string[])[] {
  const found: string[][] = [];
  const inCycle = new Set<string>();
  for (const file of imports.keys()) {
    if (inCycle.has(file)) continue;
    const cycle = wayBack(imports, file);
    if (cycle === null) continue;
    for (const each of cycle) inCycle.add(each);
    found.push(cycle);
  }
  return found;
}

/** The shortest way from a file over its imports back to itself; null if there is none. */
function wayBack(imports: Imports, start: string): string[] | null {
  const waiting: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = waiting.shift(); way !== undefined; way = waiting.shift()) {
    for (const next of imports.get(way.at(-1) ?? "") ?? []) {
      if (next === start) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push([...way, next]);
    }
  }
  return null;
}

/** Every import of a room from a room that comes later in the order, and every file below `within` that has no room. */
export function upwardIn(imports: Imports, order: readonly Room[], within: string): readonly string[] {
  const floorOf = (file: string): number => order.findIndex(({ owns }) => owns.test(file));
  return [...imports].flatMap(([file, imported]) => {
    if (!file.startsWith(within)) return [];
    const floor = floorOf(file);
    if (floor < 0) return [`${file} belongs to no room: give its folder a place in the order`];
    return imported
      .filter((other) => other.startsWith(within) && floorOf(other) > floor)
      .map(
        (other) => `${file} -> ${other}: ${order[floor]?.name} comes before ${order[floorOf(other)]?.name}`,
      );
  });
}
