/** What is mutated together: small enough to be tried while somebody waits. */
export type Area = {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** What is mutated remembers something from one call to the next: what a mutant leaves there must not reach the next one. */
  readonly remembers?: boolean;
};

const useCases = (...names: readonly string[]) => [
  ...names.map((name) => `functions/${name}/*.ts`),
  ...names.map((name) => `!functions/${name}/handler.ts`),
];

/** What tells of the domain and of single use cases takes milliseconds; whole runs are told after it. */
const quick = ["domain/**/*.test.ts", "functions/**/*.test.ts"];

/** The domain and the use cases, each once, and what tells of them. */
export const areas: Readonly<Record<string, Area>> = {
  step: {
    mutate: ["lib/domain/step/*.ts", ...useCases("provision-step")],
    tests: [...quick, "run.test.ts", "stale-worker.test.ts", "updates.test.ts"],
  },
  rollback: {
    mutate: [
      "lib/domain/rollback/*.ts",
      ...useCases("roll-back-step", "prove-rollback", "preserve-logs", "resolve-quarantine"),
    ],
    tests: [...quick, "stale-worker.test.ts", "residual.test.ts", "recovery.test.ts"],
  },
  gate: {
    mutate: [
      "lib/domain/gate/*.ts",
      ...useCases("open-gate", "read-gate", "decide", "show-invitation", "sign-in"),
    ],
    tests: [
      ...quick,
      "approval-page.test.ts",
      "gates.test.ts",
      "sign-in.test.ts",
      "gate-decisions.test.ts",
      "updates.test.ts",
    ],
  },
  run: {
    mutate: [
      "lib/domain/run/*.ts",
      "lib/domain/*.ts",
      ...useCases("open-run", "close-run", "start-run", "sweep", "stop-work", "resume-work"),
    ],
    tests: [...quick, "gates.test.ts", "rehearsal.test.ts", "recovery.test.ts"],
  },
  check: {
    mutate: ["lib/domain/check/*.ts", ...useCases("validate-environment")],
    tests: [...quick, "run.test.ts"],
  },
  change: {
    mutate: ["lib/domain/change/*.ts"],
    tests: [...quick, "gates.test.ts", "rehearsal.test.ts"],
  },
  records: {
    mutate: ["lib/domain/records/*.ts", ...useCases("sign-receipt", "watch-records")],
    tests: [...quick, "watch-records.test.ts", "verify/meaning.test.ts"],
  },
  verify: {
    mutate: ["lib/domain/verify/**/*.ts", "!lib/domain/verify/entry-line.ts"],
    tests: ["domain/verify/**/*.test.ts"],
  },
  "entry-line": {
    mutate: ["lib/domain/verify/entry-line.ts"],
    tests: ["domain/verify/entry-line.test.ts"],
    remembers: true,
  },
};
