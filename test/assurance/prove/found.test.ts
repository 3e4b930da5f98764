import { type FaultKind, faultOf } from "../../simulator/faults.ts";
import { readBlueprint } from "../../simulator/world.ts";
import { play, type Scenario, scenarios } from "../faults/scenarios.ts";

/** The first world loads what tells the effects of a change apart, and that takes its time. */
const patienceMs = 60_000;
const blueprint = await readBlueprint();
const scenario = (name: string): Scenario => {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no scenario "${name}"`);
  return found;
};

/** One fault at one call: the n-th of that operation that a function makes. */
type Found = {
  readonly what: string;
  readonly in: string;
  readonly by: string;
  readonly call: string;
  readonly nth?: number;
  readonly fault: FaultKind;
  readonly ends: string;
};

/** What the fault matrix found once, and must never find again. */
const found: readonly Found[] = [
  {
    what: "a second copy that cannot be made takes nothing back of what was committed",
    in: "everybody says yes",
    by: "provision-step-development",
    call: "s3 PutObject",
    fault: "refused",
    ends: "SUCCEEDED",
  },
  {
    what: "an ingress that CloudFormation would not delete at once is closed before anything else goes",
    in: "stopped with ingress open",
    by: "roll-back-step-production",
    call: "cloudformation DeleteStack",
    fault: "refused",
    ends: "ABORTED",
  },
];

test.each(found)(
  "$what",
  async ({ in: name, by, call, nth = 1, fault, ends }) => {
    let seen = 0;
    const { verdict, watch } = await play(blueprint, scenario(name), {
      disturb: ({ account, application }) => {
        account.faultAt = ({ process, service, operation }) => {
          if (process.name !== `${application}-${by}` || `${service} ${operation}` !== call) return undefined;
          seen += 1;
          return seen === nth ? faultOf(fault) : undefined;
        };
      },
    });

    expect(seen).toBeGreaterThanOrEqual(nth);
    expect(watch.violations).toEqual([]);
    expect(verdict).toBe(ends);
  },
  patienceMs,
);
