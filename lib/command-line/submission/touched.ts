import { isAbsolute } from "node:path";
import { invalidInput } from "../../domain/errors.ts";
import { askGit } from "./git.ts";

/**
 * Whether anything at one of these paths of the repository around `folder` differs between `since` and HEAD. Without paths, or without
 * a commit to compare with, everything counts; so does what git cannot tell, because the door then says why.
 * @param paths folders or files, from the repository's top folder.
 * @throws InvalidInput for a path that is not inside the repository.
 */
export function isTouched(folder: string, since: string | null, paths: readonly string[]): boolean {
  for (const path of paths)
    if (path === "" || isAbsolute(path) || path.split("/").includes(".."))
      throw invalidInput(
        `the path ${JSON.stringify(path)} is not inside the repository: name a folder or a file from its top folder`,
      );
  if (since === null || paths.length === 0) return true;
  // A literal path: what it is called means nothing else to git (gitglossary, pathspec).
  const named = paths.map((path) => `:(top,literal)${path}`);
  const answer = askGit(folder, [
    "diff",
    "--no-ext-diff",
    "--name-only",
    "-z",
    since,
    "HEAD",
    "--",
    ...named,
  ]);
  return "failed" in answer || answer.said.length > 0;
}
