import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App, type Environment } from "aws-cdk-lib";
import { readSettings } from "../../lib/control-plane/settings.ts";
import { ControlPlane } from "../../lib/control-plane/stack.ts";
import type { InstallationSettings } from "../../lib/settings/settings.ts";

/** A new folder with functions that do nothing, for a control plane: bundling the real ones takes longer than all else. */
export function emptyBundles(): string {
  const bundles = mkdtempSync(join(tmpdir(), "bundles-"));
  for (const task of readdirSync(new URL("../../functions", import.meta.url))) {
    mkdirSync(join(bundles, task));
    writeFileSync(join(bundles, task, "index.mjs"), "export const handler = async () => ({});");
  }
  return bundles;
}

/**
 * The control plane of the default settings, with functions that do nothing.
 * @param other settings that take the place of the default ones
 * @param env where it is deployed; anywhere, without it
 */
export function controlPlane(
  other: Partial<InstallationSettings> = {},
  env: Environment = {},
): {
  readonly app: App;
  readonly stack: ControlPlane;
  readonly bundles: string;
} {
  const bundles = emptyBundles();
  const defaults = fileURLToPath(new URL("../../lib/control-plane/default-settings.json", import.meta.url));
  const app = new App();
  return {
    app,
    stack: new ControlPlane(app, "ControlPlane", {
      settings: { ...readSettings(defaults), ...other },
      bundles,
      env,
    }),
    bundles,
  };
}
