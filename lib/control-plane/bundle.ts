import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const functions = fileURLToPath(new URL("../../functions", import.meta.url));

/**
 * Bundles every function into a folder of its own, `<outdir>/<task>/index.mjs`. All in one call of esbuild, because
 * that takes as long as two of them would one by one.
 */
export function bundleFunctions(outdir: string): string {
  const tasks = readdirSync(functions);
  buildSync({
    entryPoints: Object.fromEntries(
      tasks.map((task) => [`${task}/index`, join(functions, task, "handler.ts")]),
    ),
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minify: true,
    // Errors are told apart by literal names, but the SDK's and the reader's stack traces are not ours.
    keepNames: true,
    mainFields: ["module", "main"],
    // Some CommonJS in the bundle asks for Node's own modules at run time.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    legalComments: "none",
    logLevel: "error",
  });
  return outdir;
}
