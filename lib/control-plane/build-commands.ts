import type { Door } from "../domain/change/door.ts";

/** What is built, and with which package of Interlock. */
export type Built = {
  readonly application: string;
  /** The folder of the CDK app, relative to the top; empty for the top itself. */
  readonly folder: string;
  /** What npm installs to submit: the package's name, or the URL of a file that `npm pack` made. */
  readonly package: string;
};

const home = "/home/builder";

/**
 * The commands of a build, from a whole clone: install what the lock file names, synthesise, submit. Installing and synthesising
 * run the commit's code, so they run as a user of their own, in an environment that holds no credential, in a copy of the
 * clone; the submission reads the untouched clone.
 */
export const buildCommands = (
  { application, folder, package: spec }: Built,
  door: Door = "codecommit",
): readonly string[] => {
  const app = folder === "" ? "." : folder;
  return [
    `npm install --global --ignore-scripts ${spec}`,
    "useradd --create-home builder",
    `cp -R . ${home}/source && chown -R builder ${home}/source`,
    `runuser -u builder -- env -i PATH="$PATH" HOME=${home} CI=1 sh -c 'cd ${home}/source/${app} && npm ci && npx cdk synth --quiet --no-lookups --output ${home}/assembly'`,
    `interlock submit --aws --application ${application} --repository ${app} --assembly ${home}/assembly --door ${door}`,
  ];
};
