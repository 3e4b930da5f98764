/** Where people look at a commit, and at what its CI did. Null where that is not known. */
export type CommitPages = { readonly commit: string | null; readonly ci: string | null };

/**
 * The pages of a commit, from its repository's name. GitHub, Gitea and Forgejo have the commit at owner/name/commit/sha, and GitLab
 * redirects from there; GitHub has the checks below it, GitLab the pipelines. A repository without a host has no pages.
 */
export function commitPages(repository: string, commit: string): CommitPages {
  if (!/^[a-z0-9.-]+\.[a-z]+\/./.test(repository)) return { commit: null, ci: null };
  const page = `https://${repository}/commit/${commit}`;
  if (repository.startsWith("github.com/")) return { commit: page, ci: `${page}/checks` };
  if (repository.startsWith("gitlab.com/"))
    return { commit: page, ci: `https://${repository}/-/commit/${commit}/pipelines` };
  return { commit: page, ci: null };
}
