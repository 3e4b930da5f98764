import type { Environment, Part } from "../../lib/domain/environment.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { StatementKind } from "../../lib/domain/records/dsse.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";

/** What a fact says otherwise than in its plainest form. */
export type More<A extends Fact["action"], K extends Fact["kind"] = Fact["kind"]> = Partial<
  FactOf<A, K>["detail"]
>;

/** A step, named after its part. */
export type StepPath = `${Environment}/${Part}`;

/** A digest of something that does not matter. */
export const someDigest = "a".repeat(64);
/** A digest of something else. */
export const otherDigest = "b".repeat(64);

const pathOf = (path: StepPath) => {
  const [environment, part] = path.split("/") as [Environment, Part];
  return { environment, step: part, part };
};

/** A run's own facts, which are about nothing else. */
export const opened = (more: More<"open-run"> = {}): FactOf<"open-run", "observation"> => ({
  action: "open-run",
  kind: "observation",
  subject: "run",
  detail: {
    documentId: "21.03",
    planDigest: someDigest,
    changeDigest: otherDigest,
    repository: "example/shop",
    commit: "0123456789abcdef0123456789abcdef01234567",
    attempt: 1,
    execution: "arn:execution:1",
    epoch: 1,
    previousSeal: null,
    waivers: [],
    publicKeyFingerprint: someDigest,
    ...more,
  },
});
export const refused = (more: More<"refuse-run"> = {}): FactOf<"refuse-run", "observation"> => ({
  action: "refuse-run",
  kind: "observation",
  subject: "run",
  detail: { reason: "it leaves out a part", ...more },
});
export const recovered = (more: More<"recover-run"> = {}): FactOf<"recover-run", "observation"> => ({
  action: "recover-run",
  kind: "observation",
  subject: "run",
  detail: { execution: "arn:execution:2", epoch: 2, cause: "it died", ...more },
});

/** The intent to provision a step. */
export const intended = (
  path: StepPath,
  more: More<"provision-step", "intent"> = {},
): FactOf<"provision-step", "intent"> => {
  const { environment, step, part } = pathOf(path);
  return {
    action: "provision-step",
    kind: "intent",
    subject: path,
    detail: {
      environment,
      step,
      part,
      operation: "create",
      attempt: 1,
      stackName: `shop-${environment}-${step}`,
      stackId: null,
      token: "token",
      wantedDigest: someDigest,
      baselineDigest: null,
      ...more,
    },
  };
};

/** The outcome of that. */
export const provisioned = (
  path: StepPath,
  more: More<"provision-step", "outcome"> = {},
): FactOf<"provision-step", "outcome"> => ({
  action: "provision-step",
  kind: "outcome",
  subject: path,
  detail: { ...pathOf(path), result: "created", reason: "", ...more },
});

/** The intent to undo a step. */
export const undoing = (
  path: StepPath,
  more: More<"roll-back-step", "intent"> = {},
): FactOf<"roll-back-step", "intent"> => {
  const { environment, step } = pathOf(path);
  return {
    action: "roll-back-step",
    kind: "intent",
    subject: path,
    detail: {
      environment,
      step,
      operation: "delete",
      attempt: 1,
      stackName: `shop-${environment}-${step}`,
      stackId: null,
      token: "token",
      baselineDigest: null,
      ...more,
    },
  };
};

/** The outcome of that. */
export const undone = (
  path: StepPath,
  more: More<"roll-back-step", "outcome"> = {},
): FactOf<"roll-back-step", "outcome"> => ({
  action: "roll-back-step",
  kind: "outcome",
  subject: path,
  detail: { ...pathOf(path), result: "deleted", reason: "", ...more },
});

export const validated = (
  environment: Environment,
  more: More<"validate-environment"> = {},
): FactOf<"validate-environment", "observation"> => ({
  action: "validate-environment",
  kind: "observation",
  subject: environment,
  detail: { environment, scope: "everything", held: true, description: someDigest, readings: [], ...more },
});
export const rollbackBegun = (
  environment: Environment,
  more: More<"begin-rollback"> = {},
): FactOf<"begin-rollback", "observation"> => ({
  action: "begin-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, cause: "it failed", ...more },
});

