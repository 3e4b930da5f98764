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

/** The options of `interlock resume`. */
export type ResumeOptions = InstallationOptions & { readonly as: string; readonly code?: string };

type Outcome = TaskAnswer<"resume-work">["outcome"];

/** Each outcome: whether it is the good one, and its text for people. */
const outcomes: Readonly<
  Record<Outcome, { readonly good: boolean; readonly text: (person: string) => string }>
> = {
  sent: {
    good: true,
    text: (person) =>
      `a code was sent to ${person}: confirm with "interlock resume --as ${person} --code CODE"`,
  },
  agreed: { good: true, text: (person) => `${person} has agreed to resume; one more person must agree` },
  resumed: { good: true, text: () => "resumed: the sweep continues unfinished work within a minute" },
  "wrong-code": {
    good: false,
    text: () => "the code is wrong, or older than half an hour; nothing was changed",
  },
  "not-stopped": { good: false, text: () => "work is not stopped" },
  "unknown-person": {
    good: false,
    text: (person) => `${person} is not in the approver directory; no code was sent`,
  },
};

/** One person's consent to resume work after a stop. Without a code, a code is sent to that person. */
export const resume = (
  { installation }: Connection,
  person: string,
  code: string | undefined,
): Promise<TaskAnswer<"resume-work">> =>
  invokeTask(installation, "resume-work", code === undefined ? { person } : { person, code });

/** Adds `interlock resume`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("resume"))
    .description("resume work after a stop; two people of the approver directory must agree")
    .requiredOption("--as <person>", "the approver id of the person who agrees")
    .option("--code <code>", "the code that was sent to that person; without it, a code is sent")
    .action(async (options: ResumeOptions) => {
      const answer = await resume(await connect(options, whereOf(output, options)), options.as, options.code);
      const { good, text } = outcomes[answer.outcome];
      printResult(output, options, answer, text(options.as));
      output.exitWith(good ? 0 : 1);
    });
};
