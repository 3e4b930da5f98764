import type { Environment, Gate, Scope } from "../../../lib/domain/environment.ts";
import type { Fact } from "../../../lib/domain/records/facts.ts";
import { rollbackObligation } from "../../../lib/domain/run/obligation.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";

const digest = "a".repeat(64);
const touched = (environment: Environment): Fact => ({
  action: "provision-step",
  kind: "intent",
  subject: `${environment}/network`,
  detail: {
    environment,
    step: "network",
    part: "network",
    operation: "create",
    attempt: 1,
    stackName: `interlock-${environment}-network`,
    stackId: null,
    token: "t",
    wantedDigest: digest,
    baselineDigest: null,
  },
});
const validated = (environment: Environment, scope: Scope = "everything", held = true): Fact => ({
  action: "validate-environment",
  kind: "observation",
  subject: environment,
  detail: { environment, scope, held, description: digest, readings: [] },
});
const opened = (gate: Gate): Fact => ({
  action: "open-gate",
  kind: "outcome",
  subject: gate,
  detail: { gate, dossierDigest: digest, approvers: ["a"], quorum: 1, expiresAtMs: 1 },
});
const decided = (gate: Gate, decision: "approve" | "reject"): Fact => ({
  action: "decide-gate",
  kind: "decision",
  subject: gate,
  detail: {
    gate,
    decision,
    approver: "a",
    basis: "possession of mailbox a",
    reason: "",
    dossierDigest: digest,
  },
});
const begun = (environment: Environment): Fact => ({
  action: "begin-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, cause: "failed" },
});
const proved = (environment: Environment, found = true): Fact => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, proved: found, resourcesSeen: 1, kept: [], residual: [] },
});
const preserved = (same: boolean): Fact => ({
  action: "confirm-preserved",
  kind: "observation",
  subject: "development",
  detail: { environment: "development", same, before: digest, after: digest },
});
const readBack = (closed = true, readable = true): Fact[] => [
  {
    action: "confirm-closed",
    kind: "observation",
    subject: "production",
    detail: { environment: "production", closed, exposed: closed ? [] : ["address 198.51.100.7 of eni-1"] },
  },
  {
    action: "preserve-logs",
    kind: "outcome",
    subject: "production/logging",
    detail: { environment: "production", logGroups: ["/shop-production/backend"], readable },
  },
];
const recovered: Fact = {
  action: "recover-run",
  kind: "observation",
  subject: "run",
  detail: { execution: "e", epoch: 2, cause: "ABORTED" },
};

const development = [touched("development"), validated("development")];
const staging = [...development, touched("staging"), validated("staging"), opened("staging-sign-off")];
const signedOff = [...staging, decided("staging-sign-off", "approve"), opened("change-record")];
const production = [
  ...signedOff,
  decided("change-record", "approve"),
  touched("production"),
  validated("production", "all-but-ingress"),
  opened("production-release"),
];
const released = [
  ...production,
  decided("production-release", "approve"),
  touched("production"),
  validated("production"),
];

test.each<[string, Fact[], Environment | null]>([
  ["nothing, while nothing was touched", [], null],
  ["development, while it is not validated", [touched("development")], "development"],
  ["nothing, once development is validated", development, null],
  ["staging, until it is signed off", staging, "staging"],
  ["nothing, once staging is signed off", signedOff, null],
  [
    "staging, once its rollback was begun, also when it is signed off",
    [...signedOff, begun("staging")],
    "staging",
  ],
  ["production, from its first intent on", production, "production"],
])("a run that stops must roll back %s", (_what, facts, obligation) => {
  expect(rollbackObligation(facts)).toBe(obligation);
});

test.each<[string, Fact[], string]>([
  ["SUCCEEDED when production was confirmed with its ingress open", released, "SUCCEEDED"],
  [
    "QUARANTINED when staging was signed off, was rolled back nonetheless, and something is left",
    [...signedOff, begun("staging"), proved("staging", false), preserved(true)],
    "QUARANTINED",
  ],
  [
    "ROLLED_BACK when development failed and nothing is left",
    [touched("development"), begun("development"), proved("development")],
    "ROLLED_BACK",
  ],
  [
    "QUARANTINED when something of development is left",
    [touched("development"), begun("development"), proved("development", false)],
    "QUARANTINED",
  ],
  ["QUARANTINED when nobody proved the rollback", [touched("development")], "QUARANTINED"],
  [
    "QUARANTINED when something was touched after the proof",
    [touched("development"), proved("development"), touched("development")],
    "QUARANTINED",
  ],
  [
    "REJECTED when staging was refused and is gone",
    [...staging, decided("staging-sign-off", "reject"), begun("staging"), proved("staging"), preserved(true)],
    "REJECTED",
  ],
  [
    "QUARANTINED when staging's rollback changed development",
    [
      ...staging,
      decided("staging-sign-off", "reject"),
      begun("staging"),
      proved("staging"),
      preserved(false),
    ],
    "QUARANTINED",
  ],
  [
    "REJECTED when the change record was refused, with nothing to undo",
    [...signedOff, decided("change-record", "reject")],
    "REJECTED",
  ],
  [
    "REJECTED when the release was refused and production was rolled back",
    [
      ...production,
      decided("production-release", "reject"),
      begun("production"),
      ...readBack(),
      proved("production"),
    ],
    "REJECTED",
  ],
  [
    "ABORTED when a recovery finished the rollback",
    [touched("development"), recovered, begun("development"), proved("development")],
    "ABORTED",
  ],
  ...(
    [
      ["can still be reached", readBack(false)],
      ["has logs that cannot be read", readBack(true, false)],
      ["was not read back", []],
    ] as const
  ).map(([what, seen]): [string, Fact[], string] => [
    `QUARANTINED when production was rolled back and ${what}`,
    [
      ...production,
      decided("production-release", "reject"),
      begun("production"),
      ...seen,
      proved("production"),
    ],
    "QUARANTINED",
  ]),
  [
    "ROLLED_BACK when production failed its confirmation after release",
    [
      ...released,
      validated("production", "everything", false),
      begun("production"),
      ...readBack(),
      proved("production"),
    ],
    "ROLLED_BACK",
  ],
])("is %s", (_what, facts, verdict) => {
  expect(verdictOf(facts)).toBe(verdict);
});
