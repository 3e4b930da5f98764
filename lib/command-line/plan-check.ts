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
 * Whether the state machine that this checkout deploys carries the plan out: it asks every gate for at least as long as
 * the plan lets people decide, and provisions, validates and rolls back every environment.
 * @throws InvalidPlan naming the gate or environment that the definition does not know.
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
      throw invalidPlan(`the plan has the gate ${gate}, and no state of the definition asks it`);
    const allowedHours = (asks.TimeoutSeconds ?? 0) / secondsPerHour;
    const { expiresAfterHours } = plan.gates[gate];
    if (expiresAfterHours > allowedHours)
      throw invalidPlan(
        `gates.${gate}.expiresAfterHours is ${expiresAfterHours}: the definition waits ${allowedHours} hours at most`,
      );
  }
  for (const environment of environments)
    for (const task of ["provision-step", "validate-environment", "prove-rollback"])
      if (!states.some(({ Parameters }) => Parameters?.FunctionName === `\${${task}-${environment}}`))
        throw invalidPlan(`the plan has ${environment}, and no state of the definition calls ${task} for it`);
}
