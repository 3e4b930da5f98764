import { environments } from "../../../lib/domain/environment.ts";

const appMade = /^const app = new (?:\w+\.)?App\([^)]*\);?\n/m;
const synthesised = /^app\.synth\(\);?\n?/m;
const typedAsApp = /(\w+): (?:cdk\.)?App\b/g;

/**
 * The entry of a CDK app with a Stage per environment, as a team would write it: whatever follows `const app = new App()` is done in
 * each Stage.
 * @returns null if the text makes no app in that way.
 */
export function wrapInStages(entry: string): string | null {
  const made = appMade.exec(entry);
  if (made === null) return null;
  const names = environments.map((name) => `"${name}"`).join(", ");
  return [
    entry.slice(0, made.index),
    'import { App as WholeApp, Stage as OneStage } from "aws-cdk-lib";',
    "const wholeApp = new WholeApp();",
    `for (const app of [${names}].map((name) => new OneStage(wholeApp, name))) {`,
    entry
      .slice(made.index + made[0].length)
      .replace(synthesised, "")
      .trimEnd(),
    "}",
    "",
  ].join("\n");
}

/** The same text, whose constructors take any scope where they took an `App` alone: a Stage is none. */
export const withAnyScope = (text: string): string =>
  text.replaceAll(typedAsApp, '$1: import("constructs").Construct');
