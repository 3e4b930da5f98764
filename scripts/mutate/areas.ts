/** What is mutated together, and the tests that have to see it: small enough to be tried while somebody waits. */
export type Area = { readonly mutate: readonly string[]; readonly tests: readonly string[] };

const useCases = (...names: readonly string[]) => [
  ...names.map((name) => `functions/${name}/*.ts`),
  ...names.map((name) => `!functions/${name}/handler.ts`),
];

/**
 * The domain and the use cases, each once. The verifier's rules (lib/domain/verify) have a suite of attacks of their own,
 * `npm run test:tamper`.
 */
export const areas: Readonly<Record<string, Area>> = {
  step: {
    mutate: ["lib/domain/step/*.ts", ...useCases("provision-step")],
    tests: ["domain/step/*.test.ts", "updates.test.ts", "run.test.ts", "stale-worker.test.ts"],
  },
  rollback: {
    mutate: [
      "lib/domain/rollback/*.ts",
      ...useCases("roll-back-step", "prove-rollback", "preserve-logs", "resolve-quarantine"),
    ],
    tests: [
      "domain/rollback/*.test.ts",
      "residual.test.ts",
      "updates.test.ts",
      "recovery.test.ts",
      "stale-worker.test.ts",
    ],
  },
  gate: {
    mutate: ["lib/domain/gate/*.ts", ...useCases("open-gate", "read-gate", "decide", "show-invitation")],
    tests: ["domain/gate/*.test.ts", "gates.test.ts", "gate-decisions.test.ts", "approval-page.test.ts"],
  },
  run: {
    mutate: [
      "lib/domain/run/*.ts",
      ...useCases("open-run", "close-run", "start-run", "sweep", "stop-work", "resume-work"),
    ],
    tests: ["domain/run/*.test.ts", "run.test.ts", "recovery.test.ts", "rehearsal.test.ts", "gates.test.ts"],
  },
  check: {
    mutate: ["lib/domain/check/*.ts", ...useCases("validate-environment")],
    tests: ["domain/check/*.test.ts", "run.test.ts", "recovery.test.ts"],
  },
  change: {
    mutate: ["lib/domain/change/*.ts", "lib/domain/canonical.ts"],
    tests: ["domain/change/*.test.ts", "domain/canonical.test.ts", "gates.test.ts", "rehearsal.test.ts"],
  },
  records: {
    mutate: ["lib/domain/records/*.ts", ...useCases("sign-receipt")],
    tests: ["domain/records/*.test.ts", "run.test.ts", "recovery.test.ts"],
  },
};
