type Project = "unit" | "slow" | "sandbox" | "browser" | "assurance";

/** Tests that a suite runs with jest, instead of a main.ts of its own. */
export type JestRun = {
  /** A project of jest.config.mjs, or several. */
  readonly project: Project | readonly Project[];
  /** Paths from the checkout; all files of the project without them. */
  readonly files?: readonly string[];
  /** How many files run at a time on the emulator, each with a sandbox of its own. @default 1 */
  readonly workers?: number;
  /** Environment variables that make the tests thorough. */
  readonly env?: Readonly<Record<string, string>>;
};

/** One suite of the assurance wing. */
export type Suite = {
  /** The suite's name. Unless `jest` says otherwise, `test/assurance/<name>/main.ts` runs it. */
  readonly name: string;
  readonly shows: string;
  /** How long it takes on two idle cores. */
  readonly takes: string;
  readonly jest?: JestRun;
};

const story = (name: string): JestRun => ({
  project: "assurance",
  files: [`test/assurance/${name}/${name}.story.ts`],
});

/** Every suite. To add one, write its folder and one row. */
export const suites: readonly Suite[] = [
  { name: "check", shows: "format, lint, types, tests, synthesis, bundle sizes, cfn-lint", takes: "3 min" },
  {
    name: "prove",
    shows: "order, gates, rollback and limits hold on the synthesised definitions",
    takes: "30 s",
  },
  {
    name: "definitions",
    shows: "a rule or a walk notices every change of an edge, constant or parameter of the definitions",
    takes: "3 min",
  },
  {
    name: "faults",
    shows: "every call fails in every way, and every state in every error",
    takes: "hours for all 200,000 cases, in parts; 2 min for --sample 1000",
  },
  {
    name: "sim",
    shows: "random stories of two runs, until one breaks an invariant",
    takes: "2 min for 1,000",
  },
  {
    name: "worst",
    shows: "the main job and every rehearsal end right on the account at its worst",
    takes: "5 min",
  },
  {
    name: "tamper",
    shows: "every attack on a bundle is found, without a false alarm",
    takes: "30 min or more",
  },
  {
    name: "mutate",
    shows: "the tests notice defects in the domain and the use cases",
    takes: "35 min afresh, less when little has changed",
  },
  {
    name: "applications",
    shows:
      "ordinary applications get through unedited, side by side, and whatever is replaced after approval is found",
    takes: "6 min",
  },
  {
    name: "types",
    shows: "the sixty commonest types are made, checked, announced, changed, put back and proved gone",
    takes: "2 min, 10 with a sandbox",
  },
  {
    name: "public-apps",
    shows: "what check says of public CDK apps in three Stages, and how their runs end",
    takes: "10 min, and clones of your own",
  },
  {
    name: "contract",
    shows: "the emulator behaves like the account in memory",
    takes: "1 min",
  },
  {
    name: "door",
    shows:
      "odd and broken assemblies, repositories and generated templates are answered, and nothing changes unannounced",
    takes: "8 min",
  },
  {
    name: "doors",
    shows: "whatever order commit events come in, each commit ends once, and none overtakes a newer one",
    takes: "2 min",
  },
  {
    name: "push",
    shows: "a push to a sandbox changes development within ten seconds, for an app that needs no install",
    takes: "6 min",
  },
  {
    name: "proofs-in-ci",
    shows:
      "prove, contract, and a sample of faults with a fresh seed; CI plays 2,000 stories of sim beside it",
    takes: "3 min",
  },
  {
    name: "iam",
    shows: "every role may do what it does and no more, and no environment reaches beyond itself",
    takes: "1 min",
  },
  {
    name: "attacks",
    shows:
      "the attacks that once went through, and variants of them, have no effect: on policies, in memory, on a sandbox",
    takes: "4 min",
  },
  {
    name: "slow",
    shows: "tests in memory that compute too long for npm test",
    takes: "30 s",
    jest: { project: "slow" },
  },
  {
    name: "stories",
    shows: "whole runs on the emulator, with kills, quarantine, stop and rehearsals",
    takes: "4 min",
    jest: { project: "sandbox" },
  },
  {
    name: "all-stories",
    shows: "the stories, and those in a real browser, two at a time",
    takes: "4 min",
    jest: { project: ["sandbox", "browser"], workers: 2 },
  },
  {
    name: "rehearsals",
    shows: "a rejection and failures are rehearsed on the emulator, and what is left is what has to be",
    takes: "3 min",
    jest: story("rehearsals"),
  },
  {
    name: "scanners",
    shows: "five models of mail scanners decide nothing on a thousand links each",
    takes: "8 min",
    jest: story("scanners"),
  },
  { name: "web", shows: "hostile requests to the pages are refused", takes: "2 min", jest: story("web") },
  {
    name: "forge",
    shows: "everything but the keys is forged at every gate, alone and in pairs, and no gate passes",
    takes: "15 min",
  },
  {
    name: "forged-answers",
    shows: "on the emulator, a forged answer passes no gate, and no byte leaks the task token",
    takes: "2 min",
    jest: { project: "assurance", files: ["test/assurance/forge/answers.story.ts"] },
  },
  { name: "load", shows: "fifty forms a second keep every promise", takes: "2 min", jest: story("load") },
  {
    name: "report",
    shows: "every kind of report renders in a real browser, and passes axe",
    takes: "1 min",
    jest: story("report"),
  },
  {
    name: "races",
    shows: "a hundred thousand interleavings of forms and the clock decide each gate once",
    takes: "2 min",
    jest: {
      project: "slow",
      files: ["test/scenarios/gate-races.slow.test.ts"],
      env: { INTERLEAVINGS: "100000" },
    },
  },
  {
    name: "residual",
    shows: "the twelve traps of zero residual",
    takes: "10 s",
    jest: {
      project: "unit",
      files: [
        "test/scenarios/residual.test.ts",
        "test/scenarios/implied-log-groups.test.ts",
        "test/scenarios/cloud-control.test.ts",
      ],
    },
  },
  {
    name: "exposure",
    shows: "nothing is called held, closed or gone that was not read, for every type, setting and reader",
    takes: "4 min",
  },
  {
    name: "recovery",
    shows: "runs that are stopped, and processes that die, at any moment",
    takes: "5 min",
    jest: {
      project: "unit",
      files: [
        "test/scenarios/recovery.test.ts",
        "test/scenarios/stopped-executions.test.ts",
        "test/scenarios/process-death.test.ts",
      ],
      env: { FIGURES: "1" },
    },
  },
  {
    name: "production",
    shows:
      "a live production is open as before after every bad end, and everyone concerned hears of every end",
    takes: "30 s",
  },
  {
    name: "first-run",
    shows: "a fresh clone, in a folder with a space, takes its commit to SUCCEEDED within 110 s",
    takes: "2 min",
  },
  {
    name: "package",
    shows:
      "the packed tarball works in an empty folder on Node 20, 22 and 24, up to a finished run of one's own app",
    takes: "8 min",
  },
  {
    name: "large-bundles",
    shows: "bundles of a gigabyte are verified in a heap of 128 MB",
    takes: "3 min",
  },
  {
    name: "hostile-bundles",
    shows: "100 MB of anything is verified within a minute and a gigabyte",
    takes: "2 min",
  },
  { name: "bench", shows: "a gated run against a bare cdk deploy of the same assembly", takes: "15 min" },
  {
    name: "operators",
    shows: "ten questions and every alarm are answered by one command; ten thousand runs are listed at once",
    takes: "30 s",
  },
  { name: "bench-verify", shows: "verifying 100,000 entries against hashing them", takes: "1 min" },
  {
    name: "bench-aws",
    shows: "in AWS's time, a run takes hardly longer than bare cdk deploy, and an end is noticed within 2 s",
    takes: "10 s",
  },
  { name: "profile", shows: "where the time of a gated run goes on the emulator", takes: "3 min" },
  {
    name: "growth",
    shows: "a step, effect, run and entry cost the same, however many there are",
    takes: "1 min",
  },
  {
    name: "starts",
    shows: "each function loads within 150 ms of processor time",
    takes: "30 s",
  },
  { name: "bench-evidence", shows: "what writing all entries of a run costs", takes: "3 min" },
  {
    name: "aws",
    shows: "every finding about AWS with its test and its commit, and whether the test passes",
    takes: "1 min",
  },
  {
    name: "house",
    shows: "the length of files, cycles and upward imports, and how the doubles of AWS have grown or shrunk",
    takes: "2 s",
  },
  { name: "guarantees", shows: "every promise with the figure of the last runs", takes: "1 s" },
];
