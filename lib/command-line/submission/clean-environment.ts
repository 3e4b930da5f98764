import { delimiter, dirname } from "node:path";

/** Variables that code of a commit may see: none of them is a credential or points to one. */
const allowed = ["LANG", "LC_ALL", "LC_CTYPE", "TZ", "TERM", "PATH"];

/**
 * The environment in which code of a commit runs: an allow-list, a home of its own, and the given variables. It holds no
 * credentials, no profile, no endpoint and no token of the user.
 * @param home an empty folder.
 * @param first folders that are searched for programs before the user's PATH.
 */
export function cleanEnvironment(
  home: string,
  first: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.fromEntries(
    allowed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  // The Node that runs Interlock also runs the app, whatever the machine's own is.
  const path = [...first, dirname(process.execPath), kept["PATH"] ?? ""].filter(Boolean).join(delimiter);
  return {
    ...kept,
    PATH: path,
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    CI: "1",
    NO_COLOR: "1",
    ...more,
  };
}
