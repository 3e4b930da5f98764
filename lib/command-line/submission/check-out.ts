import type { Refusal } from "../../domain/change/refusal.ts";
import { invalidChange } from "../../domain/errors.ts";
import { askGit, textFromGit } from "./git.ts";

/**
 * What a commit needs and does not hold: submodules, whose files another repository has, and pointers of Git LFS, whose
 * files a server has. What is synthesised from such a commit would not be what its author sees.
 */
export function notInCommit(folder: string, sha: string): readonly Refusal[] {
  const refuse = (path: string, seen: string): Refusal => ({
    rule: "whole-commit",
    where: path,
    seen,
    todo: "synthesise it in your pipeline and submit the result with --assembly",
  });
  const listed = askGit(folder, ["ls-tree", "-r", "-z", sha]);
  const entries = "said" in listed ? listed.said.toString("utf8").split("\0") : [];
  const submodules = entries.flatMap((entry) => {
    const [meta = "", path = ""] = entry.split("\t");
    return meta.startsWith("160000 ") ? [refuse(path, `${path} is a submodule`)] : [];
  });
  const pointers = textFromGit(
    folder,
    "grep",
    "-l",
    "-z",
    "-I",
    "-e",
    "^version https://git-lfs.github.com/spec/v1$",
    sha,
    "--",
  );
  return [
    ...submodules,
    ...(pointers ?? "")
      .split("\0")
      .filter(Boolean)
      .map((found) => found.replace(/^[0-9a-f]+:/, ""))
      .map((path) => refuse(path, `${path} is a pointer of Git LFS`)),
  ];
}

/** The folders of a commit that have a cdk.json, relative to its top; the top itself is "". */
export function appFolders(folder: string, sha: string): readonly string[] {
  const files = textFromGit(folder, "ls-tree", "-r", "-z", "--name-only", sha) ?? "";
  return files
    .split("\0")
    .filter((path) => path === "cdk.json" || path.endsWith("/cdk.json"))
    .map((path) => path.replace(/\/?cdk\.json$/, ""))
    .sort();
}

/** Files beside the commit that .gitignore keeps out of it, as far as they are no packages and no output. */
export function ignoredFiles(folder: string): readonly string[] {
  const found =
    textFromGit(folder, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z") ?? "";
  return found
    .split("\0")
    .filter((path) => path !== "" && !/(^|\/)(node_modules|cdk\.out|\.git)\/?$/.test(path));
}

/**
 * Checks a commit out into `into`, an empty folder outside every other checkout: byte for byte what a clone of the commit
 * gives, whatever the caller's settings, filters and hooks are.
 * @throws InvalidChange with git's words if it cannot.
 */
export function checkOut(folder: string, sha: string, into: string): void {
  const plain = [
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.autocrlf=false",
    "-c",
    "filter.lfs.required=false",
    "-c",
    "filter.lfs.smudge=cat",
    "-c",
    "filter.lfs.process=",
  ];
  const cloned = askGit(folder, [...plain, "clone", "--quiet", "--no-checkout", "--no-tags", folder, into]);
  const out = "said" in cloned ? askGit(into, [...plain, "checkout", "--quiet", "--detach", sha]) : cloned;
  if ("failed" in out)
    throw invalidChange(
      `the commit ${sha.slice(0, 12)} cannot be checked out (${out.failed}): run "git fsck"`,
    );
}
