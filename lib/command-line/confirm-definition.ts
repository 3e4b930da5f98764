import { readFileSync } from "node:fs";
import { environments } from "../domain/environment.ts";
import { invalidPlan } from "../domain/errors.ts";
import { gates } from "../domain/gates.ts";
import { longestMinutes } from "../domain/team-question.ts";
import type { Plan } from "../plan/schema.ts";

type State = {
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: {
    readonly FunctionName?: string;
    readonly Payload?: Readonly<Record<string, string>>;
  };
};

/** The loop that waits for a validation: how often it looks. */
type Loop = {
  readonly States: Readonly<
    Record<string, { readonly Choices?: readonly { readonly NumericGreaterThanEquals?: number }[] }>
  >;
};

const definition = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../statemachines/${name}.asl.json`, import.meta.url), "utf8"));
const secondsPerHour = 3_600;
/** The longest that a task lets its machine wait between two looks. */
const minutesPerLook = 1;

/**
 * Checks that the state machine of this checkout carries the plan out: it waits at each gate for at least as long as the plan
 * gives people to decide, and it provisions, validates and rolls back each environment.
 * @throws InvalidPlan with the gate or environment that the definition lacks.
 */
export function confirmDefinition(
  plan: Plan,
  { States }: { readonly States: Readonly<Record<string, State>> } = definition("provisioning-plan") as {
    readonly States: Readonly<Record<string, State>>;
  },
  loop: Loop = definition("call-until-done") as Loop,
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
  const looks = Object.values(loop.States)
    .flatMap(({ Choices = [] }) => Choices)
    .find(({ NumericGreaterThanEquals }) => NumericGreaterThanEquals !== undefined)?.NumericGreaterThanEquals;
  for (const { name, checks } of plan.environments)
    for (const { id, asks } of checks)
      if (asks !== undefined && longestMinutes(asks) > (looks ?? 0) * minutesPerLook)
        throw invalidPlan(
          `the check ${id} of ${name} may be asked for ${longestMinutes(asks)} minutes: the definition looks for at most ${(looks ?? 0) * minutesPerLook}`,
        );
  for (const environment of environments)
    for (const task of ["provision-step", "validate-environment", "prove-rollback"])
      if (!states.some(({ Parameters }) => Parameters?.FunctionName === `\${${task}-${environment}}`))
        throw invalidPlan(`the plan has ${environment}, but no state of the definition calls ${task} for it`);
}
