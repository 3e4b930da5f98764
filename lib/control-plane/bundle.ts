import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { App } from "aws-cdk-lib";
import { type BuildOptions, build } from "esbuild";
import { evaluatedTables } from "./evaluated-tables.ts";
import { leanPackages, type NamedInCode } from "./lean-packages.ts";
import { writeServiceSpec } from "./service-spec.ts";

const functions = fileURLToPath(new URL("../../functions", import.meta.url));
const library = fileURLToPath(new URL("..", import.meta.url));

const modules = {
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  legalComments: "none",
  logLevel: "error",
} as const satisfies BuildOptions;

/**
 * The folder for the bundles of an app: beside its own assembly. The settings lie beside the code of each function, so two apps that
 * are synthesised at once would deploy functions with each other's settings from a folder that they share.
 */
export const bundlesOf = ({ outdir }: Pick<App, "outdir">): string => `${resolve(outdir)}.bundles`;

/**
 * Bundles every function into a folder of its own, `<outdir>/<task>/index.mjs`. What it imports
 * dynamically is in separate files, so that a cold start reads only what it needs.
 *
 * The functions share most of what they import. So a first pass reads all of it once, for all functions together, and the second
 * pass takes each function's part of that. One pass for each function reads every package again, and takes three times as long.
 */
export async function bundleFunctions(outdir: string): Promise<string> {
  rmSync(outdir, { recursive: true, force: true });
  const names = readdirSync(functions);
  const work = mkdtempSync(join(tmpdir(), "bundling-"));
  try {
    await build({
      ...modules,
      entryPoints: Object.fromEntries(names.map((task) => [task, join(functions, task, "handler.ts")])),
      outdir: join(work, "shared"),
      mainFields: ["module", "main"],
      plugins: [leanPackages(identifiers()), evaluatedTables],
      alias: { "@aws-cdk/aws-service-spec": writeServiceSpec(work) },
    });
    await Promise.all(
      names.map((task) =>
        build({
          ...modules,
          entryPoints: { index: join(work, "shared", `${task}.mjs`) },
          outdir: join(outdir, task),
          minify: true,
          // Some CommonJS in the bundle requires Node's own modules at run time.
          banner: {
            js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
          },
        }),
      ),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return outdir;
}

/** Every identifier of ours that could be an error's class. */
function identifiers(): NamedInCode {
  const files = [library, functions].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(folder, name), "utf8")),
  );
  return new Set(files.join("\n").match(/\b[A-Z]\w+\b/g));
}
