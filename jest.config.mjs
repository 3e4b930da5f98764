// Every test of the checkout, by what it needs. `npm test` runs the project unit; the others take minutes.
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
  modulePathIgnorePatterns: ["<rootDir>/cdk.out", "<rootDir>/.sandbox", "<rootDir>/.stryker-tmp"],
  ...more,
});

export default {
  reporters: ["default", "<rootDir>/test/assurance/shared/test-result-reporter.ts"],
  projects: [
    // Everything in memory: pure functions, use cases, constructs, scenarios, the analyses themselves.
    project("unit", ["**/*.test.ts"], {
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/stories/", "\\.slow\\.test\\.ts$"],
    }),
    // Also in memory, but each file computes for ten seconds or more.
    project("slow", ["**/*.slow.test.ts"]),
    // Whole runs on the emulator.
    project("sandbox", ["stories/**/*.test.ts"], withTimeout(240_000)),
    // A real browser, from the inbox to the recorded decision.
    project("browser", ["stories/**/*.story.ts"], withTimeout(1_200_000)),
    // Attacks and measurements on the emulator, each a suite of `npm run assure`.
    project("assurance", ["assurance/**/*.story.ts"], withTimeout(1_200_000)),
  ],
};
