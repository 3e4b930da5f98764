import type { Digest } from "../../domain/canonical.ts";
import type { Change } from "../../domain/change/manifest.ts";
import { isInterlockError, notFound } from "../../domain/errors.ts";
import { environmentsOf, type Status, statusOf } from "../../domain/run/status.ts";
import type { Installation } from "../../installation/installation.ts";
import { changesIn } from "../../ports/changes/aws.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { visible } from "../../text/visible.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  progressOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { watch } from "../submission/follow.ts";

/** The options of `interlock status`. */
export type StatusOptions = InstallationOptions & { readonly watch?: boolean };

/**
 * The status of a run.
 * @throws NotFound if there is no such run.
 */
export async function status({ installation }: Connection, runId: string): Promise<Status> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const claim = await records.claimOf(runId);
  if (claim === null) throw notFound(`there is no run ${runId}: "interlock runs" lists every run`);
  const { entries, head } = await records.read(runId);
  return statusOf(runId, entries, head, await changeOrNull(installation, claim.changeDigest));
}

/** The change, or null if its bytes are missing or have another digest: a refused run has a status too. */
async function changeOrNull({ bucketName }: Installation, digest: Digest): Promise<Change | null> {
  try {
    return await changesIn({ bucketName }).change(digest);
  } catch (error) {
    if (isInterlockError(error)) return null;
    throw error;
  }
}

/** A status as text for people. Its last line is `run ID VERDICT`. */
export function statusText(run: Status): string {
  const steps = environmentsOf(run).flatMap(({ environment, state, steps: all }) => [
    `${environment.padEnd(12)} ${state}`,
    ...all.map(({ step, state: stepState }) => `  ${step.padEnd(12)} ${stepState}`),
  ]);
  const gates = run.gates.map(
    ({ gate, state, decisions }) =>
      `${gate.padEnd(20)} ${state}${decisions.map(({ approver, decision }) => `, ${approver}: ${decision}`).join("")}`,
  );
  return [
    ...steps,
    ...gates,
    ...(run.refused === null
      ? []
      : ["never started, because the change can't be carried out:", ...run.refused.split("\n")]),
    `${run.records.count} entries, head ${run.records.head ?? "none"}`,
    `run ${run.runId} ${run.verdict}`,
  ]
    .map(visible)
    .join("\n");
}

/** Adds `interlock status`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("status <run>"))
    .description("show a run's environments, steps, gates and the end of its records")
    .option("--watch", "follow the run to its verdict")
    .action(async (run: string, options: StatusOptions) => {
      const connection = await connect(options);
      if (options.watch === true) output.exitWith(await watch(connection, run, progressOf(output, options)));
      if (options.watch === true && options.json !== true) return;
      const found = await status(connection, run);
      printResult(output, options, found, statusText(found));
    });
};
