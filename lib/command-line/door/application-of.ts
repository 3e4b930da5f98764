import type { SandboxPlace } from "../../sandbox/place.ts";
import { textFromGit } from "../submission/git.ts";
import { headOf, projectOf, repositoryOf } from "./repository.ts";

/**
 * Which of a sandbox's applications a folder of a repository was taken through as: the one whose last pushed commit the
 * repository has, and whose folder it is. Two clones of one repository are one application; two repositories are never.
 * @returns null if it was none yet.
 */
export function applicationOf(
  place: SandboxPlace,
  applications: readonly string[],
  folder: string,
): string | null {
  const inside = (textFromGit(folder, "rev-parse", "--show-prefix") ?? "").replace(/\/$/, "");
  const isOf = (application: string): boolean => {
    const pushed = repositoryOf(place, application);
    const head = headOf(pushed);
    return (
      head !== null &&
      projectOf(pushed).folder === inside &&
      textFromGit(folder, "cat-file", "-e", `${head}^{commit}`) !== null
    );
  };
  return applications.find(isOf) ?? null;
}
