import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import {
  addHelper,
  bootstrapControlPlane,
  bootstrapEnvironment,
  bootstrapFolder,
} from "../../bootstrap/bootstrap.ts";
import { environments } from "../../domain/environment.ts";
import { settingMissing } from "../../domain/errors.ts";
import { runCdk } from "../../sandbox/cdk.ts";
import type { Say } from "../../sandbox/up.ts";
import type { Accounts } from "../../settings/settings.ts";
import { caller } from "../caller.ts";
import { type AddCommand, type JsonOption, printResult, progressOutput, withJson } from "../command.ts";
import { readAskedSettings } from "../submission/read-settings.ts";

/** The options of `interlock bootstrap`. */
export type BootstrapOptions = JsonOption & { readonly settings: string };

/** What was prepared: the account of the caller's credentials, and what the settings call it. */
export type Bootstrapped = {
  readonly account: string;
  readonly prepared: readonly (keyof Accounts)[];
};

/**
 * Prepares the account of the caller's credentials for whatever the settings put there: with the standard bootstrap of the
 * CDK, and in an environment's account also with its helper and checks roles. It can be repeated at any time.
 * @throws SettingMissing if the settings do not name the account, or if it cannot be prepared.
 */
export async function bootstrap({ settings }: BootstrapOptions, progress: Say): Promise<Bootstrapped> {
  const { application, accounts } = readAskedSettings(settings);
  const { account, partition } = await caller();
  const prepared = (["controlPlane", ...environments] as const).filter(
    (name) => accounts[name].account === account,
  );
  if (prepared.length === 0)
    throw settingMissing(
      `your credentials belong to account ${account}, which ${settings} does not name: it names ${Object.entries(
        accounts,
      )
        .map(([name, place]) => `${place.account} (${name})`)
        .join(", ")}`,
    );
  const cdk = (args: readonly string[]) =>
    runCdk(args, bootstrapFolder, (said) =>
      settingMissing(`account ${account} could not be prepared: ${said}`),
    );
  const controlPlane = accounts.controlPlane.account;
  for (const name of prepared) {
    const place = accounts[name];
    progress(`preparing ${account} in ${place.region} for ${name} ...`);
    if (name === "controlPlane") {
      await bootstrapControlPlane(place, {}, cdk);
      continue;
    }
    await bootstrapEnvironment(place, { controlPlane, partition }, {}, cdk);
    const at = { application, partition, urlSuffix: "", environment: name, ...place };
    await addHelper(new CloudFormationClient({ region: place.region }), at, controlPlane);
  }
  return { account, prepared };
}

/** Adds `interlock bootstrap`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("bootstrap"))
    .description("prepare the account of your credentials, once for each account that the settings name")
    .requiredOption("--settings <file>", "the installation's settings")
    .action(async (options: BootstrapOptions) => {
      const result = await bootstrap(options, progressOutput(output, options));
      printResult(output, options, result, `${result.account} is prepared for ${result.prepared.join(", ")}`);
    });
};
