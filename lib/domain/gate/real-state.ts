import type { FactShape, FactValue } from "../../resources/fact.ts";
import type { Inspected } from "../../resources/resources.ts";
import { movingFacts } from "../../resources/tables.ts";
import { type Digest, digestOf, type Json } from "../canonical.ts";
import type { StandingStack } from "../step/stack.ts";

/** What a resource is, without how it is doing: the facts that change by themselves are left out. */
export const settledFacts = ({ type, facts }: Inspected): Json =>
  Object.fromEntries(
    Object.entries<FactValue<FactShape>>(facts).filter(
      ([fact]) => movingFacts[type]?.includes(fact) !== true,
    ),
  );

/** One step of an environment as it really is: its stack, and what its resources were described as. */
export type RealStep = {
  readonly step: string;
  readonly stack: StandingStack;
  /** By logical id; null for a resource that its stack names and that doesn't exist. */
  readonly resources: Readonly<Record<string, Json>>;
};

/** One digest of an environment's real state. While it stays the same, nothing has changed, drift included. */
export const realStateDigest = (steps: readonly RealStep[]): Digest =>
  digestOf(
    steps.map(({ step, stack: { status, stackId, deployedDigest }, resources }) => ({
      step,
      status,
      stackId,
      deployedDigest,
      resources,
    })),
  );
