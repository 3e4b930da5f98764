import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import type { Change } from "../../domain/change/manifest.ts";
import { invalidInput } from "../../domain/errors.ts";

/** A commit of a repository: the repository's top folder and name, and the commit as a change describes it. */
export type Commit = {
  readonly folder: string;
  readonly repository: string;
  readonly commit: Change["commit"];
};

const separator = "\u0000";
const record = "\u001e";
const fields = [
  "%H",
  "%s",
  "%an",
  "%ae",
  "%cn",
  "%ce",
  "%P",
  "%cI",
  "%(trailers:key=Co-authored-by,valueonly)",
];

/**
 * The commit at a repository's HEAD. Uncommitted edits are not part of it.
 * @throws InvalidInput if the folder is not a git repository or has no commit.
 */
export function headOf(path: string): Commit {
  const git = (...args: string[]) => {
    try {
      return execFileSync("git", ["-C", path, ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }).trimEnd();
    } catch (error) {
      const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
      throw invalidInput(
        `${path} has no commit to submit (${said}): name a git repository with --repository`,
        error,
      );
    }
  };
  const folder = git("rev-parse", "--show-toplevel");
  const [
    sha = "",
    subject = "",
    author = "",
    authorAddress = "",
    committer = "",
    committerAddress = "",
    parents = "",
    committedAt = "",
    trailers = "",
  ] = git("log", "-1", `--format=${fields.join("%x00")}`).split(separator);
  let remote = "";
  try {
    remote = git("remote", "get-url", "origin");
  } catch {
    // A repository without a remote is named by its folder.
  }
  return {
    folder,
    repository: nameOf(remote) || basename(folder),
    commit: {
      sha,
      subject,
      author: { name: author, address: authorAddress },
      committer: { name: committer, address: committerAddress },
      coAuthors: coAuthorsIn(trailers),
      parents: parents.split(" ").filter(Boolean),
      committedAt: new Date(committedAt).toISOString(),
    },
  };
}

/**
 * Every author, committer and co-author of the commits between `since` and HEAD, in either direction, because a reverted
 * commit has authors too. Without `since`, every commit up to HEAD counts. Addresses are as committed: the repository's
 * .mailmap is ignored, because the committers control it.
 * @throws InvalidInput if the repository lacks `since`.
 */
export function contributorsSince(
  { folder, commit: { sha } }: Pick<Commit, "folder" | "commit">,
  since: string | null,
): Change["contributors"] {
  const range = since === null ? [sha] : [`${since}...${sha}`];
  const format = `%an%x00%ae%x00%cn%x00%ce%x00%(trailers:key=Co-authored-by,valueonly)%x1e`;
  let log: string;
  try {
    log = execFileSync("git", ["-C", folder, "log", "--no-mailmap", `--format=${format}`, ...range], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    throw invalidInput(
      `${folder} lacks the commit ${since ?? sha} of the last successful run: fetch the whole history and submit again`,
      error,
    );
  }
  const people = log.split(record).flatMap((one) => {
    const [author = "", authorAddress = "", committer = "", committerAddress = "", trailers = ""] = one
      .replace(/^\n/, "")
      .split(separator);
    return [
      { name: author, address: authorAddress },
      { name: committer, address: committerAddress },
      ...coAuthorsIn(trailers),
    ].filter(({ address }) => address !== "");
  });
  const byAddress = new Map(people.map((person) => [person.address.trim().toLowerCase(), person]));
  return { since, people: [...byAddress.values()] };
}

/** The people that `Co-authored-by` trailers name. */
const coAuthorsIn = (trailers: string): Change["commit"]["coAuthors"] =>
  [...trailers.matchAll(/^(.*?)\s*<([^>]+)>\s*$/gm)].map(([, name = "", address = ""]) => ({
    name,
    address,
  }));

/** The last path segment of a remote's URL, so that no user name or password in the URL is kept. */
const nameOf = (remote: string): string =>
  remote
    .replace(/\.git$/, "")
    .split(/[/:]/)
    .filter(Boolean)
    .slice(-1)
    .join("/");
