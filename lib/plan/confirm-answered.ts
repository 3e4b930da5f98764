import { answeredChecks } from "../domain/check/answered.ts";
import { invalidPlan } from "../domain/errors.ts";
import type { Plan } from "./schema.ts";

/**
 * Confirms that something answers each check of a plan: stacks and resources, or what the check asks itself. It is no part of
 * parsing, so that a plan that was carried out stays readable.
 * @throws InvalidPlan naming every check that nothing answers, and every one that two would answer.
 */
export function confirmAnswered(plan: Plan): void {
  const wrong = plan.environments.flatMap(({ name, checks }) =>
    checks.flatMap(({ id, asks, mayBeUnasked }): readonly string[] => {
      const isBuiltIn = answeredChecks.has(id);
      if (isBuiltIn && asks !== undefined)
        return [
          `the check ${id} of ${name} asks something of its own, but resources answer a check of that id: give it another id`,
        ];
      return isBuiltIn || asks !== undefined || mayBeUnasked === true
        ? []
        : [`nothing answers the check ${id} of ${name}: say what it asks`];
    }),
  );
  if (wrong.length > 0)
    throw invalidPlan(`${wrong.join("; ")}; resources answer ${[...answeredChecks].sort().join(", ")}`);
}
