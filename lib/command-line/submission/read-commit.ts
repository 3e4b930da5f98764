import { realpathSync, statSync } from "node:fs";
import { basename, relative } from "node:path";
import { coAuthorsIn } from "../../domain/change/co-authors.ts";
import { type Change, mostAncestors } from "../../domain/change/manifest.ts";
import type { Person } from "../../domain/change/person.ts";
import { inWords, type Refusal } from "../../domain/change/refusal.ts";
import { invalidChange } from "../../domain/errors.ts";
import type { Signers } from "../../settings/signers.ts";
import { type CommitObject, commitsIn, isoDateOf } from "./commit-object.ts";
import { askGit, textFromGit } from "./git.ts";
import { type RepositoryName, repositoryNameOf } from "./repository-name.ts";
import { unsignedAmong } from "./signatures.ts";

/** A commit of a repository, and what a change says of it. */
export type Commit = {
  /** The top folder of the work tree. */
  readonly folder: string;
  /** The named folder, relative to the top folder; empty for the top folder itself. */
  readonly inside: string;
  readonly repository: RepositoryName;
  readonly commit: Change["commit"];
  readonly contributors: Change["contributors"];
  /** Paths that differ from the commit or are not in it. They are no part of the change. */
  readonly uncommitted: readonly string[];
};

/** A commit that was read, or everything that keeps it from being read. */
export type CommitRead = { readonly commit: Commit } | { readonly refusals: readonly Refusal[] };

const mostSubjectCharacters = 1_000;
const cutMark = "…";
const unshallow = "git fetch --unshallow";

/**
 * The commit that a revision of the repository at `path` points to, with everybody who contributed since `since`: author,
 * committer and co-authors of every commit between the two, in either direction, because what is taken back has authors
 * too. Without `since`, every commit counts. Addresses are taken as committed: a .mailmap belongs to the committers.
 * What cannot be read for certain is refused, never left out.
 * @param signers whose signatures count, if each of these commits has to be signed.
 */
export function readCommit(
  path: string,
  since: string | null,
  revision = "HEAD",
  signers: Signers | null = null,
): CommitRead {
  const place = workTreeOf(path, revision);
  if ("refusals" in place) return place;
  const { folder, inside, head } = place;
  if (textFromGit(folder, "rev-parse", "--is-shallow-repository") !== "false")
    return refused(
      "whole-history",
      folder,
      "the clone is shallow, so contributors are missing",
      `run "${unshallow}" and try again`,
    );
  const range = since === null ? [head] : [`${since}...${head}`];
  const listed = askGit(folder, ["rev-list", ...range, "--"]);
  if ("failed" in listed)
    return refused(
      "whole-history",
      folder,
      `the commit ${since ?? head} is not in the clone (${firstLine(listed.failed)})`,
      `contributors are counted from it: fetch the branch that has it, or run "${unshallow}", and try again`,
    );
  const ids = [...new Set([head, ...listed.said.toString("latin1").split("\n").filter(Boolean)])];
  const read = askGit(folder, ["cat-file", "--batch"], `${ids.join("\n")}\n`);
  const commits = "said" in read ? [...commitsIn(read.said)] : [];
  const [own] = commits;
  if (own === undefined || commits.length !== ids.length)
    return refused(
      "whole-history",
      folder,
      `only ${commits.length} of ${ids.length} commits can be read`,
      `run "git fsck" and fetch what is missing`,
    );
  const committedAt = isoDateOf(own.committer);
  const refusals = [
    ...commits.flatMap(refusalsOf),
    ...(signers === null ? [] : unsignedAmong(folder, commits, signers)),
    ...(committedAt === null
      ? [
          refusal(
            "date",
            own.id,
            `the committer's date is "${own.committer.date}"`,
            "commit again with a date that exists",
          ),
        ]
      : []),
  ];
  if (refusals.length > 0 || committedAt === null) return { refusals };
  return {
    commit: {
      folder,
      inside,
      repository: nameOf(folder),
      commit: {
        sha: own.id,
        subject: subjectOf(own),
        author: personOf(own.author),
        committer: personOf(own.committer),
        coAuthors: [...coAuthorsIn(own.message).people],
        parents: [...own.parents],
        committedAt,
        ancestors: ancestorsOf(folder, own.id),
      },
      contributors: { since, people: [...peopleIn(commits)] },
      uncommitted: uncommittedIn(folder),
    },
  };
}

