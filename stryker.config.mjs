// Coverage says that a line ran; this says that a test would see it go wrong. Every mutant of the domain and of the use
// cases is a defect that somebody could make: one that survives is a sentence that no test says.
// test/assurance/mutate/main.ts says which area is mutated, and under which tests.
export default {
  // Stryker would rewrite it with an API that this TypeScript no longer has; nothing here compiles by it.
  tsconfigFile: "no-tsconfig.json",
  testRunner: "mocha",
  mochaOptions: {
    require: ["./test/assurance/mutate/jest-words.ts"],
    spec: (process.env.MUTATION_TESTS ?? "test/domain/**/*.test.ts").split(","),
  },
  coverageAnalysis: "perTest",
  // A text of a message may say it in other words; that the error is thrown, and which, is what tests look at.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignoreStatic: true,
  concurrency: 2,
  // Tests of one process take milliseconds; what takes seconds longer goes round in circles.
  timeoutMS: 3000,
  dryRunTimeoutMinutes: 15,
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true, logTests: false },
  jsonReporter: { fileName: process.env.MUTATION_REPORT ?? "results/mutation/all.json" },
  tempDirName: ".stryker-tmp",
  ignorePatterns: ["cdk.out", "cdk.out.bundles", ".sandbox", ".tools", ".stories", "results", "docs"],
  thresholds: { high: 95, low: 90, break: 90 },
};
