import { workplace } from "../../sandbox/place.ts";
import type { TaskAnswer } from "../../tasks/tasks.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
  withRepository,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { invokeTask } from "../invoke-task.ts";
import { adoptableCommit } from "../submission/adoptable-commit.ts";

/** The options of `interlock adopt`. */
export type AdoptOptions = InstallationOptions & { readonly repository?: string; readonly code?: string };

type Answer = TaskAnswer<"adopt-commit">;

/** Each outcome: whether it is the good one, and its text for people. */
const outcomes: Readonly<
  Record<
    Answer["outcome"],
    { readonly good: boolean; readonly text: (owner: string, repository: string, commit: string) => string }
  >
> = {
  sent: {
    good: true,
    text: (owner, _, commit) =>
      `a code was sent to ${owner}, the Platform Owner, who confirms with "interlock adopt ${commit} --code CODE"`,
  },
  adopted: {
    good: true,
    text: (owner, repository, commit) =>
      `${owner} has adopted ${commit}: contributors of ${repository} are counted from it`,
  },
  already: {
    good: true,
    text: (_, repository, commit) =>
      `${commit} is adopted already: contributors of ${repository} are counted from it`,
  },
  "wrong-code": {
    good: false,
    text: () =>
      "the code is wrong, for another commit, or older than half an hour; nothing was changed: run the command without --code",
  },
  "not-needed": {
    good: false,
    text: (_, repository) =>
      `contributors of ${repository} are counted from the last run that succeeded; nothing is adopted over it`,
  },
};

/**
 * Adopts a commit of a repository for an installation. Without a code, one is sent to the Platform Owner.
 * @throws as `adoptableCommit`.
 */
export async function adopt(
  { installation }: Connection,
  commit: string,
  { repository = workplace, code }: Pick<AdoptOptions, "repository" | "code">,
): Promise<Answer & { readonly repository: string; readonly commit: string }> {
  const name = adoptableCommit(repository, commit);
  const answer = await invokeTask(installation, "adopt-commit", {
    repository: name,
    commit,
    ...(code === undefined ? {} : { code }),
  });
  return { ...answer, repository: name, commit };
}

/** Adds `interlock adopt`. */
export const addCommand: AddCommand = (interlock, output) => {
  withRepository(withInstallation(interlock.command("adopt <commit>")))
    .description("count contributors from a commit of an existing repository; the Platform Owner confirms")
    .option("--code <code>", "the code that was sent to the Platform Owner; without it, a code is sent")
    .action(async (commit: string, options: AdoptOptions) => {
      const connection = await connect(options, whereOf(output, options));
      const answer = await adopt(connection, commit, options);
      const { good, text } = outcomes[answer.outcome];
      printResult(output, options, answer, text(answer.owner, answer.repository, commit));
      output.exitWith(good ? 0 : 1);
    });
};
