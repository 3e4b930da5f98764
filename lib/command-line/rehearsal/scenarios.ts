import type { Change } from "../../domain/change/manifest.ts";
import { stepsInOrder } from "../../domain/change/manifest.ts";
import { type Environment, environments, type Part } from "../../domain/environment.ts";
import { invalidInput } from "../../domain/errors.ts";
import { type Gate, gateRows, gates } from "../../domain/gates.ts";
import type { Verdict } from "../../domain/run/verdict.ts";
import type { Fault } from "./inject-fault.ts";

/** What must exist of an environment after a rehearsal. */
export type Expected =
  | { readonly is: "nothing" }
  | { readonly is: "everything" }
  | { readonly is: "as it was" }
  /** The stacks of these parts are there again, under new ids. */
  | { readonly is: "as it was, made again"; readonly parts: readonly string[] }
  | { readonly is: "only"; readonly parts: readonly string[] };

/** A rehearsal: what fails, and what must exist afterwards. */
export type Scenario = {
  readonly name: string;
  /** The gate that an approver rejects. */
  readonly reject: Gate | null;
  /** The gate that expires. */
  readonly expire: Gate | null;
  /** The step with a fault. */
  readonly fault: Fault | null;
  /** The execution is stopped from outside in this environment's phase. */
  readonly abort: Environment | null;
  /** Whether the change succeeds once before the failure, so that the rollback has a state to return to. */
  readonly succeedsFirst: boolean;
  readonly verdict: Verdict;
  readonly expected: Readonly<Record<Environment, Expected>>;
};

/** The options that name one scenario. */
export type ScenarioOptions = {
  readonly reject?: string;
  readonly expire?: string;
  readonly fail?: string;
  readonly refuse?: string;
  readonly invalid?: string;
  readonly abort?: string;
};

const nothing: Expected = { is: "nothing" };
const everything: Expected = { is: "everything" };
const asItWas: Expected = { is: "as it was" };
/** What 21.03 section 6.4 keeps of a production that this run created: logs, data, and their network. */
const keptParts: readonly Part[] = ["network", "logging", "storage", "database"];
const kept: Expected = { is: "only", parts: keptParts };

/** What is left when a gate is rejected or expires: the environments before its own, and what 21.03 keeps of its own. */
function afterRejection(gate: Gate): Scenario["expected"] {
  const { environment, rejectionUndoes } = gateRows[gate];
  const leftOf = (one: Environment): Expected => {
    if (one === environment) return rejectionUndoes === "production" ? kept : nothing;
    return environments.indexOf(one) < environments.indexOf(environment) ? everything : nothing;
  };
  return {
    development: leftOf("development"),
    staging: leftOf("staging"),
    production: leftOf("production"),
  };
}

/** What is left after the rollback of an environment that the run was creating; in production, the created parts that are kept. */
const afterCreating = (
  environment: Environment,
  created: readonly string[] = keptParts,
): Scenario["expected"] => ({
  development: environment === "development" ? nothing : everything,
  staging: environment === "production" ? everything : nothing,
  production:
    environment === "production"
      ? { is: "only", parts: keptParts.filter((part) => created.includes(part)) }
      : nothing,
});

/** What is left after a change of live production failed: once everything is as it was released, ingress opens again. */
const afterUpdating: Scenario["expected"] = {
  development: asItWas,
  staging: asItWas,
  production: { is: "as it was, made again", parts: ["ingress"] },
};

const noFailure = {
  reject: null,
  expire: null,
  fault: null,
  abort: null,
  succeedsFirst: false,
} as const;

const unapproved = (how: "reject" | "expire", gate: Gate): Scenario => ({
  ...noFailure,
  name: `${how}-${gate}`,
  [how]: gate,
  verdict: "REJECTED",
  expected: afterRejection(gate),
});

const aborted = (environment: Environment): Scenario => ({
  ...noFailure,
  name: `abort-${environment}`,
  // The last part of every environment is still being created when the execution is stopped.
  fault: { kind: "slow", environment, step: "compute" },
  abort: environment,
  verdict: "ABORTED",
  expected: afterCreating(environment),
});

