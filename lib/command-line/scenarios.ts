import { type Environment, environments, type Gate, gates } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import type { Verdict } from "../domain/run/verdict.ts";

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
  /** The step whose change fails while it is deployed. */
  readonly fail: { readonly environment: Environment; readonly step: string } | null;
  /** Whether the change succeeds once before, so that there is something to come back to. */
  readonly succeedsFirst: boolean;
  readonly verdict: Verdict;
  readonly expected: Readonly<Record<Environment, Expected>>;
};

const nothing: Expected = { is: "nothing" };
const everything: Expected = { is: "everything" };
const asItWas: Expected = { is: "as it was" };
/** What 21.03 section 6.4 keeps of a production that this run created: logs and data, and the network they live in. */
const kept: Expected = { is: "only", parts: ["network", "logging", "storage", "database"] };

const afterReject: Readonly<Record<Gate, Scenario["expected"]>> = {
  "plan-approval": { development: nothing, staging: nothing, production: nothing },
  "staging-sign-off": { development: everything, staging: nothing, production: nothing },
  "change-record": { development: everything, staging: everything, production: nothing },
  "production-release": { development: everything, staging: everything, production: kept },
};

const afterFailure: Readonly<Record<Environment, Scenario["expected"]>> = {
  development: { development: nothing, staging: nothing, production: nothing },
  staging: { development: everything, staging: nothing, production: nothing },
  production: {
    development: asItWas,
    staging: asItWas,
    production: { is: "as it was, without", parts: ["ingress"] },
  },
};

/**
 * The scenario that the options name.
 * @throws InvalidInput if they name none, both, or one that there is not.
 */
export function scenarioOf({ reject, fail }: { readonly reject?: string; readonly fail?: string }): Scenario {
  if ((reject === undefined) === (fail === undefined))
    throw invalidInput("name what goes wrong: --reject GATE or --fail ENVIRONMENT/STEP, one of the two");
  if (reject !== undefined) {
    const gate = gates.find((known) => known === reject);
    if (gate === undefined) throw invalidInput(`there is no gate ${reject}: it can be ${gates.join(", ")}`);
    return {
      name: `reject-${gate}`,
      reject: gate,
      fail: null,
      succeedsFirst: false,
      verdict: "REJECTED",
      expected: afterReject[gate],
    };
  }
  const [named = "", step = ""] = (fail ?? "").split("/");
  const environment = environments.find((known) => known === named);
  if (environment === undefined || step === "")
    throw invalidInput(
      `"${fail}" names no step: write ENVIRONMENT/STEP, for example staging/compute; environments are ${environments.join(", ")}`,
    );
  return {
    name: `fail-${environment}-${step}`,
    reject: null,
    fail: { environment, step },
    succeedsFirst: environment === "production",
    verdict: "ROLLED_BACK",
    expected: afterFailure[environment],
  };
}
