import type { Door } from "../domain/change/door.ts";

/** What is built, and with which package of Interlock. */
export type Built = {
  readonly application: string;
  /** The folder of the CDK app, relative to the top; empty for the top itself. */
  readonly folder: string;
  /** What npm installs to submit: the package's name, or the URL of a file that `npm pack` made. */
  readonly package: string;
  /** A commit that changes none of these since the last release is left; none: every commit counts. */
  readonly paths: readonly string[];
};

/** The user that runs a commit's code in a build, and its home. */
const user = "builder";
const home = `/home/${user}`;

const folderOf = ({ folder }: Pick<Built, "folder">): string => (folder === "" ? "." : folder);

/** Installs what submits. No script of a package runs. */
export const installInterlock = ({ package: spec }: Pick<Built, "package">): string =>
  `npm install --global --ignore-scripts ${spec}`;

/** Installs what the lock file names, and synthesises: both run the commit's code. */
export const synthesise = (output: string): string =>
  `npm ci && npx cdk synth --quiet --no-lookups --output ${output}`;

/** Submits an assembly with the commit that it was made from. */
export const submitAssembly = (
  built: Pick<Built, "application" | "folder" | "paths">,
  door: Door,
  assembly: string,
): string =>
  `interlock submit --aws --application ${built.application} --repository ${folderOf(built)} --assembly ${assembly} --door ${door}${built.paths.map((path) => ` --path ${path}`).join("")}`;

/**
 * The commands of a build, from a whole clone, in a container whose user is root. The commit's code runs as a user of its
 * own, in an environment that holds no credential, in a copy of the clone; the submission reads the untouched clone.
 */
export const buildCommands = (built: Built, door: Door): readonly string[] => [
  installInterlock(built),
  `useradd --create-home ${user}`,
  `cp -R . ${home}/source && chown -R ${user} ${home}/source`,
  `runuser -u ${user} -- env -i PATH="$PATH" HOME=${home} CI=1 sh -c 'cd ${home}/source/${folderOf(built)} && ${synthesise(`${home}/assembly`)}'`,
  submitAssembly(built, door, `${home}/assembly`),
];
