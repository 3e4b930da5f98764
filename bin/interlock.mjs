#!/usr/bin/env node
// Starts the command line: compiled in the package, from its source in a checkout. A checkout without its dependencies, or on a
// Node that does not read TypeScript, gets both first.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

// The SDK warns on a Node that it will leave in 2027. The package names the Nodes on which it works.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const source = new URL("./interlock.ts", import.meta.url);
if (!existsSync(source)) await import(new URL("../dist/bin/interlock.js", import.meta.url).href);
else if (process.features.typescript && existsSync(new URL("../node_modules/commander", import.meta.url)))
  await import(source.href);
else {
  process.argv.splice(2, 0, "node", fileURLToPath(source));
  await import(new URL("./with-dependencies.mjs", import.meta.url).href);
}
