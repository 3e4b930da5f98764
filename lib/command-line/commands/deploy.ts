import { resolve } from "node:path";
import { settingMissing } from "../../domain/errors.ts";
import { runCdk } from "../../sandbox/cdk.ts";
import { checkout } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import { type AddCommand, type JsonOption, printResult, progressOf, withJson } from "../command.ts";

/** The options of `interlock deploy`. */
export type DeployOptions = JsonOption & { readonly settings: string };

/**
 * Deploys the control plane to the account and region of the caller's credentials, with the unmodified CDK.
 * @throws SettingMissing with the CDK's error message if it cannot be deployed.
 */
export async function deploy({ settings }: DeployOptions, progress: Say): Promise<void> {
  progress(`deploying the control plane with the settings ${settings} ...`);
  await runCdk(
    [
      "deploy",
      "--app",
      `"${process.execPath}" bin/control-plane.ts`,
      "--context",
      `settings=${resolve(settings)}`,
      "--require-approval",
      "never",
      "ControlPlane",
    ],
    checkout,
    (said) => settingMissing(`the control plane could not be deployed: ${said}`),
  );
}

/** Adds `interlock deploy`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("deploy"))
    .description("deploy the control plane to the account and region of your credentials")
    .requiredOption("--settings <file>", "the installation's settings")
    .action(async (options: DeployOptions) => {
      await deploy(options, progressOf(output, options));
      const text = "deployed; each approver gets an e-mail that asks to confirm the subscription";
      printResult(output, options, { settings: options.settings, deployed: true }, text);
    });
};
