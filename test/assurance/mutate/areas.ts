/** The tests of the domain and of single use cases, each of which takes milliseconds. */
export const quick = ["domain/**/*.test.ts", "functions/**/*.test.ts"];

/** Files that are mutated together: few enough that a person can wait for the result. */
export type Area = {
  readonly mutate: readonly string[];
  /** The tests that must notice, if not the quick ones. */
  readonly tests?: readonly string[];
  /** Whether the code keeps state between calls. Then each mutant needs a process of its own. */
  readonly remembers?: boolean;
};

/** The quick tests, and whole runs in memory, by name: they alone reach some code. Only those that do, because each takes longer. */
const quickAnd = (...scenarios: readonly string[]) => [...quick, ...scenariosOf(scenarios)];

const scenariosOf = (names: readonly string[]) => names.map((name) => `scenarios/${name}.test.ts`);

/** The tests of these folders of the domain and of these use cases, and scenarios: far fewer than the quick ones, and enough here. */
const testsOf = (
  domain: readonly string[],
  useCasesNamed: readonly string[],
  scenarios: readonly string[],
) => [
  ...domain.map((name) => `domain/${name}/**/*.test.ts`),
  ...useCasesNamed.map((name) => `functions/${name}/*.test.ts`),
  ...scenariosOf(scenarios),
];

const useCases = (...names: readonly string[]) => [
  ...names.map((name) => `functions/${name}/*.ts`),
  ...names.map((name) => `!functions/${name}/handler.ts`),
];

/** The use cases of runs whose own tests are among those of their area. */
const ofRuns = [
  "open-run",
  "close-run",
  "start-run",
  "receive-push",
  "seek-push",
  "show-outcome",
  "sweep",
  "stop-work",
  "adopt-commit",
  "show-runs",
  "admit-operator",
];

/** Use cases that belong to no area, and why. */
export const notMutated: Readonly<Record<string, string>> = {
  "reopen-ingress": "whole runs test it (test/scenarios), which take too long for every mutant",
};

/** The domain and the use cases, each once. */
export const areas: Readonly<Record<string, Area>> = {
  step: {
    mutate: ["lib/domain/step/*.ts", ...useCases("provision-step")],
    tests: quickAnd("updates", "references", "removal", "removal-refused", "cloud-control"),
  },
  rollback: {
    mutate: [
      "lib/domain/rollback/*.ts",
      ...useCases("roll-back-step", "prove-rollback", "preserve-logs", "resolve-quarantine"),
    ],
    tests: [
      ...testsOf(
        ["rollback"],
        ["roll-back-step", "prove-rollback", "preserve-logs", "resolve-quarantine", "show-outcome"],
        [
          "removal-rolled-back",
          "residual",
          "retained",
          "kept-resources",
          "implied-log-groups",
          "ends-are-told",
        ],
      ),
      "mails/quarantine.test.ts",
    ],
  },
  gate: {
    mutate: ["lib/domain/gate/*.ts", ...useCases("open-gate", "read-gate", "decide", "show-invitation")],
    tests: [
      ...quickAnd("gates", "gate-decisions", "decision-requests", "sign-in", "overheard", "removal"),
      "mails/invitation.test.ts",
      "pages/*.test.ts",
    ],
  },
  run: {
    mutate: ["lib/domain/run/*.ts", "lib/domain/*.ts", ...useCases(...ofRuns, "resume-work")],
    tests: [
      ...testsOf(
        ["run", "rollback", "check"],
        [...ofRuns, "decide", "read-windows", "publish-assets"],
        ["ends-are-told", "references", "removal", "removal-refused", "queue", "superseded", "lease"],
      ),
      "domain/*.test.ts",
      "domain/verify/rules/receipts.test.ts",
      "domain/verify/rules/gates.test.ts",
      "domain/verify/rules/reopening.test.ts",
      "domain/change/push.test.ts",
      "domain/change/rules/team-checks.test.ts",
    ],
  },
  freeze: {
    mutate: ["lib/domain/freeze/*.ts", ...useCases("read-windows", "lift-window")],
    tests: [
      "domain/freeze/*.test.ts",
      "functions/read-windows/*.test.ts",
      "scenarios/freeze.test.ts",
      "scenarios/lifted-window.test.ts",
    ],
  },
  check: {
    mutate: ["lib/domain/check/*.ts", ...useCases("validate-environment")],
    tests: [
      ...testsOf(["check"], ["validate-environment"], ["canaries", "console", "requests", "updates"]),
      "plan/schema.test.ts",
      "resources/*.test.ts",
    ],
  },
  resources: {
    mutate: ["lib/resources/*.ts"],
    tests: ["domain/check/*.test.ts", "domain/rollback/*.test.ts", "resources/*.test.ts"],
  },
  change: {
    mutate: ["lib/domain/change/*.ts", ...useCases("publish-assets")],
    tests: [
      "domain/change/*.test.ts",
      "domain/check/exposure.test.ts",
      ...testsOf([], ["publish-assets", "receive-push"], []),
    ],
  },
  rules: {
    mutate: ["lib/domain/change/rules/*.ts"],
    tests: ["domain/change/rules/*.test.ts"],
  },
  prediction: {
    // Not those that generate what they predict of: once one fails, it searches for a smaller case for minutes.
    mutate: ["lib/domain/change/prediction/*.ts"],
    tests: ["domain/change/prediction/!(generated|change-sets).test.ts"],
  },
  template: {
    mutate: ["lib/domain/change/template/*.ts"],
    tests: testsOf(["change/template"], [], []),
  },
  records: {
    mutate: ["lib/domain/records/*.ts", ...useCases("sign-receipt", "watch-records")],
    tests: testsOf(
      ["records", "verify"],
      ["sign-receipt", "watch-records", "read-windows", "adopt-commit"],
      ["lifted-window", "replaced-key", "watch-records"],
    ),
  },
  verify: {
    mutate: ["lib/domain/verify/**/*.ts", "!lib/domain/verify/entry-line.ts"],
    tests: testsOf(["verify"], [], []),
  },
  "entry-line": {
    mutate: ["lib/domain/verify/entry-line.ts"],
    tests: ["domain/verify/entry-line.test.ts"],
    remembers: true,
  },
};
