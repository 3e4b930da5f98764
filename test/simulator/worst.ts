import type { Account, Call } from "./account.ts";
import { Random } from "./random.ts";
import type { CloudFormation } from "./services/cloudformation.ts";

const throttledShare = 0.02;
const conflictShare = 0.02;
/** Source: CloudFormation user guide, "Detect drift on an entire stack": it takes minutes, by the size of the stack. */
const driftSeconds = 20;
const visibleAfterMs = 3_000;
const listedForMs = 20_000;

/** The error of a service that gets too many requests. Source: EC2 API reference, "Request throttling". */
function throttling(): Error {
  const error = new Error("Rate exceeded");
  error.name = "ThrottlingException";
  return error;
}

/** The error of two writers of one key. Source: S3 user guide, "How to prevent object overwrites with conditional writes". */
function conflict(): Error {
  const error = new Error(
    "A conflicting conditional operation is currently in progress against this resource",
  );
  error.name = "ConditionalRequestConflict";
  return error;
}

/** Whether a request creates an object only if it is not there. */
const isCreateOnly = ({ service, operation, input }: Call): boolean =>
  service === "s3" && operation === "PutObject" && (input as { IfNoneMatch?: string }).IfNoneMatch === "*";

/**
 * Makes an account behave like AWS at its least kind, all the time and by its seed: it throttles; two writers of one object meet;
 * what was just made cannot be seen yet, and what was just deleted can still be seen (EC2 developer guide, "Eventual
 * consistency"); what it completes by itself is reported as drift, and that takes its time; and it cuts long names. Kind or not,
 * the account mangles templates, evaluates IAM, denies what is not there, and keeps what a detection of drift found.
 */
export function atItsWorst(
  { account, cloudFormation }: { readonly account: Account; readonly cloudFormation: CloudFormation },
  seed: number,
): void {
  const random = new Random(seed + 1);
  account.throttles = (call) => {
    if (isCreateOnly(call))
      return random.chance(conflictShare) ? { kind: "refused", error: conflict } : undefined;
    return (call.service === "describe" || call.service === "cloudformation") && random.chance(throttledShare)
      ? { kind: "refused", error: throttling }
      : undefined;
  };
  cloudFormation.driftSeconds = driftSeconds;
  cloudFormation.habits = {
    visibleAfterMs,
    listedForMs,
    completes: ["/Completed"],
    longestName: 63,
  };
}
