import fc from "fast-check";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import { World } from "../../fakes/world.ts";
import { bytesOf, dying, partsOf, recover, take, verify } from "./bundles.ts";

/** States of the parent at which an execution can die. */
export const states = [
  "9 Read plan approval",
  "4.1 Provision development",
  "4.2 Validate development",
  "5.1 Confirm development validated and stable",
  "5.2 Provision staging",
  "5.3 Validate staging",
  "6.1 Read staging sign-off",
  "6.1 Read change record",
  "6.2 Provision production, ingress closed",
  "6.3 Validate production",
  "6.3 Read release",
  "6.3 Open ingress",
  "6.3 Confirm production",
  "8 Close run",
] as const;
const steps = ["network", "logging", "storage", "database", "compute", "monitoring", "ingress"] as const;

/** What may become of a run: whatever goes wrong in it, what its bundle says is true. */
const course = fc.record(
  {
    before: fc.boolean(),
    fails: fc.option(
      fc.record({ environment: fc.constantFrom(...environments), step: fc.constantFrom(...steps) }),
    ),
    changes: fc.subarray([...steps]),
    rejects: fc.option(fc.constantFrom(...gates)),
    dies: fc.option(fc.constantFrom(...states)),
    recovers: fc.boolean(),
    leaves: fc.option(fc.constantFrom(...environments)),
    name: fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).filter((name) => name.isWellFormed()),
  },
  { noNullPrototype: true },
);
type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

/** What the verifier finds in the bundle of a run that took such a course: nothing, if it raises no false alarms. */
export async function findingsAfter(of: Course): Promise<readonly unknown[]> {
  const world = new World();
  if (of.before) await take(world);
  if (of.leaves !== null) world.stacks.lingering.add(`shop-${of.leaves}-network-bucket`);
  const templateOf = (environment: Environment, step: string) => {
    const changed = of.changes.some((name) => name === step) ? " anew" : "";
    const fails = of.fails?.environment === environment && of.fails.step === step ? " fails" : "";
    return `{"${environment}":"${step}${changed}${fails}"}`;
  };
  const runId = await take(world, {
    attempt: 2,
    templateOf,
    author: { name: of.name, address: "dora@example.com" },
    says: (gate: Gate) => (gate === of.rejects ? "reject" : "approve"),
    ...(of.dies === null ? {} : { interrupt: dying(of.dies) }),
  });
  if (of.dies !== null && of.recovers) await recover(world, runId);
  return verify(bytesOf(await partsOf(world, runId))).findings;
}

/** The courses of so many runs in which the verifier found something, with what it found. */
export async function falseAlarms(runs: number): Promise<readonly string[]> {
  const alarms: string[] = [];
  for (const of of fc.sample(course, { numRuns: runs, seed: 2103 })) {
    const findings = await findingsAfter(of);
    if (findings.length > 0) alarms.push(JSON.stringify({ course: of, findings }));
  }
  return alarms;
}

export { course };
