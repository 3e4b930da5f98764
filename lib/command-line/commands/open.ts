import type { TaskAnswer } from "../../tasks/tasks.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { invokeTask } from "../invoke-task.ts";

/** A link to the operators' page, which works for ten minutes. */
export const open = ({
  installation,
}: Pick<Connection, "installation">): Promise<TaskAnswer<"admit-operator">> =>
  invokeTask(installation, "admit-operator", {});

/** Adds `interlock open`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("open"))
    .description(
      "make a link to the operators' page; it works for ten minutes, and its browser may look for eight hours",
    )
    .action(async (options: InstallationOptions) => {
      const answer = await open(await connect(options, whereOf(output, options)));
      printResult(output, options, answer, answer.url);
    });
};
