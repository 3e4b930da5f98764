import { gateRows, gates } from "../domain/gates.ts";
import type { Plan } from "./schema.ts";

/** The plan with a sign-in at every gate of production: a mailbox alone decides nothing there. */
export const withSignIn = (plan: Plan): Plan => ({
  ...plan,
  gates: {
    ...plan.gates,
    ...Object.fromEntries(
      gates
        .filter((gate) => gateRows[gate].environment === "production")
        .map((gate) => [gate, { ...plan.gates[gate], identity: "oidc" }]),
    ),
  },
});
