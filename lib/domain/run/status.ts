import { type Change, stepsInOrder } from "../change/manifest.ts";
import { type Environment, environments } from "../environment.ts";
import { gateState } from "../gate/gate-state.ts";
import { gates } from "../gates.ts";
import type { Head } from "../records/entry.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { isProvisioned, provisioned, provisionIntents, rolledBack } from "../step/attempts.ts";
import { removedFrom } from "../step/removed-step.ts";
import { isValidated } from "./effects.ts";
import { rollbackSoFar } from "./rollback-so-far.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** How far an environment has come. */
export type EnvironmentState =
  | "absent"
  | "provisioning"
  | "provisioned"
  | "validated"
  | "rolling-back"
  | "rolled-back"
  | "quarantined";

/** A run as people and programs see it. */
export type Status = {
  readonly runId: string;
  readonly verdict: Verdict | "RUNNING";
  /** Why the run never started; null for one that did. */
  readonly refused: string | null;
  readonly environments: Readonly<
    Record<
      Environment,
      {
        readonly state: EnvironmentState;
        readonly steps: readonly { readonly step: string; readonly state: string }[];
      }
    >
  >;
  readonly gates: readonly {
    readonly gate: string;
    readonly state: string;
    readonly decisions: readonly {
      readonly approver: string;
      readonly decision: string;
      readonly reason: string;
    }[];
  }[];
  readonly records: Head;
};

/** Whether the run is sealed: its last entry is the signed statement that it is closed. */
export const isSealed = (facts: readonly Fact[]): boolean =>
  facts.some((fact) => fact.action === "sign-receipt" && fact.detail.statement === "run-closed");

/** The verdict of a run, or RUNNING while it is not sealed. */
export const verdictSoFar = (facts: readonly Fact[]): Verdict | "RUNNING" =>
  isSealed(facts) ? verdictOf(facts) : "RUNNING";

/**
 * The run's status according to its entries. The change names the steps; if it is null (it could not be read),
 * there are none.
 */
export function statusOf(runId: string, facts: readonly Fact[], head: Head, change: Change | null): Status {
  const statusIn = (environment: Environment) => ({
    state: environmentState(facts, environment, change),
    steps: [
      ...(change === null ? [] : stepsInOrder(change, environment, "everything")),
      ...removedFrom(facts.find(isFact("open-run", "observation"))?.detail ?? {}, environment),
    ].map(({ step }) => ({
      step,
      state: stepState(facts, environment, step),
    })),
  });
  return {
    runId,
    verdict: verdictSoFar(facts),
    refused: facts.find(isFact("refuse-run", "observation"))?.detail.reason ?? null,
    environments: {
      development: statusIn("development"),
      staging: statusIn("staging"),
      production: statusIn("production"),
    },
    gates: gates.map((gate) => ({
      gate,
      state: gateState(facts, gate) ?? "not opened",
      decisions: facts.flatMap((fact) =>
        fact.action === "decide-gate" && fact.detail.gate === gate
          ? [{ approver: fact.detail.approver, decision: fact.detail.decision, reason: fact.detail.reason }]
          : [],
      ),
    })),
    records: head,
  };
}

function environmentState(
  facts: readonly Fact[],
  environment: Environment,
  change: Change | null,
): EnvironmentState {
  const about = facts.filter(
    (fact) => "environment" in fact.detail && fact.detail.environment === environment,
  );
  const undoing = rollbackSoFar(facts, environment);
  if (undoing === "proved") return "rolled-back";
  if (undoing !== null) return isSealed(facts) ? "quarantined" : "rolling-back";
  if (about.length === 0) return "absent";
  if (isValidated(facts, environment)) return "validated";
  const isSettled =
    change !== null &&
    stepsInOrder(change, environment, "everything").every(({ step }) =>
      isProvisioned(facts, environment, step),
    );
  return isSettled ? "provisioned" : "provisioning";
}

function stepState(facts: readonly Fact[], environment: Environment, step: string): string {
  const undone = rolledBack(facts, environment, step);
  if (undone !== null) return undone.result;
  const done = provisioned(facts, environment, step);
  if (done !== null) return done.result;
  return provisionIntents(facts, environment).some((intent) => intent.step === step)
    ? "provisioning"
    : "absent";
}

/** The environments of a status, in their order. */
export const environmentRows = ({ environments: statuses }: Status) =>
  environments.map((environment) => ({ environment, ...statuses[environment] }));
