import { findInstallation } from "../../installation/installation.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { SandboxPlace, type SandboxState } from "../../sandbox/place.ts";
import { isRunning } from "../../sandbox/processes.ts";
import { leadTo, stopSandbox } from "../../sandbox/up.ts";
import { startingOf } from "../../text/own-commands.ts";
import { type AddCommand, type InstallationOptions, printResult, withInstallation } from "../command.ts";

const longestLookMs = 3_000;

/** Adds `interlock down`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("down"))
    .description("stop every process that this sandbox started, and no other")
    .action(async (options: InstallationOptions) => {
      const { sandbox = "local" } = options;
      const place = new SandboxPlace(sandbox);
      const openRun = await openRunIn(place.read());
      const stopped = await stopSandbox(place);
      const text =
        stopped === 0 ? `the sandbox "${sandbox}" was not running` : `stopped the sandbox "${sandbox}"`;
      printResult(
        output,
        options,
        { sandbox, stoppedProcesses: stopped, openRun },
        text + cost(openRun, sandbox),
      );
    });
};

/** What stopping costs a run that is open: its executions do not outlive the emulator. */
const cost = (openRun: string | null, sandbox: string): string =>
  openRun === null
    ? ""
    : `; the run ${openRun} was open: its executions ended with the emulator, so the next "${startingOf(sandbox)}" rolls it back, and it ends ABORTED. To take its commit through, use --attempt N`;

/** The run that has the lease; null if there is none, or if the sandbox does not say so in time. */
async function openRunIn(state: SandboxState | null): Promise<string | null> {
  if (state?.application === undefined || !isRunning(state.processes.emulator)) return null;
  leadTo(state);
  const { application } = state;
  const look = async () => {
    const installation = await findInstallation(application);
    return installation === null
      ? null
      : (await recordsIn({ ...installation, clock: systemClock }).lease()).runId;
  };
  const tooLate = new Promise<null>((resolve) => setTimeout(resolve, longestLookMs, null).unref());
  return Promise.race([look().catch(() => null), tooLate]);
}
