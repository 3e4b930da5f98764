import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { readSettings } from "./settings.ts";
import { ControlPlane } from "./stack.ts";

const defaults = fileURLToPath(new URL("./default-settings.json", import.meta.url));
const functions = new URL("../../functions", import.meta.url);

/** The control plane's template, synthesised with empty bundles, for tools that read the wiring and not the code. */
export function controlPlaneTemplate(settingsPath: string = defaults): unknown {
  const bundles = mkdtempSync(join(tmpdir(), "bundles-"));
  try {
    for (const task of readdirSync(functions)) {
      mkdirSync(join(bundles, task));
      writeFileSync(join(bundles, task, "index.mjs"), "");
    }
    // A deployment lets the CDK validate what it synthesises. That takes most of the time, and the readers of this template need none.
    const stack = new ControlPlane(new App({ builtinCloudFormationValidation: false }), "ControlPlane", {
      settings: readSettings(settingsPath),
      bundles,
    });
    return Template.fromStack(stack).toJSON();
  } finally {
    rmSync(bundles, { recursive: true, force: true });
  }
}
