import type { Account } from "./account.ts";
import { Random } from "./random.ts";
import type { CloudFormation } from "./services/cloudformation.ts";

const throttledShare = 0.02;
const visibleAfterMs = 3_000;
const listedForMs = 20_000;

/** The error of a service that gets too many requests. Source: EC2 API reference, "Request throttling". */
function throttling(): Error {
  const error = new Error("Rate exceeded");
  error.name = "ThrottlingException";
  return error;
}

/**
 * Makes an account behave like AWS at its least kind, all the time and by its seed: it throttles; what was just made cannot
 * be seen yet, and what was just deleted can still be seen (EC2 developer guide, "Eventual consistency"); what it completes
 * by itself is reported as drift; it cuts long names; and it makes things that no stack has.
 */
export function atItsWorst(
  { account, cloudFormation }: { readonly account: Account; readonly cloudFormation: CloudFormation },
  seed: number,
): void {
  const random = new Random(seed + 1);
  account.throttles = ({ service }) =>
    (service === "describe" || service === "cloudformation") && random.chance(throttledShare)
      ? { kind: "refused", error: throttling }
      : undefined;
  cloudFormation.habits = {
    visibleAfterMs,
    listedForMs,
    completes: ["/Completed"],
    longestName: 63,
  };
}
