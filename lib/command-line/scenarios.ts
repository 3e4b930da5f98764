import type { Change } from "../domain/change/manifest.ts";
import { stepsInOrder } from "../domain/change/manifest.ts";
import { type Environment, environments, type Part } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import { type Gate, gateRows, gates } from "../domain/gates.ts";
import type { Verdict } from "../domain/run/verdict.ts";
import type { Fault } from "./inject-fault.ts";

/** What has to be there of an environment when a rehearsal is over. */
export type Expected =
  | { readonly is: "nothing" }
  | { readonly is: "everything" }
  | { readonly is: "as it was" }
  | { readonly is: "as it was, without"; readonly parts: readonly string[] }
  | { readonly is: "only"; readonly parts: readonly string[] };

/** A rehearsal: what goes wrong, and what has to be there when it is over. */
export type Scenario = {
  readonly name: string;
  /** The gate that says no. */
  readonly reject: Gate | null;
  /** The gate that nobody answers. */
  readonly expire: Gate | null;
  /** The step whose change carries a fault. */
  readonly fault: Fault | null;
  /** The environment in whose phase the execution is stopped from outside. */
  readonly abort: Environment | null;
  /** Whether the change succeeds once before, so that there is something to come back to. */
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
/** What 21.03 section 6.4 keeps of a production that this run created: logs and data, and the network they live in. */
const keptParts: readonly Part[] = ["network", "logging", "storage", "database"];
const kept: Expected = { is: "only", parts: keptParts };

/** What is left when a gate is rejected or expires: the environments before its own, and what 21.03 keeps of its own. */
function afterNo(gate: Gate): Scenario["expected"] {
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

/** What is left when an environment that the run was creating is rolled back; of production what came to stand and is kept. */
const afterCreating = (
  environment: Environment,
  stood: readonly string[] = keptParts,
): Scenario["expected"] => ({
  development: environment === "development" ? nothing : everything,
  staging: environment === "production" ? everything : nothing,
  production:
    environment === "production"
      ? { is: "only", parts: keptParts.filter((part) => stood.includes(part)) }
      : nothing,
});

const afterUpdating: Scenario["expected"] = {
  development: asItWas,
  staging: asItWas,
  production: { is: "as it was, without", parts: ["ingress"] },
};

const blank = {
  reject: null,
  expire: null,
  fault: null,
  abort: null,
  succeedsFirst: false,
} as const;

const no = (how: "reject" | "expire", gate: Gate): Scenario => ({
  ...blank,
  name: `${how}-${gate}`,
  [how]: gate,
  verdict: "REJECTED",
  expected: afterNo(gate),
});

const aborted = (environment: Environment): Scenario => ({
  ...blank,
  name: `abort-${environment}`,
  // Something that is under way when the execution is stopped: the last of what every environment has.
  fault: { kind: "slow", environment, step: "compute" },
  abort: environment,
  verdict: "ABORTED",
  expected: afterCreating(environment),
});

const faulty = (fault: Fault, expected: Scenario["expected"], succeedsFirst: boolean): Scenario => ({
  ...blank,
  name: `${fault.kind}-${fault.environment}-${fault.step}${succeedsFirst ? "-again" : ""}`,
  fault,
  succeedsFirst,
  verdict: "ROLLED_BACK",
  expected,
});

/**
 * The scenario that the options name.
 * @throws InvalidInput if they name none, several, or one that there is not.
 */
export function scenarioOf(options: ScenarioOptions): Scenario {
  const named = Object.entries(options).filter(([, value]) => value !== undefined);
  const [[how, value] = ["", ""], ...others] = named;
  if (named.length === 0 || others.length > 0)
    throw invalidInput(
      "name what goes wrong, one of: --reject GATE, --expire GATE, --refuse, --fail or --invalid ENVIRONMENT/STEP, --abort ENVIRONMENT, or --all",
    );
  if (how === "reject" || how === "expire") {
    const gate = gates.find((known) => known === value);
    if (gate === undefined) throw invalidInput(`there is no gate ${value}: it can be ${gates.join(", ")}`);
    return no(how, gate);
  }
  if (how === "abort") {
    const environment = environments.find((known) => known === value);
    if (environment === undefined)
      throw invalidInput(`there is no phase ${value}: it can be ${environments.join(", ")}`);
    return aborted(environment);
  }
  const [place = "", step = ""] = value.split("/");
  const environment = environments.find((known) => known === place);
  if (environment === undefined || step === "")
    throw invalidInput(
      `"${value}" names no step: write ENVIRONMENT/STEP, for example staging/compute; environments are ${environments.join(", ")}`,
    );
  const fault: Fault = { kind: how as "refuse" | "fail" | "invalid", environment, step };
  return environment === "production"
    ? faulty(fault, afterUpdating, true)
    : faulty(fault, afterCreating(environment), false);
}

/**
 * The scenario for an installation that is used: what it rolls back is as it was before, whatever that was.
 * @throws InvalidInput for what would touch production, or has no fault: that is rehearsed in a sandbox of its own.
 */
export function scenarioHere(scenario: Scenario): Scenario {
  const failing = scenario.fault?.environment;
  if (failing === undefined || failing === "production")
    throw invalidInput(
      "an installation that is used rehearses with a fault in development or staging, for example --fail staging/compute: leave --here out for the others",
    );
  const expectedOf = (environment: Environment): Expected =>
    environments.indexOf(environment) < environments.indexOf(failing) ? everything : asItWas;
  const [development, staging, production] = environments.map(expectedOf) as [Expected, Expected, Expected];
  return { ...scenario, succeedsFirst: false, expected: { development, staging, production } };
}

/** Every failure branch of a change: each gate's no, each phase's abort, and each step's three ways to go wrong. */
export function allScenarios(change: Pick<Change, "environments">): readonly Scenario[] {
  const steps = environments.flatMap((environment) => {
    const inOrder = stepsInOrder(change as Change, environment, "everything");
    return inOrder.map(({ step }, index) => ({ environment, step, before: inOrder.slice(0, index) }));
  });
  const kinds = ["refuse", "fail", "invalid"] as const;
  return [
    ...gates.flatMap((gate) => [no("reject", gate), no("expire", gate)]),
    ...environments.map(aborted),
    ...steps.flatMap(({ environment, step, before }) =>
      kinds.map((kind) => {
        // What stood before the step that went wrong came to stand; what is only invalid stands itself.
        const stood = kind === "invalid" ? keptParts : before.map(({ part }) => part);
        return faulty({ kind, environment, step }, afterCreating(environment, stood), false);
      }),
    ),
    ...steps
      .filter(({ environment }) => environment === "production")
      .map(({ environment, step }) => faulty({ kind: "fail", environment, step }, afterUpdating, true)),
  ];
}
