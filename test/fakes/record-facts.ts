import type { Environment, Gate, Scope } from "../../lib/domain/environment.ts";
import type { Envelope, StatementKind } from "../../lib/domain/records/dsse.ts";
import { chainFacts, type Entry, emptyHead, type Head } from "../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";

/** A digest of something that does not matter. */
export const someDigest = "a".repeat(64);
/** A digest of something else. */
export const otherDigest = "b".repeat(64);
export const runId = "shop-0123456789ab-1";

const observed = <A extends FactOf<Fact["action"], "observation">["action"]>(
  action: A,
  subject: string,
  detail: FactOf<A, "observation">["detail"],
) => ({ action, kind: "observation", subject, detail }) as FactOf<A, "observation">;
const outcome = <A extends FactOf<Fact["action"], "outcome">["action"]>(
  action: A,
  subject: string,
  detail: FactOf<A, "outcome">["detail"],
) => ({ action, kind: "outcome", subject, detail }) as FactOf<A, "outcome">;
const compute = (environment: Environment) => ({ environment, step: "compute" });

/** What entries can say, each in its plainest form; `more` says it otherwise. */
export const says = {
  opened: (more: Partial<FactOf<"open-run">["detail"]> = {}) =>
    observed("open-run", runId, {
      documentId: "21.03",
      planDigest: someDigest,
      changeDigest: otherDigest,
      repository: "example/shop",
      commit: "0123456789abcdef0123456789abcdef01234567",
      attempt: 1,
      execution: "arn:execution:first",
      epoch: 1,
      previousSeal: null,
      waivers: [],
      publicKeyFingerprint: someDigest,
      ...more,
    }),
  recovered: (execution: string) =>
    observed("recover-run", runId, { execution, epoch: 2, cause: "it was aborted" }),
  provisioning: (
    environment: Environment,
    more: Partial<FactOf<"provision-step", "intent">["detail"]> = {},
  ): FactOf<"provision-step", "intent"> => ({
    action: "provision-step",
    kind: "intent",
    subject: `${environment}/compute`,
    detail: {
      ...compute(environment),
      part: "compute",
      operation: "create",
      attempt: 1,
      stackName: `shop-${environment}-compute`,
      stackId: null,
      token: "t",
      wantedDigest: someDigest,
      baselineDigest: null,
      ...more,
    },
  }),
  provisioned: (environment: Environment, result: "created" | "failed" | "unknown" = "created") =>
    outcome("provision-step", `${environment}/compute`, {
      ...compute(environment),
      part: "compute",
      result,
      reason: "",
    }),
  rollingBack: (
    environment: Environment,
    more: Partial<FactOf<"roll-back-step", "intent">["detail"]> = {},
  ): FactOf<"roll-back-step", "intent"> => ({
    action: "roll-back-step",
    kind: "intent",
    subject: `${environment}/compute`,
    detail: {
      ...compute(environment),
      operation: "delete",
      attempt: 1,
      stackName: `shop-${environment}-compute`,
      stackId: null,
      token: "t",
      baselineDigest: null,
      ...more,
    },
  }),
  validated: (environment: Environment, held = true, scope: Scope = "everything") =>
    observed("validate-environment", environment, {
      environment,
      scope,
      held,
      description: someDigest,
      readings: [],
    }),
  begun: (environment: Environment) =>
    observed("begin-rollback", environment, { environment, cause: "a check was broken" }),
  proved: (environment: Environment, more: Partial<FactOf<"prove-rollback">["detail"]> = {}) =>
    observed("prove-rollback", environment, {
      environment,
      proved: true,
      resourcesSeen: 3,
      kept: ["a snapshot"],
      residual: [],
      ...more,
    }),
  closed: (environment: Environment, closed = true) =>
    observed("confirm-closed", environment, { environment, closed, exposed: [] }),
  preserved: (environment: Environment) =>
    observed("confirm-preserved", environment, {
      environment,
      same: true,
      before: someDigest,
      after: someDigest,
    }),
  logsPreserved: () =>
    outcome("preserve-logs", "production", { environment: "production", logGroups: [], readable: true }),
  gateOpened: (gate: Gate, more: Partial<FactOf<"open-gate">["detail"]> = {}) =>
    outcome("open-gate", gate, {
      gate,
      dossierDigest: someDigest,
      approvers: ["sue", "bob"],
      quorum: 1,
      expiresAtMs: 1,
      ...more,
    }),
  gateAwaited: (gate: Gate) => observed("await-gate", gate, { gate, time: 1 }),
  decided: (
    gate: Gate,
    more: Partial<FactOf<"decide-gate">["detail"]> = {},
  ): FactOf<"decide-gate", "decision"> => ({
    action: "decide-gate",
    kind: "decision",
    subject: gate,
    detail: {
      gate,
      decision: "approve",
      approver: "sue",
      basis: "possession of a mailbox",
      reason: "",
      dossierDigest: someDigest,
      ...more,
    },
  }),
  gateExpired: (gate: Gate) => observed("expire-gate", gate, { gate, expiredAtMs: 1 }),
  gateVoided: (gate: Gate) =>
    observed("void-gate", gate, { gate, dossierDigest: someDigest, reason: "it moved" }),
  gatePassed: (gate: Gate) => observed("pass-gate", gate, { gate, description: someDigest, steps: 7 }),
  signed: (
    statement: StatementKind,
    about: string,
    envelope: Envelope = { payloadType: "text", payload: "", signatures: [] },
  ) => outcome("sign-receipt", about, { statement, about, envelope }),
  noted: (about = "something") => observed("note", runId, { about, detail: "{}" }),
} as const;

/** Ten o'clock: the seconds at which entries are written and actions happen are counted from it. */
export const tenOClockMs = Date.parse("2026-11-24T10:00:00.000Z");

/** A chain that says `facts`, written by the actor, so many seconds after ten o'clock. */
export const chainOf = (
  facts: readonly Fact[],
  { head = emptyHead as Head, actor = "somebody", seconds = 0 } = {},
) => chainFacts(head, facts, { runId, actor, at: new Date(tenOClockMs + seconds * 1_000).toISOString() });

/** Entries that say `facts`. */
export const entriesOf = (...facts: readonly Fact[]): readonly Entry[] => chainOf(facts).entries;
