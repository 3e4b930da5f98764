import type { Environment } from "../environment.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { environmentToRollBack } from "../run/environment-to-roll-back.ts";
import { lookCommand } from "./gone.ts";

/** What a quarantined run left, for the people who have to look at it. */
export type LeftBehind = {
  /** Where; null when the run did nothing anywhere that had to be undone. */
  readonly environment: Environment | null;
  /** What is left or could not be told, in words. */
  readonly what: readonly string[];
  /** The commands to look at it with. */
  readonly commands: readonly string[];
};

/** What is left of a run whose rollback was not proved, and how to look at it. */
export function leftBehind(facts: readonly Fact[]): LeftBehind {
  const environment = environmentToRollBack(facts);
  const failed = facts
    .filter(isFact("roll-back-step", "outcome"))
    .filter(({ detail }) => detail.result === "failed" || detail.result === "unknown");
  const stackOf = (subject: string) =>
    facts.filter(isFact("provision-step", "intent")).findLast((fact) => fact.subject === subject)?.detail
      .stackName ?? subject;
  const proof = facts.filter(isFact("prove-rollback", "observation")).at(-1);
  const closed = facts.filter(isFact("confirm-closed", "observation")).at(-1);
  const preserved = facts.filter(isFact("confirm-preserved", "observation")).at(-1);
  const logs = facts.filter(isFact("preserve-logs", "outcome")).at(-1);
  const residual = proof?.detail.residual ?? [];
  const commands = [
    ...failed.map(({ subject }) => lookCommand("AWS::CloudFormation::Stack", stackOf(subject))),
    ...residual
      .filter(({ type }) => type !== "public" && type !== "and more")
      .map(({ type, id }) => lookCommand(type, id)),
  ];
  return {
    environment,
    what: [
      ...failed.map(({ subject, detail }) => `${subject} could not be undone: ${detail.reason}`),
      ...residual.map(({ type, id, state }) => `${type} ${id} is ${said[state]}`),
      ...(environment !== null && proof === undefined
        ? [`nobody looked for what is left of ${environment}`]
        : []),
      ...(closed?.detail.closed === false
        ? [`it can still be reached: ${closed.detail.exposed.join("; ")}`]
        : []),
      ...(logs?.detail.readable === false ? ["its logs could not all be read"] : []),
      ...(preserved?.detail.same === false
        ? [`${preserved.detail.environment} is not as it was before its neighbour was rolled back`]
        : []),
    ],
    commands: [...new Set(commands)],
  };
}

const said = {
  present: "still there",
  going: "still on its way out",
  unproven: "of a type that nobody can describe",
};
