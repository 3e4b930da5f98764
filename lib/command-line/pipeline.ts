import { resolve } from "node:path";
import { settingMissing } from "../domain/errors.ts";
import { runCdk } from "../sandbox/cdk.ts";
import { inboxOf } from "../sandbox/mailbox.ts";
import { checkout, Place } from "../sandbox/place.ts";
import type { Say } from "../sandbox/up.ts";
import { readAssembly } from "./assembly.ts";
import { headOf } from "./commit.ts";
import { type CommonOptions, type Connection, connect } from "./connect.ts";
import { follow } from "./follow.ts";
import { leftOutForEmulator, readPlan, waitForRun } from "./run-change.ts";
import { changeFor, submit } from "./submit.ts";
import { synthesise } from "./synthesise.ts";

/** The options of `interlock submit`. */
export type SubmitOptions = CommonOptions & {
  readonly repository?: string;
  readonly assembly?: string;
  readonly attempt: number;
  readonly watch?: boolean;
};

/** Deploys the control plane where the credentials lead, with the unmodified CDK. */
export async function deploy({ settings }: { readonly settings: string }, say: Say): Promise<void> {
  say(`deploying the control plane with the settings ${settings} ...`);
  await runCdk(
    [
      "deploy",
      "--app",
      `${process.execPath} bin/control-plane.ts`,
      "--context",
      `settings=${resolve(settings)}`,
      "--require-approval",
      "never",
      "ControlPlane",
    ],
    checkout,
    (said) => settingMissing(`the control plane could not be deployed: ${said}`),
  );
  say("deployed; every approver has a mail that asks to confirm the subscription");
}

/**
 * Submits a commit as a change, as a pipeline does after its own tests: synthesised here, or from an assembly that was
 * made of it before. Returns the run's id.
 */
export async function submitCommit(options: SubmitOptions, say: Say): Promise<string> {
  const connection = await connect(options);
  const head = headOf(options.repository ?? checkout);
  const context = connection.sandbox === null ? {} : { leaveOut: leftOutForEmulator };
  const under = new Place(options.sandbox).path("changes", head.commit.sha, "assembly");
  const assembly = readAssembly(options.assembly ?? (await synthesise(head, under, context)));
  const change = await changeFor(connection.installation, head, assembly, options.attempt);
  const runId = await submit(connection.installation, change, assembly, readPlan());
  await waitForRun(connection.installation, runId);
  say(`submitted ${head.commit.sha.slice(0, 12)} as run ${runId}`);
  return runId;
}

/** Follows a run to its verdict. Returns the exit code: 0 only if it SUCCEEDED. */
export async function watch({ installation, sandbox }: Connection, runId: string, say: Say): Promise<number> {
  const inbox = sandbox === null ? null : inboxOf(sandbox);
  const verdict = await follow(installation, runId, { inbox, answering: null, say });
  say(`run ${runId} ${verdict}`);
  return verdict === "SUCCEEDED" ? 0 : 1;
}
