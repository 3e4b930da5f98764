import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { evaluatedTables } from "./evaluated-tables.ts";
import { leanPackages, type Named } from "./lean-packages.ts";
import { writeServiceSpec } from "./service-spec.ts";

const functions = fileURLToPath(new URL("../../functions", import.meta.url));
const library = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles every function into a folder of its own, `<outdir>/<task>/index.mjs`. What it imports only when it is needed
 * stands beside it in files of their own, so that a cold start reads no more than it must.
 */
export async function bundleFunctions(outdir: string): Promise<string> {
  rmSync(outdir, { recursive: true, force: true });
  const plugins = [leanPackages(identifiers()), evaluatedTables];
  const alias = { "@aws-cdk/aws-service-spec": writeServiceSpec(mkdtempSync(join(tmpdir(), "bundling-"))) };
  await Promise.all(
    readdirSync(functions).map((task) =>
      build({
        entryPoints: { index: join(functions, task, "handler.ts") },
        outdir: join(outdir, task),
        outExtension: { ".js": ".mjs" },
        bundle: true,
        splitting: true,
        format: "esm",
        platform: "node",
        target: "node24",
        minify: true,
        mainFields: ["module", "main"],
        // Some CommonJS in the bundle asks for Node's own modules at run time.
        banner: {
          js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
        },
        legalComments: "none",
        logLevel: "error",
        plugins,
        alias,
      }),
    ),
  );
  return outdir;
}

/** Every identifier of ours that could be an error's class. */
function identifiers(): Named {
  const files = [library, functions].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(folder, name), "utf8")),
  );
  return new Set(files.join("\n").match(/\b[A-Z]\w+\b/g));
}
