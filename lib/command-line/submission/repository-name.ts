/** How a repository is known: by host, owner and name. */
export type RepositoryName = {
  /** The host of its remote, in lower case; null for a repository without a remote. */
  readonly host: string | null;
  /** Owner and name (`team/infra`, `group/subgroup/infra`); the folder's name without a remote. */
  readonly path: string;
};

/** The name that a remote's URL gives its repository: no scheme, user, password, port, query, `.git` or last slash. */
export function repositoryNameOf(remote: string | null, folder: string): RepositoryName {
  const withoutRemote = { host: null, path: folder };
  if (remote === null || remote === "") return withoutRemote;
  // scp-like: user@host:path. A letter and a colon is a drive, and a slash before the colon is a path.
  const scp = /^(?:[^/@:]+@)?([^/:]{2,}):(?!\/\/)(.+)$/.exec(remote);
  if (scp !== null) return named(scp[1] ?? null, scp[2] ?? "", withoutRemote);
  try {
    const { hostname, pathname, protocol } = new URL(remote);
    return named(protocol === "file:" ? null : hostname, decodeURIComponent(pathname), withoutRemote);
  } catch {
    return named(null, remote, withoutRemote);
  }
}

function named(host: string | null, path: string, otherwise: RepositoryName): RepositoryName {
  const segments = path
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split("/")
    .filter(Boolean);
  // Of a path on this machine, the last segment is the name.
  const kept = host === null ? segments.slice(-1) : segments;
  return kept.length === 0 ? otherwise : { host: host?.toLowerCase() || null, path: kept.join("/") };
}

/** The name as one text, which tells two owners' repositories apart. */
export const fullName = ({ host, path }: RepositoryName): string =>
  host === null ? path : `${host}/${path}`;
