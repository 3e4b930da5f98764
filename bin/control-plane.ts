// The CDK app of the control plane. `-c settings=FILE` names the installation's settings, `-c bundles=FOLDER` where the functions are
// bundled: two syntheses at the same time need two folders.
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { bundleFunctions } from "../lib/control-plane/bundle.ts";
import { readSettings } from "../lib/control-plane/settings.ts";
import { ControlPlane } from "../lib/control-plane/stack.ts";

const defaults = fileURLToPath(new URL("../lib/control-plane/default-settings.json", import.meta.url));
const ownBundles = fileURLToPath(new URL("../cdk.out.bundles", import.meta.url));

const app = new App();
const given = (name: string, otherwise: string): string => {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === "string" ? value : otherwise;
};
new ControlPlane(app, "ControlPlane", {
  settings: readSettings(given("settings", defaults)),
  bundles: await bundleFunctions(given("bundles", ownBundles)),
  description: "Interlock: the control plane of the Infrastructure Provisioning Plan 21.03",
});
app.synth();
