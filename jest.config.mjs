// Every test of the checkout, by what it needs. `npm test` runs the projects unit and runtime; the others take longer.
const withTimeout = (testTimeoutMs) => ({
  globals: { testTimeoutMs },
  setupFilesAfterEnv: ["<rootDir>/test/stories/set-timeout.mjs"],
});

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/test/${pattern}`),
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  modulePathIgnorePatterns: [
    "<rootDir>/cdk.out",
    "<rootDir>/dist",
    "<rootDir>/.sandbox",
    "<rootDir>/.stryker-tmp",
    "<rootDir>/test/cases/apps",
  ],
  ...more,
});

/**
 * Runs the test files of a project in two plain Node processes that load each module once. Jest's own runner loads every
 * module again for each file, which takes three times as long as the tests themselves. So a test file must undo what it
 * changes for the whole process: a mocked client, an environment variable. A test has no time limit.
 */
const inPlainNode = { runner: "jest-light-runner/child-process" };

// CDK validates each template that it synthesises, which takes a second. `npm run check` asks cfn-lint.
process.env.CDK_VALIDATION = "false";

export default {
  testSequencer: "<rootDir>/test/assurance/shared/programs-first.mjs",
  reporters: ["default", "<rootDir>/test/assurance/shared/test-result-reporter.ts"],
  projects: [
    // Everything in memory: pure functions, use cases, constructs, scenarios, the analyses themselves.
    project("unit", ["**/*.test.ts"], {
      ...inPlainNode,
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/(stories|runtime)/", "\\.slow\\.test\\.ts$"],
    }),
    // Reads the log, which the simulator silences in the processes of the project unit.
    project("runtime", ["runtime/**/*.test.ts"], inPlainNode),
    // Also in memory, but each file computes for ten seconds or more.
    project("slow", ["**/*.slow.test.ts"], inPlainNode),
    // Whole runs on the emulator. One takes 80 s alone, and longer beside another.
    project("sandbox", ["stories/**/*.test.ts"], {
      ...withTimeout(600_000),
      testPathIgnorePatterns: ["/node_modules/", "\\.slow\\.test\\.ts$"],
    }),
    // A real browser, from the inbox to the recorded decision.
    project("browser", ["stories/**/*.story.ts"], withTimeout(1_200_000)),
    // Attacks and measurements on the emulator, each a suite of `npm run assure`.
    project("assurance", ["assurance/**/*.story.ts"], withTimeout(1_200_000)),
  ],
};
