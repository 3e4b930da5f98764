// The CDK app of the control plane. `-c settings=FILE` names the installation's settings.
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { bundleFunctions, bundlesOf } from "../lib/control-plane/bundle.ts";
import { readSettings } from "../lib/control-plane/settings.ts";
import { ControlPlane } from "../lib/control-plane/stack.ts";

const defaults = fileURLToPath(new URL("../lib/control-plane/default-settings.json", import.meta.url));

const app = new App();
const settings: unknown = app.node.tryGetContext("settings");
new ControlPlane(app, "ControlPlane", {
  settings: readSettings(typeof settings === "string" ? settings : defaults),
  bundles: await bundleFunctions(bundlesOf(app)),
  description: "Interlock: the control plane of the Infrastructure Provisioning Plan 21.03",
});
app.synth();
