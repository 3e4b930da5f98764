import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

const tables = fileURLToPath(new URL("../resources/tables.ts", import.meta.url));

/**
 * Replaces lib/resources/tables.ts with its values when a function is bundled. The bundle then contains the tables that
 * the function reads, and not the rows behind them.
 */
export const evaluatedTables: Plugin = {
  name: "evaluated-tables",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/lib\/resources\/tables\.[jt]s$/ }, async () => {
      const values: Readonly<Record<string, unknown>> = await import(pathToFileURL(tables).href);
      const exported = Object.entries(values).map(
        ([name, value]) => `export const ${name} = ${sourceText(value)};`,
      );
      return { contents: exported.join("\n"), loader: "js" };
    });
  },
};

/** The text of a value that consists of data and of functions that close over nothing. */
export function sourceText(value: unknown): string {
  if (typeof value === "function") return `(${value})`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sourceText).join()}]`;
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${sourceText(one)}`)}}`;
}
