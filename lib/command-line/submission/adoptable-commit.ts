import { invalidInput } from "../../domain/errors.ts";
import { textFromGit } from "./git.ts";
import { headIn, repositoryIn } from "./read-commit.ts";
import { fullName } from "./repository-name.ts";

/**
 * Confirms that contributors can be counted from a commit: its id is whole, so that it names this commit for ever; the
 * repository around `path` has it; and HEAD descends from it.
 * @returns the repository's full name.
 * @throws InvalidInput if one of these does not hold, InvalidChange if there is no repository or no commit.
 */
export function adoptableCommit(path: string, commit: string): string {
  const head = headIn(path);
  const whole = textFromGit(
    path,
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${commit}^{commit}`,
  );
  const repository = repositoryIn(path);
  if (whole === null || repository === null)
    throw invalidInput(
      `the repository in ${path} has no commit ${commit}: fetch it, or name one that "git log" shows`,
    );
  if (whole !== commit)
    throw invalidInput(
      `"${commit}" is not a whole commit id, and may name another commit tomorrow: to adopt the one that it names now, write ${whole}`,
    );
  if (textFromGit(path, "merge-base", "--is-ancestor", commit, head) === null)
    throw invalidInput(
      `HEAD (${head}) does not descend from ${commit}, so contributors cannot be counted from it: check out the branch that has it, or name a commit of this one`,
    );
  return fullName(repository);
}
