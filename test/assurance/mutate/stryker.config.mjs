// Coverage shows that a line ran; mutation shows that a test would notice its defect. Each mutant of the domain and of the use
// cases is a defect that a person could make. A mutant that survives is behaviour that no test checks.
// main.ts decides which area is mutated, under which tests, and which score is wanted. Paths are relative to the checkout.
export default {
  // Stryker would rewrite tsconfig.json with an API that this TypeScript lacks. Nothing here compiles with it.
  tsconfigFile: "no-tsconfig.json",
  testRunner: "mocha",
  mochaOptions: {
    require: ["./test/assurance/mutate/jest-words.ts"],
    spec: (process.env.MUTATION_TESTS ?? "test/domain/**/*.test.ts").split(","),
  },
  coverageAnalysis: "perTest",
  // A message's wording is free; tests check that the error is thrown, and which one.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignoreStatic: true,
  concurrency: 2,
  // Tests of one process take milliseconds, so a mutant that takes seconds longer is an endless loop.
  timeoutMS: 3000,
  dryRunTimeoutMinutes: 15,
  reporters: ["clear-text", "json"],
  clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: true, logTests: false },
  jsonReporter: { fileName: process.env.MUTATION_REPORT ?? "results/mutation/all.json" },
  tempDirName: ".stryker-tmp",
  ignorePatterns: ["cdk.out", "cdk.out.bundles", ".sandbox", ".tools", ".stories", "results", "/docs"],
};
