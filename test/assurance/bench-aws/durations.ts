import type { Part } from "../../../lib/domain/environment.ts";

/**
 * What CloudFormation adds to each creation, in seconds. Source: "Relative performance tradeoffs of AWS-native provisioning
 * methods", Stedi, February 2023.
 */
const cloudFormationSeconds = 13;

/** How long AWS takes to make what the slowest resource of a part is, with where the number comes from. */
type Duration = { readonly seconds: number; readonly slowest: string; readonly source: string };

const published = "median of the creation times in public Terraform logs";
const assumed = "no public measurement found: assumed";

/** What each step of an environment takes besides CloudFormation's share. */
export const durations: Readonly<Record<Part, Duration>> = {
  network: {
    seconds: 106,
    slowest: "a NAT gateway, or an interface endpoint",
    source: `${published} (10 logs, 95 to 125 s)`,
  },
  logging: { seconds: 3, slowest: "a log group and its bucket", source: `${published} (10 logs, 0 to 20 s)` },
  storage: { seconds: 3, slowest: "a bucket", source: `${published} (10 logs, 0 to 20 s)` },
  database: {
    seconds: 245,
    slowest: "a database instance in one zone",
    source: `${published} (7 logs, 196 to 296 s)`,
  },
  compute: { seconds: 120, slowest: "a service with running tasks", source: assumed },
  monitoring: { seconds: 5, slowest: "an alarm", source: assumed },
  ingress: { seconds: 148, slowest: "a load balancer", source: `${published} (7 logs, 135 to 187 s)` },
};

/** How long the creation of a stack of this part takes, in seconds. */
export const stackSeconds = (part: Part): number => cloudFormationSeconds + durations[part].seconds;

/** How long AWS takes for the smaller things, in milliseconds. */
export const latencies = {
  /** One call of an API, from a function in the same Region. Assumed. */
  callMs: [20, 80],
  /** A function that is started, and one that is warm. Source: Lambda developer guide, "Cold starts and latency". */
  coldMs: 1_000,
  warmMs: 20,
  /** One transition of a state machine. Assumed. */
  transitionMs: 50,
  /**
   * The detection of one stack's drift. AWS says only that it "can take up to several minutes, depending on the number of resources"
   * (CloudFormation API reference, DetectStackDrift). Its examples tell when a detection began and when it compared a resource: after 12.2 s
   * (CloudFormation user guide, "Detect drift on an entire CloudFormation stack": two queues), after 13.2 s (AWS CLI command reference,
   * describe-stack-drift-detection-status and describe-stack-resource-drifts: a function), and after 1.5 s (AWS's CloudFormation workshop,
   * "Drift detection", 2023: a table and a queue; the id of a detection holds the moment of its beginning). This is the slowest of them,
   * with something for what follows the comparison. Those stacks are smaller than ours: see `slowDriftSeconds`.
   */
  driftSeconds: 15,
} as const;

/** A slow detection, which nobody has published: what the makespan would be with it is printed besides. */
export const slowDriftSeconds = 30;

/** How often `cdk deploy` looks. Source: aws-cdk 2, `waitFor` of its deployments. */
export const cdkLooksSeconds = 5;
/** The calls of `cdk deploy` for one stack besides its looks: the stack, its template, a change set, its execution. */
export const cdkCalls = 6;
