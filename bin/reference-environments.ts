// The CDK app of the reference environments. It imports nothing of the control plane: any CDK app with three Stages will do.
import { App, Aspects } from "aws-cdk-lib";
import { ReferenceEnvironment } from "../lib/reference-environments/environment.ts";
import { LeaveOut } from "../lib/reference-environments/leave-out.ts";
import { imageProblem, noImage, settingsOf } from "../lib/reference-environments/settings.ts";

// `npm run check` lints the templates. The CDK's own validation only warns, and takes most of the time of a synthesis.
const app = new App({ builtinCloudFormationValidation: false });
const context = (name: string, otherwise: string): string => {
  const value: unknown = app.node.tryGetContext(name);
  return typeof value === "string" ? value : otherwise;
};
const application = context("application", "interlock-reference");
const wanted = context("leaveOut", "").split(",").filter(Boolean);
const leaveOut = new LeaveOut(wanted);
const image = context("image", noImage(application));
const problem = imageProblem(application, image);
// An emulator pulls no image, and the CDK synthesises the app for a bootstrap too.
if (problem !== null && wanted.length === 0) console.error(problem);
const settings = settingsOf(application, {
  image,
  size: context("size", "full") === "small" ? "small" : "full",
  fixedAddresses: !wanted.includes("fixed-addresses"),
});
for (const environment of [settings.development, settings.staging, settings.production])
  Aspects.of(new ReferenceEnvironment(app, environment)).add(leaveOut);
app.synth();
for (const line of leaveOut.leftOut) console.error(`left out ${line}`);
