import { readdirSync } from "node:fs";
import { pages } from "../../lib/tasks/pages.ts";
import { type PageName, type TaskName, tasks } from "../../lib/tasks/tasks.ts";

/** A use case before it has its ports. */
// biome-ignore lint/suspicious/noExplicitAny: each use case types its own ports and input; the runtime parses the input.
export type UseCase = (ports: any) => (input: any) => Promise<any>;

/** Every use case, by its name. */
export type UseCases = ReadonlyMap<TaskName | PageName, UseCase>;

const folder = new URL("../../functions/", import.meta.url);

/**
 * Every use case by its name: the one function that functions/<name>/<name>.ts exports. A new task needs no line here.
 */
export function loadUseCases(): Promise<UseCases> {
  loaded ??= load();
  return loaded;
}

let loaded: Promise<UseCases> | undefined;

async function load(): Promise<UseCases> {
  const names = [...Object.keys(tasks), ...Object.keys(pages)] as (TaskName | PageName)[];
  const there = new Set(readdirSync(folder));
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        if (!there.has(name)) throw new Error(`functions/${name} is missing`);
        const exported = (await import(new URL(`${name}/${name}.ts`, folder).href)) as Record<
          string,
          unknown
        >;
        const functions = Object.values(exported).filter((value) => typeof value === "function");
        if (functions.length !== 1)
          throw new Error(
            `functions/${name}/${name}.ts exports ${functions.length} functions: its use case is one`,
          );
        return [name, functions[0] as UseCase] as const;
      }),
    ),
  );
}
