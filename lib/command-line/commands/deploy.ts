import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { prerequisiteMissing, settingMissing } from "../../domain/errors.ts";
import { ownChain } from "../../domain/records/checkpoint.ts";
import { type CostRow, costRows, monthly, type PricedTemplate, prices } from "../../installation/cost.ts";
import {
  findInstallation,
  type Installation,
  installationOf,
  recordsOf,
} from "../../installation/installation.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { runCdk } from "../../sandbox/cdk.ts";
import { checkout } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import { whileWorking } from "../../sandbox/while-working.ts";
import { pluralize } from "../../text/plural.ts";
import { askPerson } from "../ask-person.ts";
import { askToWatch } from "../bundles/ask-to-watch.ts";
import { caller } from "../caller.ts";
import { type AddCommand, type JsonOption, printResult, progressOutput, withJson } from "../command.ts";
import { readAskedSettings } from "../submission/read-settings.ts";

/** The options of `interlock deploy`. */
export type DeployOptions = JsonOption & {
  readonly settings: string;
  /** Accepts a lock of the records that nobody can end, where nobody can be asked. */
  readonly acceptLock?: boolean;
};

const longestUnaskedDays = 30;

/** What must be accepted before the records are locked for so long that a trial would be kept for years; null if nothing must. */
export function lockQuestion({
  retentionMode,
  retentionDays,
}: {
  readonly retentionMode: string;
  readonly retentionDays: number;
}): string | null {
  if (retentionMode !== "COMPLIANCE" || retentionDays <= longestUnaskedDays) return null;
  return `The records will be locked in COMPLIANCE mode for ${pluralize(retentionDays, "day")} each: nobody, not even the account's root user, can delete them or end the lock. For a trial, set retentionMode to GOVERNANCE.`;
}

/** What a deployment creates, and what that costs while nothing uses it. */
export const costText = (rows: readonly CostRow[]): readonly string[] => [
  ...rows.map(
    ({ type, count, usdPerMonth }) =>
      `  ${String(count).padStart(4)}  ${type}${usdPerMonth === null || usdPerMonth === 0 ? "" : `  ${usdPerMonth.toFixed(2)} USD a month`}`,
  ),
  `about ${monthly(rows).toFixed(2)} USD a month while nothing runs (an estimate of ${prices.asOf} for ${prices.region}); docs/cost.md says where to check the prices`,
];

/**
 * A run belongs to the keys, the definitions and the functions that it began with, so none of them changes under it.
 * @throws PrerequisiteMissing naming the run that is open.
 */
async function confirmNoRunIsOpen(application: string): Promise<void> {
  // An older control plane may lack what this version needs; where its records are, every version says.
  const store = await recordsOf(application);
  if (store === null) return;
  const { runId } = await recordsIn({ ...store, clock: systemClock }).lease();
  if (runId !== null)
    throw prerequisiteMissing(
      `the run ${runId} is open, and a deployment would change what it began with: wait until it ends ("interlock status ${runId}"), or stop it`,
    );
}

/** @throws SettingMissing if the settings leave out a signing key that is deployed: what it signed could not be continued. */
function confirmKeysStay(settings: string, wanted: number, standing: Installation | null): void {
  const deployed = standing?.signingKeyArns.length ?? 0;
  if (wanted < deployed)
    throw settingMissing(
      `${settings} counts ${pluralize(wanted, "signing key")}, and ${deployed} are deployed: set keys.signing to ${deployed}, because a signing key stays where others followed it`,
    );
}

/**
 * Asks the control plane to let a new signing key take its place. A run keeps the key that it began with, so the key waits while
 * one is open.
 * @returns what became of it, in words.
 */
export async function askToIntroduceKey(installation: Installation): Promise<string> {
  await askToWatch(installation.watchRecordsFunctionName, ownChain);
  const records = recordsIn({ ...installation, clock: systemClock });
  const introduced = await records.introductions();
  const waiting = installation.signingKeyArns.length - 1 - introduced.length;
  if (waiting === 0) return "the newest signing key is in use, introduced by the one before it";
  const { runId } = await records.lease();
  return runId === null
    ? `${pluralize(waiting, "signing key")} could not be introduced: look at the alarms of watch-records, and deploy again`
    : `a new signing key waits until the run ${runId} is over: that run keeps the key that it began with`;
}

/**
 * Deploys the control plane to the account and region of the caller's credentials, with the unmodified CDK. It first says what the
 * deployment has, and asks before it locks records for long in a new installation.
 * @throws PrerequisiteMissing while a run is open; SettingMissing if the settings name another account or leave out a signing key, or with the CDK's error
 * message if it cannot be deployed; InvalidInput if the person does not accept the lock.
 */
export async function deploy({ settings, acceptLock = false }: DeployOptions, progress: Say): Promise<void> {
  const parsed = readAskedSettings(settings);
  const { controlPlane } = parsed.accounts;
  const { account, region } = await caller();
  if (account !== controlPlane.account || region !== controlPlane.region)
    throw settingMissing(
      `your credentials lead to account ${account} in ${region}, but ${settings} puts the control plane into ${controlPlane.account} in ${controlPlane.region}: use credentials of that account, or correct the settings`,
    );
  await confirmNoRunIsOpen(parsed.application);
  const standing = await findInstallation(parsed.application);
  confirmKeysStay(settings, parsed.keys.signing, standing);
  const failed = (said: string) => settingMissing(`the control plane could not be deployed: ${said}`);
  const work = mkdtempSync(join(tmpdir(), "control-plane-"));
  const assembly = join(work, "assembly");
  try {
    progress(`synthesising the control plane with the settings ${settings} ...`);
    const app = `"${process.execPath}" bin/control-plane.ts`;
    const context = `settings=${resolve(settings)}`;
    await whileWorking(progress, "synthesising", (tell) =>
      runCdk(
        ["synth", "--quiet", "--app", app, "--context", context, "--output", assembly],
        checkout,
        failed,
        { tell },
      ),
    );
    const template = readFileSync(join(assembly, "ControlPlane.template.json"), "utf8");
    const rows = costRows(JSON.parse(template) as PricedTemplate);
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    progress(`${standing === null ? "creates" : "updates"} ${pluralize(count, "resource")}:`);
    for (const line of costText(rows)) progress(line);
    const question = standing === null ? lockQuestion(parsed) : null;
    if (question !== null && !acceptLock)
      await askPerson(question, String(parsed.retentionDays), "--accept-lock");
    progress("deploying ...");
    await whileWorking(progress, "deploying", (tell) =>
      runCdk(["deploy", "--app", assembly, "--require-approval", "never", "ControlPlane"], checkout, failed, {
        tell,
      }),
    );
    if (parsed.keys.signing > 1) progress(await askToIntroduceKey(await installationOf(parsed.application)));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Adds `interlock deploy`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("deploy"))
    .description(
      "say what the control plane has and costs, and deploy it to the account and region of your credentials",
    )
    .requiredOption("--settings <file>", "the installation's settings")
    .option(
      "--accept-lock",
      "accept that nobody can delete the records before their time, where nobody can be asked",
    )
    .action(async (options: DeployOptions) => {
      await deploy(options, progressOutput(output, options));
      const text = "deployed; each approver gets an e-mail that asks to confirm the subscription";
      printResult(output, options, { settings: options.settings, deployed: true }, text);
    });
};
