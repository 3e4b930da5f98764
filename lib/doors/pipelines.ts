import type { Door } from "../domain/change/door.ts";
import { githubRoleOf } from "../settings/names.ts";
import { buildCommands, installInterlock, submitAssembly, synthesise } from "./build-commands.ts";

/** What a pipeline is written for. */
export type PipelineOptions = {
  readonly application: string;
  /** The branch whose commits are submitted. */
  readonly branch: string;
  /** What npm installs to submit. */
  readonly package: string;
  /** The control plane's. */
  readonly account: string;
  readonly region: string;
  /** Folders and files whose changes count; none: every commit is submitted. */
  readonly paths: readonly string[];
};

/** A pipeline that `interlock init` can write: its file, its text, and what a person still has to do. */
export type Pipeline = {
  readonly file: string;
  readonly text: (options: PipelineOptions) => string;
  readonly next: string;
};

/** CodeBuild offers it too (CodeBuild user guide, "Runtime versions"). */
const nodeVersion = 24;
const assembly = "cdk.out";
const written = (comment: string, door: string): string =>
  `${comment} Submits every commit of the branch to Interlock. Written by "interlock init ${door}"; yours to change.`;
const built = ({ application, package: spec, paths }: PipelineOptions) => ({
  application,
  folder: "",
  package: spec,
  paths,
});

/**
 * Two jobs: the commit's code runs in one that cannot ask for a token. The schedule finds a push whose workflow was lost; a
 * commit that is a run already stays that run.
 */
const github = (options: PipelineOptions): string => `${written("#", "github")}
name: interlock
on:
  push:
    branches: [${options.branch}]
  schedule:
    - cron: "17 * * * *"
permissions: {}
concurrency:
  group: interlock
  cancel-in-progress: false
jobs:
  synthesise:
    if: github.ref == 'refs/heads/${options.branch}'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: ${nodeVersion}
      - run: ${synthesise(assembly)}
      - uses: actions/upload-artifact@v4
        with:
          name: ${assembly}
          path: ${assembly}
          include-hidden-files: true
          if-no-files-found: error
  submit:
    needs: synthesise
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
      # The role accepts the token of this branch only. An "environment" on this job would change the token's subject.
      id-token: write
    steps:
      - uses: actions/checkout@v4
        with:
          # Everybody who had a hand in the change counts as a contributor.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: ${nodeVersion}
      - uses: actions/download-artifact@v4
        with:
          name: ${assembly}
          path: \${{ runner.temp }}/${assembly}
      - run: ${installInterlock(options)}
        working-directory: \${{ runner.temp }}
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::${options.account}:role/${githubRoleOf(options.application)}
          aws-region: ${options.region}
      - run: ${submitAssembly(built(options), "github", `"$RUNNER_TEMP/${assembly}"`)}
`;

const gitlab = (options: PipelineOptions): string => `${written("#", "gitlab")}
# Include it in .gitlab-ci.yml: include: { local: .gitlab/interlock.yml }
interlock-synthesise:
  image: node:${nodeVersion}
  rules:
    - if: $CI_COMMIT_BRANCH == "${options.branch}"
  script:
    - ${synthesise(assembly)}
  artifacts:
    paths: [${assembly}]
    expire_in: 1 day
interlock-submit:
  image: node:${nodeVersion}
  needs: [interlock-synthesise]
  rules:
    - if: $CI_COMMIT_BRANCH == "${options.branch}"
  variables:
    # The whole history: everybody who had a hand in the change counts as a contributor.
    GIT_DEPTH: 0
    AWS_REGION: ${options.region}
    # A role that trusts https://gitlab.com (or your own) for this project and branch, with the policy ${options.application}-submit.
    AWS_ROLE_ARN: $INTERLOCK_ROLE
    AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/interlock-token
  id_tokens:
    INTERLOCK_TOKEN:
      aud: sts.amazonaws.com
  script:
    - (umask 077 && printf %s "$INTERLOCK_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")
    - (cd /tmp && ${installInterlock(options)})
    - ${submitAssembly(built(options), "gitlab", assembly)}
`;

const codepipeline = (options: PipelineOptions): string => `${written("#", "codepipeline")}
# The buildspec of a CodeBuild action. Its source action must hand over a full clone (output format CODEBUILD_CLONE_REF).
version: 0.2
env:
  git-credential-helper: "yes"
phases:
  install:
    runtime-versions:
      nodejs: ${nodeVersion}
  build:
    commands:
${buildCommands(built(options), "codepipeline")
  .map((command) => `      - >-\n        ${command}`)
  .join("\n")}
`;

const jenkins = (options: PipelineOptions): string => `${written("//", "jenkins")}
// The agent's image has Node ${nodeVersion} and git. Credentials of the role that submits are bound in the last stage only.
pipeline {
  agent { docker { image 'node:${nodeVersion}' } }
  options { timeout(time: 30, unit: 'MINUTES'); disableConcurrentBuilds() }
  stages {
    stage('Synthesise') {
      when { branch '${options.branch}' }
      steps {
        sh 'git rev-parse --is-shallow-repository | grep -qx false || git fetch --unshallow'
        sh '${synthesise(assembly)}'
        stash name: '${assembly}', includes: '${assembly}/**'
      }
    }
    stage('Submit') {
      when { branch '${options.branch}' }
      steps {
        unstash '${assembly}'
        withAWS(role: env.INTERLOCK_ROLE, region: '${options.region}') {
          sh '(cd /tmp && npm install --prefix /tmp/interlock --ignore-scripts ${options.package})'
          sh 'PATH="/tmp/interlock/node_modules/.bin:$PATH" ${submitAssembly(built(options), "jenkins", assembly)}'
        }
      }
    }
  }
}
`;

/** Every pipeline by the name of its door. To add one, write its text and one row. */
export const pipelines = {
  github: {
    file: ".github/workflows/interlock.yml",
    text: github,
    next: "deploy makes the role that the workflow assumes; it trusts that repository and branch, and can only submit",
  },
  gitlab: {
    file: ".gitlab/interlock.yml",
    text: gitlab,
    next: "include .gitlab/interlock.yml in .gitlab-ci.yml, and name the role that submits in the variable INTERLOCK_ROLE",
  },
  codepipeline: {
    file: "interlock/buildspec.yml",
    text: codepipeline,
    next: "let a CodeBuild action of your pipeline use interlock/buildspec.yml, with a full clone as its source",
  },
  jenkins: {
    file: "interlock/Jenkinsfile",
    text: jenkins,
    next: "make a multibranch job from interlock/Jenkinsfile, and name the role that submits in the variable INTERLOCK_ROLE",
  },
} as const satisfies Partial<Record<Door, Pipeline>>;

/** The pipelines that can be written. */
export type PipelineName = keyof typeof pipelines;
