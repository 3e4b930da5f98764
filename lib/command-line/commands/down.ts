import { Place } from "../../sandbox/place.ts";
import { stopSandbox } from "../../sandbox/up.ts";
import { type AddCommand, type InstallationOptions, printResult, withInstallation } from "../command.ts";

/** Adds `interlock down`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("down"))
    .description("stop every process that this sandbox started, and no other")
    .action(async (options: InstallationOptions) => {
      const { sandbox = "local" } = options;
      const stopped = await stopSandbox(new Place(sandbox));
      const text =
        stopped === 0 ? `the sandbox "${sandbox}" was not running` : `stopped the sandbox "${sandbox}"`;
      printResult(output, options, { sandbox, stoppedProcesses: stopped }, text);
    });
};
