/**
 * The address of one of our pages. `approvalsUrl` is where all of them are: it may have a path of its own, and may end with a slash.
 * `path` begins with a slash.
 */
export const pageAddress = (approvalsUrl: string, path: string): string =>
  `${approvalsUrl.replace(/\/$/, "")}${path}`;
