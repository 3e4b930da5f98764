import type { TaskAnswer } from "../../tasks/tasks.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { connect } from "../connect.ts";
import { invokeTask } from "../invoke-task.ts";

/** The options of `interlock lift`. */
export type LiftOptions = InstallationOptions & {
  readonly window: string;
  readonly as: string;
  readonly code?: string;
};

type Outcome = TaskAnswer<"lift-window">["outcome"];

/** Each outcome: whether it is the good one, and its text for people. */
const outcomes: Readonly<
  Record<
    Outcome,
    {
      readonly good: boolean;
      readonly text: (run: string, options: Pick<LiftOptions, "window" | "as">) => string;
    }
  >
> = {
  sent: {
    good: true,
    text: (run, options) =>
      `a code was sent to ${options.as}: confirm with "interlock lift ${run} --window ${options.window} --as ${options.as} --code CODE"`,
  },
  agreed: {
    good: true,
    text: (_, options) => `${options.as} has agreed to lift ${options.window}; one more person must agree`,
  },
  lifted: {
    good: true,
    text: (run, { window }) =>
      `${window} is lifted for ${run}: the run goes on when it looks next, within two hours at most`,
  },
  "wrong-code": {
    good: false,
    text: () =>
      "the code is wrong or older than half an hour, or another person agreed at the same moment; nothing was changed: ask for a new code",
  },
  "not-held": {
    good: false,
    text: (run, { window }) => `${run} is not held by ${window}: see "interlock status ${run}"`,
  },
  "unknown-person": {
    good: false,
    text: (_, options) => `${options.as} is not in the approver directory; no code was sent`,
  },
};

/** Adds `interlock lift`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("lift <run>"))
    .description(
      "lift a freeze window for a run that it holds; two people of the approver directory must agree",
    )
    .requiredOption("--window <window>", "the window, as status names it, such as settings/year-end")
    .requiredOption("--as <person>", "the approver id of the person who agrees")
    .option("--code <code>", "the code that was sent to that person; without it, a code is sent")
    .action(async (runId: string, options: LiftOptions) => {
      const { installation } = await connect(options, whereOf(output, options));
      const { window, as: person, code } = options;
      const answer = await invokeTask(installation, "lift-window", {
        runId,
        window,
        person,
        ...(code === undefined ? {} : { code }),
      });
      const { good, text } = outcomes[answer.outcome];
      printResult(output, options, answer, text(runId, options));
      output.exitWith(good ? 0 : 1);
    });
};
