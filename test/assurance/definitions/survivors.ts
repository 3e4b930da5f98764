import { readFileSync } from "node:fs";

/** Mutants that nobody notices, and the one reason why that is right. */
type Explained = { readonly why: string; readonly mutants: readonly string[] };

/** What survived and has no reason in survivors.json, and what has one and was noticed after all. */
export function compareSurvivors(survivors: readonly string[]): {
  readonly unexplained: readonly string[];
  readonly outdated: readonly string[];
} {
  const text = readFileSync(new URL("./survivors.json", import.meta.url), "utf8");
  const explained = (JSON.parse(text) as readonly Explained[]).flatMap(({ mutants }) => mutants);
  return {
    unexplained: survivors.filter((name) => !explained.includes(name)),
    outdated: explained.filter((name) => !survivors.includes(name)),
  };
}
