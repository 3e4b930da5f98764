import { isSealed } from "../../domain/run/status.ts";
import { type Verdict, verdictOf } from "../../domain/run/verdict.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { type AddCommand, type InstallationOptions, printResult, withInstallation } from "../command.ts";
import { type Connection, connect } from "../connect.ts";

/** One run in the list of all runs. */
export type ListedRun = {
  readonly runId: string;
  readonly verdict: Verdict | "RUNNING";
  readonly repository: string;
  readonly commit: string;
  readonly attempt: number;
  /** ISO 8601. */
  readonly claimedAt: string;
};

/** Every run, newest first. */
export async function runs({ installation }: Connection): Promise<readonly ListedRun[]> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const claims = await records.claims();
  return Promise.all(
    claims.map(async ({ runId, repository, commit, attempt, claimedAtMs }) => {
      const { entries } = await records.read(runId);
      const verdict = isSealed(entries) ? verdictOf(entries) : "RUNNING";
      return { runId, verdict, repository, commit, attempt, claimedAt: new Date(claimedAtMs).toISOString() };
    }),
  );
}

/** Adds `interlock runs`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("runs"))
    .description("list every run, newest first")
    .action(async (options: InstallationOptions) => {
      const found = await runs(await connect(options));
      const lines = found.map(({ runId, verdict, claimedAt }) => `${claimedAt}  ${runId}  ${verdict}`);
      printResult(output, options, found, lines.join("\n"));
    });
};
