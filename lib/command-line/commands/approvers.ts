import { type ApproverMail, approvers, confirmApprover } from "../approver-mail.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { connect } from "../connect.ts";

/** The approvers as text for people. */
const approversText = (all: readonly ApproverMail[]): string =>
  all
    .map(({ approver, through, problem }) => `${approver.padEnd(20)} ${problem ?? through.join(", ")}`)
    .join("\n");

/** Adds `interlock approvers list` and `approvers confirm`. */
export const addCommand: AddCommand = (interlock, output) => {
  const people = interlock
    .command("approvers")
    .description("the people who decide, and how mail reaches them");
  withInstallation(people.command("list"))
    .description("list how mail reaches each approver, and what is wrong with it")
    .action(async (options: InstallationOptions) => {
      const found = await approvers(await connect(options, whereOf(output, options)));
      printResult(output, options, found, approversText(found));
      output.exitWith(found.every(({ problem }) => problem === null) ? 0 : 1);
    });
  withInstallation(people.command("confirm <link>"))
    .description("confirm an e-mail subscription, so that no mail scanner can end it; the mail has the link")
    .action(async (link: string, options: InstallationOptions) => {
      const { installation } = await connect(options, whereOf(output, options));
      const approver = await confirmApprover(installation, link);
      const text = `${approver} is confirmed; only a signed-in caller can unsubscribe`;
      printResult(output, options, { approver }, text);
    });
};