/** Nothing is left of it, as far as this look went. */
export const residualLookedFor = (
  environment: Environment,
  more: More<"look-for-residual"> = {},
): FactOf<"look-for-residual", "observation"> => ({
  action: "look-for-residual",
  kind: "observation",
  subject: environment,
  detail: { environment, clean: true, looked: { count: 0, digest: someDigest, items: [] }, ...more },
});

/** Nothing is left of it. */
export const proved = (
  environment: Environment,
  more: More<"prove-rollback"> = {},
): FactOf<"prove-rollback", "observation"> => ({
  action: "prove-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, proved: true, resourcesSeen: 3, kept: [], residual: [], ...more },
});

/** Nothing of it can be reached. */
export const closed = (
  environment: Environment,
  more: More<"confirm-closed"> = {},
): FactOf<"confirm-closed", "observation"> => ({
  action: "confirm-closed",
  kind: "observation",
  subject: environment,
  detail: { environment, closed: true, exposed: [], ...more },
});

/** It stands as it was described before. */
export const preserved = (
  environment: Environment,
  more: More<"confirm-preserved"> = {},
): FactOf<"confirm-preserved", "observation"> => ({
  action: "confirm-preserved",
  kind: "observation",
  subject: environment,
  detail: { environment, same: true, before: someDigest, after: someDigest, ...more },
});
export const logsPreserved = (
  environment: Environment,
  more: More<"preserve-logs"> = {},
): FactOf<"preserve-logs", "outcome"> => ({
  action: "preserve-logs",
  kind: "outcome",
  subject: `${environment}/logging`,
  detail: { environment, logGroups: [], readable: true, ...more },
});

/** A gate was opened, and people were asked. */
export const asked = (gate: Gate, more: More<"open-gate"> = {}): FactOf<"open-gate", "outcome"> => ({
  action: "open-gate",
  kind: "outcome",
  subject: gate,
  detail: {
    gate,
    dossierDigest: someDigest,
    approvers: ["ann", "bob"],
    quorum: 1,
    expiresAtMs: 1,
    ...more,
  },
});
export const awaited = (gate: Gate, more: More<"await-gate"> = {}): FactOf<"await-gate", "observation"> => ({
  action: "await-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, time: 1, ...more },
});

/** A yes, unless `more` says otherwise. */
export const decided = (gate: Gate, more: More<"decide-gate"> = {}): FactOf<"decide-gate", "decision"> => ({
  action: "decide-gate",
  kind: "decision",
  subject: gate,
  detail: {
    gate,
    decision: "approve",
    approver: "ann",
    basis: "possession of a mailbox",
    reason: "",
    dossierDigest: someDigest,
    ...more,
  },
});
export const expired = (
  gate: Gate,
  more: More<"expire-gate"> = {},
): FactOf<"expire-gate", "observation"> => ({
  action: "expire-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, expiredAtMs: 1, ...more },
});
export const voided = (gate: Gate, more: More<"void-gate"> = {}): FactOf<"void-gate", "observation"> => ({
  action: "void-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, dossierDigest: someDigest, reason: "production has moved", ...more },
});
export const passed = (gate: Gate, more: More<"pass-gate"> = {}): FactOf<"pass-gate", "observation"> => ({
  action: "pass-gate",
  kind: "observation",
  subject: gate,
  detail: { gate, description: someDigest, steps: 7, ...more },
});

const statementAbout = (about: string): StatementKind => {
  if (about === "run") return "run-closed";
  return ["development", "staging", "production"].includes(about) ? "validated" : "gate-passed";
};

/** A receipt that nobody signed: the seal of a run, that an environment is validated, that a gate is passed. */
export const receipt = (
  about: Environment | Gate | "run",
  more: More<"sign-receipt"> = {},
): FactOf<"sign-receipt", "outcome"> => ({
  action: "sign-receipt",
  kind: "outcome",
  subject: about,
  detail: {
    statement: statementAbout(about),
    about,
    envelope: { payloadType: "application/vnd.in-toto+json", payload: "e30=", signatures: [] },
    ...more,
  },
});
export const noted = (about: string, more: More<"note"> = {}): FactOf<"note", "observation"> => ({
  action: "note",
  kind: "observation",
  subject: "run",
  detail: { about, detail: "{}", ...more },
});
