import { readFileSync } from "node:fs";
import { environments } from "../domain/environment.ts";
import { invalidPlan } from "../domain/errors.ts";
import { gates } from "../domain/gates.ts";
import type { Plan } from "../plan/schema.ts";

type State = {
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: {
    readonly FunctionName?: string;
    readonly Payload?: Readonly<Record<string, string>>;
  };
};

const definition = new URL("../../statemachines/provisioning-plan.asl.json", import.meta.url);
const secondsPerHour = 3_600;

/**
 * Checks that the state machine of this checkout carries the plan out: it waits at each gate for at least as long as the plan
 * gives people to decide, and it provisions, validates and rolls back each environment.
 * @throws InvalidPlan with the gate or environment that the definition lacks.
 */
export function confirmDefinition(
  plan: Plan,
  { States }: { readonly States: Readonly<Record<string, State>> } = JSON.parse(
    readFileSync(definition, "utf8"),
  ),
): void {
  const states = Object.values(States);
  for (const gate of gates) {
    const asks = states.find(
      ({ Resource, Parameters }) =>
        Resource?.endsWith(".waitForTaskToken") === true && Parameters?.Payload?.["gate"] === gate,
    );
    if (asks === undefined)
      throw invalidPlan(`the plan has the gate ${gate}, but no state of the definition opens it`);
    const allowedHours = (asks.TimeoutSeconds ?? 0) / secondsPerHour;
    const { expiresAfterHours } = plan.gates[gate];
    if (expiresAfterHours > allowedHours)
      throw invalidPlan(
        `gates.${gate}.expiresAfterHours is ${expiresAfterHours}: the definition waits at most ${allowedHours} hours`,
      );
  }
  for (const environment of environments)
    for (const task of ["provision-step", "validate-environment", "prove-rollback"])
      if (!states.some(({ Parameters }) => Parameters?.FunctionName === `\${${task}-${environment}}`))
        throw invalidPlan(`the plan has ${environment}, but no state of the definition calls ${task} for it`);
}
