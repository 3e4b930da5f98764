import type { Environment, Gate, Scope } from "../../lib/domain/environment.ts";
import type { StatementKind } from "../../lib/domain/records/dsse.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";

/** The digest of whatever a fact names. */
export const digest = "a".repeat(64);

/** The facts of a run, each with as little in it as a test has to say. */
export const opened = (
  detail: Partial<FactOf<"open-run">["detail"]> = {},
): FactOf<"open-run", "observation"> => ({
  action: "open-run",
  kind: "observation",
  subject: "run",
  detail: {
    documentId: "21.03",
    planDigest: digest,
    changeDigest: digest,
    repository: "example/shop",
    commit: "0123456789abcdef0123456789abcdef01234567",
    attempt: 1,
    execution: "arn:execution:shop",
    epoch: 1,
    previousSeal: null,
    waivers: [],
    publicKeyFingerprint: digest,
    ...detail,
  },
});

export const recovered = (cause: string, epoch = 2): FactOf<"recover-run", "observation"> => ({
  action: "recover-run",
  kind: "observation",
  subject: "run",
  detail: { execution: "arn:execution:shop-recovery", epoch, cause },
});

export const intended = (environment: Environment, step = "network"): FactOf<"provision-step", "intent"> => ({
  action: "provision-step",
  kind: "intent",
  subject: `${environment}/${step}`,
  detail: {
    environment,
    step,
    part: "network",
    operation: "create",
    attempt: 1,
    stackName: `shop-${environment}-${step}`,
    stackId: null,
    token: "token",
    wantedDigest: digest,
    baselineDigest: null,
  },
});

export const provisionedAs = (
  environment: Environment,
  result: FactOf<"provision-step", "outcome">["detail"]["result"],
  { step = "network", reason = "" } = {},
): FactOf<"provision-step", "outcome"> => ({
  action: "provision-step",
  kind: "outcome",
  subject: `${environment}/${step}`,
  detail: { environment, step, part: "network", result, reason },
});

export const validated = (
  environment: Environment,
  {
    scope = "everything",
    held = true,
    readings = [],
  }: {
    readonly scope?: Scope;
    readonly held?: boolean;
    readonly readings?: FactOf<"validate-environment">["detail"]["readings"];
  } = {},
): FactOf<"validate-environment", "observation"> => ({
  action: "validate-environment",
  kind: "observation",
  subject: environment,
  detail: { environment, scope, held, description: digest, readings },
});

export const asked = (
  gate: Gate,
  detail: Partial<FactOf<"open-gate">["detail"]> = {},
): FactOf<"open-gate", "outcome"> => ({
  action: "open-gate",
  kind: "outcome",
  subject: gate,
  detail: { gate, dossierDigest: digest, approvers: ["ann"], quorum: 1, expiresAtMs: 1, ...detail },
});

export const said = (
  gate: Gate,
  decision: "approve" | "reject",
  detail: Partial<FactOf<"decide-gate">["detail"]> = {},
): FactOf<"decide-gate", "decision"> => ({
  action: "decide-gate",
  kind: "decision",
  subject: gate,
  detail: {
    gate,
    decision,
    approver: "ann",
    basis: "possession of a mailbox",
    reason: "because",
    dossierDigest: digest,
    ...detail,
  },
});

export const passed = (gate: Gate): FactOf<"pass-gate", "observation"> => ({
  action: "pass-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, description: digest, steps: 1 },
});

export const expired = (gate: Gate, reason?: string): FactOf<"expire-gate", "observation"> => ({
  action: "expire-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, expiredAtMs: 1, ...(reason === undefined ? {} : { reason }) },
});

export const voided = (gate: Gate): FactOf<"void-gate", "observation"> => ({
  action: "void-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, dossierDigest: digest, reason: "production has moved" },
});

export const rollbackBegun = (environment: Environment): FactOf<"begin-rollback", "observation"> => ({
  action: "begin-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, cause: "it failed" },
});

export const undoing = (environment: Environment, step = "network"): FactOf<"roll-back-step", "intent"> => ({
  action: "roll-back-step",
  kind: "intent",
  subject: `${environment}/${step}`,
  detail: {
    environment,
    step,
    operation: "delete",
    attempt: 1,
    stackName: `shop-${environment}-${step}`,
    stackId: null,
    token: "token",
    baselineDigest: null,
  },
});

export const undone = (
  environment: Environment,
  result: FactOf<"roll-back-step", "outcome">["detail"]["result"],
  { step = "network", reason = "" } = {},
): FactOf<"roll-back-step", "outcome"> => ({
  action: "roll-back-step",
  kind: "outcome",
  subject: `${environment}/${step}`,
  detail: { environment, step, part: "network", result, reason },
});

export const proved = (
  environment: Environment,
  isProved = true,
): FactOf<"prove-rollback", "observation"> => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, proved: isProved, resourcesSeen: 1, kept: [], residual: [] },
});

export const preserved = (same: boolean): FactOf<"confirm-preserved", "observation"> => ({
  action: "confirm-preserved",
  kind: "observation",
  subject: "development",
  detail: { environment: "development", same, before: digest, after: digest },
});

export const closed = (isClosed: boolean): FactOf<"confirm-closed", "observation"> => ({
  action: "confirm-closed",
  kind: "observation",
  subject: "production",
  detail: { environment: "production", closed: isClosed, exposed: [] },
});

export const logsRead = (readable: boolean): FactOf<"preserve-logs", "outcome"> => ({
  action: "preserve-logs",
  kind: "outcome",
  subject: "production/logging",
  detail: { environment: "production", logGroups: [], readable },
});

export const signed = (
  statement: StatementKind,
  about: Environment | Gate | "run" = "run",
): FactOf<"sign-receipt", "outcome"> => ({
  action: "sign-receipt",
  kind: "outcome",
  subject: about,
  detail: {
    statement,
    about,
    envelope: { payloadType: "application/vnd.in-toto+json", payload: "e30=", signatures: [] },
  },
});
