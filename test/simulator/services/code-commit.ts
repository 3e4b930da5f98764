import type { Service } from "../account.ts";

const refused = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** CodeCommit's branches, by "repository branch". Source: CodeCommit API reference, GetBranch, response and errors. */
export const branchesOf = (heads: ReadonlyMap<string, string | null>): Service => ({
  GetBranch: ({ repositoryName, branchName }: { repositoryName: string; branchName: string }) => {
    const commitId = heads.get(`${repositoryName} ${branchName}`);
    if (commitId === undefined && ![...heads.keys()].some((key) => key.startsWith(`${repositoryName} `)))
      throw refused("RepositoryDoesNotExistException", `${repositoryName} does not exist`);
    if (commitId === undefined || commitId === null)
      throw refused("BranchDoesNotExistException", `branch ${branchName} does not exist`);
    return { branch: { branchName, commitId } };
  },
});
