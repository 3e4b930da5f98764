import { CodeCommitClient, GetBranchCommand } from "@aws-sdk/client-codecommit";
import { notFound } from "../../domain/errors.ts";
import { orAbsent } from "../shared/or-absent.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Branches } from "./port.ts";

const codeCommit = patientClient(new CodeCommitClient());

/** The branches of repositories in CodeCommit. Source: CodeCommit API reference, GetBranch, errors. */
export const branchesInCodeCommit: Branches = {
  async headOf(repositoryName, branchName) {
    const ask = codeCommit.send(new GetBranchCommand({ repositoryName, branchName }));
    try {
      return (await orAbsent(ask, "BranchDoesNotExist"))?.branch?.commitId ?? null;
    } catch (error) {
      if (error instanceof Error && error.name === "RepositoryDoesNotExistException")
        throw notFound(
          `CodeCommit has no repository ${repositoryName} here: correct the setting "repository", or remove it`,
          error,
        );
      throw error;
    }
  },
};
