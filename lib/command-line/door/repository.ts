import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { invalidInput } from "../../domain/errors.ts";
import { checkout, type SandboxPlace, workplace } from "../../sandbox/place.ts";
import { askGit, textFromGit } from "../submission/git.ts";

/** The branch of a sandbox's repository whose pushes start runs. */
export const watchedBranch = "main";

/** How the pushed repository is to be read, kept beside the sandbox's copy of it. */
export type PushedProject = {
  /** The URL of the pushed repository's own remote; empty if it has none. */
  readonly origin: string;
  /** The folder that was named, relative to the top; empty for the top itself. */
  readonly folder: string;
  /** The file of the plan, or its document id; empty for the installation's. */
  readonly plan: string;
};

const nothingKept: PushedProject = { origin: "", folder: "", plan: "" };

/** The bare repository of an application, whether it exists or not. */
export const repositoryOf = (place: SandboxPlace, application: string): string =>
  place.path("repositories", `${application}.git`);

/**
 * The sandbox's bare repository of an application, made if it is missing. Its hook says every push on the emulator's bus, as
 * CodeCommit does on AWS's.
 * @param commit the id of a commit that it is to take: git keeps ids of one form in a repository.
 * @throws InvalidInput with git's words if it cannot be made, or if it has commits with ids of another form.
 */
export function ensureRepository(place: SandboxPlace, application: string, commit: string = ""): string {
  const repository = repositoryOf(place, application);
  if (commit !== "") makeRoomFor(commit, repository);
  if (!existsSync(join(repository, "HEAD"))) {
    const made = askGit(place.folder, [
      "init",
      "--quiet",
      "--bare",
      ...(formatOf(commit) === "sha256" ? ["--object-format=sha256"] : []),
      `--initial-branch=${watchedBranch}`,
      repository,
    ]);
    if ("failed" in made)
      throw invalidInput(`the sandbox's repository could not be made (${made.failed}): install git`);
  }
  const hook = join(repository, "hooks", "post-receive");
  writeFileSync(hook, hookOf(place.name, application), { mode: 0o700 });
  chmodSync(hook, 0o700);
  return repository;
}

/** Git's name for the form of a commit's id. */
const formatOf = (commit: string): string => (commit.length === 64 ? "sha256" : "sha1");

/** Deletes a repository that is empty and takes no commit with an id of that form. */
function makeRoomFor(commit: string, repository: string): void {
  const format = existsSync(repository) ? textFromGit(repository, "rev-parse", "--show-object-format") : null;
  if (format === null || format === formatOf(commit)) return;
  if (textFromGit(repository, "for-each-ref", "--count=1") !== "")
    throw invalidInput(
      `the sandbox's repository ${repository} has commits with ${format} ids, and ${commit.slice(0, 12)} has a ${formatOf(commit)} id: start a sandbox of its own for it, with --sandbox NAME`,
    );
  rmSync(repository, { recursive: true, force: true });
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Git sets variables for its hooks that would lead other git commands to this repository. */
const hookOf = (sandbox: string, application: string): string =>
  `#!/bin/sh
unset $(git rev-parse --local-env-vars)
cd ${quoted(workplace)} && exec ${[process.execPath, join(checkout, "lib/command-line/door/announce-push.ts"), sandbox, application].map(quoted).join(" ")}
`;

/** Keeps how the pushed repository is to be read. */
export function keepProject(repository: string, project: PushedProject): void {
  for (const [name, value] of Object.entries(project))
    askGit(repository, ["config", `interlock.${name}`, value]);
}

/** How the pushed repository is to be read, as it was kept last. */
export function projectOf(repository: string): PushedProject {
  const of = (name: string) => textFromGit(repository, "config", "--get", `interlock.${name}`) ?? "";
  return Object.fromEntries(Object.keys(nothingKept).map((name) => [name, of(name)])) as PushedProject;
}

/**
 * Pushes a commit to the watched branch. The branch of a person's work tree may have been written anew, so the push is forced.
 * @returns whether the branch moved: without a move, git calls no hook.
 * @throws InvalidInput with git's words if it fails.
 */
export function pushCommit(from: string, repository: string, sha: string): boolean {
  const before = headOf(repository);
  const pushed = askGit(from, [
    "push",
    "--quiet",
    "--no-verify",
    "--force",
    repository,
    `${sha}:refs/heads/${watchedBranch}`,
  ]);
  if ("failed" in pushed)
    throw invalidInput(
      `the commit could not be pushed to the sandbox (${pushed.failed}): run the command again`,
    );
  return before !== sha;
}

/** The head of the watched branch; null if the branch, or the repository, is not there. */
export const headOf = (repository: string): string | null =>
  existsSync(repository)
    ? textFromGit(repository, "rev-parse", "--verify", "--quiet", `refs/heads/${watchedBranch}`)
    : null;