/** The name of a repository by the top folder of its work tree. */
const nameOf = (folder: string): RepositoryName =>
  repositoryNameOf(textFromGit(folder, "remote", "get-url", "origin"), basename(folder));

/** The name of the repository around a path; null if there is none. */
export function repositoryIn(path: string): RepositoryName | null {
  const place = workTreeOf(path, "HEAD");
  return "refusals" in place ? null : nameOf(place.folder);
}

/** The commits before one on its first-parent line, newest first. */
const ancestorsOf = (folder: string, sha: string): string[] =>
  (textFromGit(folder, "rev-list", "--first-parent", `--max-count=${mostAncestors + 1}`, sha) ?? "")
    .split("\n")
    .filter(Boolean)
    .slice(1);

/** Whether a path leads to a folder. One that is too long, or a link to itself, leads nowhere. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The work tree around a path, and the commit that the revision points to. */
function workTreeOf(
  path: string,
  revision: string,
):
  | { readonly folder: string; readonly inside: string; readonly head: string }
  | { readonly refusals: readonly Refusal[] } {
  if (!isFolder(path))
    return refused("no-repository", path, "there is no such folder", "name the folder of a git repository");
  const top = askGit(path, ["rev-parse", "--show-toplevel"]);
  const folder = "said" in top ? top.said.toString("utf8").replace(/\n$/, "") : "";
  if ("failed" in top || folder === "")
    return refused(
      "no-repository",
      path,
      `it is in no git work tree (${"failed" in top ? firstLine(top.failed) : "a bare repository"})`,
      "name the folder of a clone with its files checked out",
    );
  const head = textFromGit(folder, "rev-parse", "--verify", "--quiet", `${revision}^{commit}`);
  if (head === null) return refused("no-repository", path, "the repository has no commit", "commit first");
  return { folder, inside: relative(realpathSync(folder), realpathSync(path)), head };
}

/**
 * The id of the commit that HEAD of the repository at `path` points to.
 * @throws InvalidChange if there is none.
 */
export function headIn(path: string): string {
  const place = workTreeOf(path, "HEAD");
  if ("refusals" in place) throw invalidChange(place.refusals.map(inWords).join("\n"));
  return place.head;
}

/** Why the people of a commit cannot be told for certain. */
function refusalsOf({ id, author, committer, message }: CommitObject): readonly Refusal[] {
  const nameless = [author, committer].filter(({ address }) => !address.includes("@"));
  return [
    ...[...new Set(nameless.map(({ name, address }) => `"${name} <${address}>"`))].map((person) =>
      refusal(
        "address",
        id,
        `the commit is by ${person}, which is no address`,
        "commit again with an address, so that its author can be told apart",
      ),
    ),
    ...coAuthorsIn(message).unreadable.map((line) =>
      refusal(
        "co-authors",
        id,
        `the line "${line.trim()}" names a co-author nobody can identify`,
        'write it as "Co-authored-by: Name <address>"',
      ),
    ),
  ];
}

function peopleIn(commits: readonly CommitObject[]): readonly Person[] {
  const people = commits.flatMap(({ author, committer, message }) => [
    personOf(author),
    personOf(committer),
    ...coAuthorsIn(message).people,
  ]);
  return [...new Map(people.map((person) => [person.address.trim().toLowerCase(), person])).values()];
}

const personOf = ({ name, address }: Person): Person => ({ name, address });

/** The first paragraph of the message on one line, as git tells it; a long one is cut, with a mark. */
function subjectOf({ message }: CommitObject): string {
  const [paragraph = ""] = message.replace(/^\s*\n/, "").split(/\n\s*\n/);
  const subject = paragraph.replace(/\n/g, " ").replace(/ +$/, "");
  const characters = [...subject.slice(0, 2 * mostSubjectCharacters + 2)];
  return characters.length <= mostSubjectCharacters
    ? subject
    : characters.slice(0, mostSubjectCharacters - 1).join("") + cutMark;
}

/** Paths whose state in the work tree is not the commit's. */
function uncommittedIn(folder: string): readonly string[] {
  const status = askGit(folder, [
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=normal",
    "--no-renames",
  ]);
  if ("failed" in status) return [];
  return status.said
    .toString("utf8")
    .split("\0")
    .filter(Boolean)
    .map((line) => line.slice(3));
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
const refusal = (rule: string, where: string, seen: string, todo: string): Refusal => ({
  rule,
  where,
  seen,
  todo,
});
const refused = (rule: string, where: string, seen: string, todo: string) => ({
  refusals: [refusal(rule, where, seen, todo)],
});
