import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { prerequisiteMissing, settingMissing } from "../../domain/errors.ts";
import { recordsOf } from "../../installation/installation.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { runCdk } from "../../sandbox/cdk.ts";
import { checkout } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import { settingsSchema } from "../../settings/settings.ts";
import { type AddCommand, type JsonOption, printResult, progressOf, withJson } from "../command.ts";

/** The options of `interlock deploy`. */
export type DeployOptions = JsonOption & { readonly settings: string };

/**
 * A run belongs to the keys, the definitions and the functions that it began with, so none of them changes under it.
 * @throws PrerequisiteMissing naming the run that is open.
 */
async function confirmNoRunIsOpen(settings: string): Promise<void> {
  const { application } = settingsSchema.parse(JSON.parse(readFileSync(settings, "utf8")));
  // An older control plane may lack what this version needs; where its records are, every version says.
  const store = await recordsOf(application);
  if (store === null) return;
  const { runId } = await recordsIn({ ...store, clock: systemClock }).lease();
  if (runId !== null)
    throw prerequisiteMissing(
      `the run ${runId} is open, and a deployment would change what it began with: wait until it ends ("interlock status ${runId}"), or stop it`,
    );
}

/**
 * Deploys the control plane to the account and region of the caller's credentials, with the unmodified CDK.
 * @throws PrerequisiteMissing while a run is open; SettingMissing with the CDK's error message if it cannot be deployed.
 */
export async function deploy({ settings }: DeployOptions, progress: Say): Promise<void> {
  await confirmNoRunIsOpen(settings);
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