const faulty = (fault: Fault, expected: Scenario["expected"], succeedsFirst: boolean): Scenario => ({
  ...noFailure,
  name: `${fault.kind}-${fault.environment}-${fault.step}${succeedsFirst ? "-again" : ""}`,
  fault,
  succeedsFirst,
  verdict: "ROLLED_BACK",
  expected,
});

/**
 * The scenario that the options name.
 * @throws InvalidInput if they name no scenario, several, or an unknown one.
 */
export function scenarioOf(options: ScenarioOptions): Scenario {
  const named = Object.entries(options).filter(([, value]) => value !== undefined);
  const [[how, value] = ["", ""], ...others] = named;
  if (named.length === 0 || others.length > 0)
    throw invalidInput(
      "name one failure: --reject GATE, --expire GATE, --refuse, --fail or --invalid ENVIRONMENT/STEP, --abort ENVIRONMENT, or --all",
    );
  if (how === "reject" || how === "expire") {
    const gate = gates.find((known) => known === value);
    if (gate === undefined)
      throw invalidInput(`there is no gate ${value}: the gates are ${gates.join(", ")}`);
    return unapproved(how, gate);
  }
  if (how === "abort") {
    const environment = environments.find((known) => known === value);
    if (environment === undefined)
      throw invalidInput(`there is no environment ${value}: the environments are ${environments.join(", ")}`);
    return aborted(environment);
  }
  const [place = "", step = ""] = value.split("/");
  const environment = environments.find((known) => known === place);
  if (environment === undefined || step === "")
    throw invalidInput(
      `"${value}" does not name a step: write ENVIRONMENT/STEP, for example staging/compute; the environments are ${environments.join(", ")}`,
    );
  const fault: Fault = { kind: how as "refuse" | "fail" | "invalid", environment, step };
  return environment === "production"
    ? faulty(fault, afterUpdating, true)
    : faulty(fault, afterCreating(environment), false);
}

/**
 * The scenario for an installation that is in use: what is rolled back must be as it was before the rehearsal.
 * @throws InvalidInput for a scenario that touches production or has no fault, because that needs a sandbox of its own.
 */
export function scenarioHere(scenario: Scenario): Scenario {
  const failing = scenario.fault?.environment;
  if (failing === undefined || failing === "production")
    throw invalidInput(
      "an installation in use can only rehearse a fault in development or staging, for example --fail staging/compute: rehearse anything else without --here",
    );
  const expectedOf = (environment: Environment): Expected =>
    environments.indexOf(environment) < environments.indexOf(failing) ? everything : asItWas;
  const [development, staging, production] = environments.map(expectedOf) as [Expected, Expected, Expected];
  return { ...scenario, succeedsFirst: false, expected: { development, staging, production } };
}

/** Every failure branch of a change: each gate rejected or expired, each phase aborted, each step failing in three ways. */
export function allScenarios(change: Pick<Change, "environments">): readonly Scenario[] {
  const steps = environments.flatMap((environment) => {
    const inOrder = stepsInOrder(change as Change, environment, "everything");
    return inOrder.map(({ step }, index) => ({ environment, step, before: inOrder.slice(0, index) }));
  });
  const kinds = ["refuse", "fail", "invalid"] as const;
  return [
    ...gates.flatMap((gate) => [unapproved("reject", gate), unapproved("expire", gate)]),
    ...environments.map(aborted),
    ...steps.flatMap(({ environment, step, before }) =>
      kinds.map((kind) => {
        // The steps before the one that fails are created; a step that is only invalid is created too.
        const created = kind === "invalid" ? keptParts : before.map(({ part }) => part);
        return faulty({ kind, environment, step }, afterCreating(environment, created), false);
      }),
    ),
    ...steps
      .filter(({ environment }) => environment === "production")
      .map(({ environment, step }) => faulty({ kind: "fail", environment, step }, afterUpdating, true)),
  ];
}
