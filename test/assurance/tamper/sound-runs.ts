import fc from "fast-check";
import { environments } from "../../../lib/domain/environment.ts";
import { gates } from "../../../lib/domain/gates.ts";
import { ordinaryParts, type Twist } from "../../simulator/changes.ts";
import { stopBefore } from "../../simulator/execution-hooks.ts";
import { application, begin, finish, install, rejectAt, sweep, take } from "../../simulator/runs.ts";
import { bytesOf, partsOf, verify } from "./bundles.ts";
import { kinds } from "./sound-kinds.ts";

/** States of the parent at which an execution can be stopped. */
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
const steps = ordinaryParts.production;

/** The endings of a run: in each, its bundle must be true. */
export const course = fc.record(
  {
    before: fc.boolean(),
    fails: fc.option(
      fc.record({ environment: fc.constantFrom(...environments), step: fc.constantFrom(...steps) }),
    ),
    changes: fc.subarray([...steps]),
    rejects: fc.option(fc.constantFrom(...gates)),
    stopsAt: fc.option(fc.constantFrom(...states)),
    recovers: fc.boolean(),
    leaves: fc.option(fc.constantFrom(...environments)),
    name: fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).filter((name) => name.isWellFormed()),
  },
  { noNullPrototype: true },
);
type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

/** How the templates of such a run differ from the ones before. */
const twistsOf = ({ changes, fails }: Course): readonly Twist[] => [
  ...environments.flatMap((environment) => changes.map((part) => ({ environment, part, version: 2 }))),
  ...(fails === null
    ? []
    : (["create", "update"] as const).map((kind) => ({
        environment: fails.environment,
        part: fails.step,
        version: 2,
        fails: kind,
      }))),
];

/** What the verifier finds in the bundle of a run that took such a course: nothing, unless it raises a false alarm. */
export async function findingsAfter(of: Course): Promise<readonly unknown[]> {
  const world = install();
  if (of.before) await take(world);
  if (of.leaves !== null) world.cloudFormation.leftBehind.add(`${application}-${of.leaves}-network Bucket`);
  if (of.rejects !== null) rejectAt(world, of.rejects);
  if (of.stopsAt !== null) stopBefore(world, of.stopsAt);
  const { runId } = await begin(world, {
    attempt: 2,
    twists: twistsOf(of),
    author: { name: of.name, address: "dora@example.com" },
  });
  await finish(world);
  if (of.stopsAt !== null && of.recovers) await sweep(world);
  return verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings;
}

/** What the verifier finds in the bundle of a run of that kind, under the pinned key. */
export async function findingsIn(kind: string): Promise<readonly unknown[]> {
  const run = kinds[kind];
  if (run === undefined) throw new Error(`there is no kind of run "${kind}"`);
  const { world, runId } = await run();
  return verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem }).findings;
}

/** So many runs, one of every kind and the others by chance, in which the verifier found something, with what it found. */
export async function falseAlarms(runs: number): Promise<readonly string[]> {
  const alarms: string[] = [];
  for (const kind of Object.keys(kinds)) {
    const findings = await findingsIn(kind);
    if (findings.length > 0) alarms.push(JSON.stringify({ kind, findings }));
  }
  for (const of of fc.sample(course, { numRuns: runs - Object.keys(kinds).length, seed: 2103 })) {
    const findings = await findingsAfter(of);
    if (findings.length > 0) alarms.push(JSON.stringify({ course: of, findings }));
  }
  return alarms;
}
