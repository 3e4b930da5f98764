import type { TaskAnswer } from "../../tasks/tasks.ts";
import { caller } from "../caller.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { invokeTask } from "../invoke-task.ts";

/** The options of `interlock stop`. */
export type StopOptions = InstallationOptions & { readonly reason: string };

/** Presses the emergency stop. */
export const stop = async ({ installation }: Connection, reason: string): Promise<TaskAnswer<"stop-work">> =>
  invokeTask(installation, "stop-work", { by: (await caller()).arn, reason });

/** Adds `interlock stop`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("stop"))
    .description("stop all work at once, without asking anyone")
    .requiredOption("--reason <text>", "why; the people who resume work read it")
    .action(async (options: StopOptions) => {
      const answer = await stop(await connect(options, whereOf(output, options)), options.reason);
      const text =
        answer.outcome === "stopped"
          ? 'stopped: nothing takes effect any more, not even a rollback. To resume work, two people run "interlock resume --as PERSON"'
          : "work was stopped already";
      printResult(output, options, answer, text);
    });
};
