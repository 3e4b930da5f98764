/** What became of a finding. */
export type Finding = {
  /**
   * Its number: A to D of the control plane, W, B and K of environments (some B are in both papers), F of trials, and N of what the
   * account at its worst showed.
   */
  readonly id: string;
  readonly says: string;
  /** The test that fails on the code before the commit, for AWS's reason. */
  readonly shownBy?: { readonly file: string; readonly test: string };
  /** The commit that mended it. */
  readonly commit?: string;
  /** Why there is no test here: it is refused, belongs elsewhere, or is still open. */
  readonly instead?: string;
};

/** The test files that show several findings, by what they are about. */
export const tests = {
  confirm: "test/functions/validate-environment/confirm-unchanged.test.ts",
  onAws: "test/functions/provision-step/as-on-aws.test.ts",
  passing: "test/ports/shared/passing-errors.test.ts",
  gone: "test/functions/prove-rollback/prove-gone.test.ts",
  closed: "test/functions/prove-rollback/prove-closed.test.ts",
  reach: "test/reference-environments/reachability.test.ts",
  logs: "test/functions/preserve-logs/preserve-logs.test.ts",
  rules: "test/domain/change/rules/rules.test.ts",
  group: "test/ports/inspector/ec2.test.ts",
  irreversible: "test/domain/step/irreversible.test.ts",
  plane: "test/control-plane/control-plane.test.ts",
  reference: "test/reference-environments/reference-environments.test.ts",
  candidates: "test/domain/rollback/candidates.test.ts",
  kept: "test/scenarios/kept-resources.test.ts",
  undo: "test/functions/roll-back-step/look-at-obligation.test.ts",
} as const;

/** The commits that mended several findings, by what they are about. */
export const commits = {
  drift: "340b0fe",
  throttled: "0c19601",
  door: "ba3fe0b",
  general: "bcd1cdc",
  told: "d06fcf6",
  read: "2fd1d41",
  settled: "c51e6f0",
  accounts: "050efe2",
  alarms: "a6a5369",
  pauses: "89c5d23",
  worst: "bde843d",
  attempts: "541862c",
  reopened: "3099eb9",
  settling: "35dc302",
} as const;
