import type { FreezeWindow } from "../../../lib/domain/freeze/window.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import type { Verdict } from "../../../lib/domain/run/verdict.ts";
import { migration } from "../../domain/freeze/sample-window.ts";
import { type Shape, smallParts, submit, worldPlan } from "../../simulator/changes.ts";
import { stopWhenEntering, whenEntering } from "../../simulator/execution-hooks.ts";
import { type Blueprint, World } from "../../simulator/world.ts";
import { verdictIn } from "../invariants/ledger.ts";
import { untilQuiet } from "../invariants/until-quiet.ts";
import { Watch } from "../invariants/watch.ts";
import { halt } from "../shared/emergency-stop.ts";

/** A run as it goes when nothing unforeseen happens: what the faults are let loose on. */
export type Scenario = {
  readonly name: string;
  /** A change that went through before, so that there is something to update and to come back to. */
  readonly before?: Shape;
  readonly shape: Shape;
  /** The gate that says no, or nothing at all. */
  readonly reject?: Gate;
  readonly silent?: Gate;
  /** Stops the execution from outside when it enters this state. */
  readonly abortAt?: string;
  /** Presses the emergency stop when this state is entered, and lets work go on after ten minutes. */
  readonly haltAt?: string;
  /** Changes a resource of development by hand when this state is entered. */
  readonly driftAt?: string;
  /** Freeze windows of the settings. */
  readonly freeze?: readonly FreezeWindow[];
  /** A second change is submitted while the run continues. */
  readonly second?: Shape;
  /** How it ends. */
  readonly verdict: Verdict;
};

const failing = (
  environment: "development" | "staging" | "production",
  fails: "create" | "update" | "validation" | "refused",
): Shape => ({ twists: [{ environment, part: "compute", fails }] });

/** A step that holds no data, in every environment. */
const monitoring = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });
const withMonitoring: Shape = {
  parts: {
    development: [...smallParts.development, "monitoring"],
    staging: [...smallParts.staging, "monitoring"],
    production: [...smallParts.production, "monitoring"],
  },
  templateOf: (_, part) => (part === "monitoring" ? monitoring : undefined),
};

const haltMs = 10 * 60_000;

/** Every way in which a run of the world can go. */
export const scenarios: readonly Scenario[] = [
  { name: "everybody says yes", shape: {}, verdict: "SUCCEEDED" },
  { name: "an update of everything", before: {}, shape: { attempt: 2, version: 2 }, verdict: "SUCCEEDED" },
  {
    name: "the change no longer has a step",
    before: withMonitoring,
    shape: { attempt: 2 },
    verdict: "SUCCEEDED",
  },
  {
    name: "a removal is not valid",
    before: withMonitoring,
    shape: { attempt: 2, version: 2, ...failing("staging", "validation") },
    verdict: "ROLLED_BACK",
  },
  { name: "nothing to change", before: {}, shape: { attempt: 2 }, verdict: "SUCCEEDED" },
  {
    name: "a stack takes a minute and a half",
    shape: { twists: [{ environment: "staging", part: "compute", seconds: 90 }] },
    verdict: "SUCCEEDED",
  },
  {
    name: "a change that breaks a rule",
    shape: {
      edit: (change) => ({
        ...change,
        environments: { ...change.environments, staging: change.environments.staging.slice(0, 1) },
      }),
    },
    verdict: "REFUSED",
  },
  ...(["plan-approval", "staging-sign-off", "change-record", "production-release"] as const).map(
    (gate): Scenario => ({ name: `${gate} says no`, shape: {}, reject: gate, verdict: "REJECTED" }),
  ),
  { name: "nobody answers the sign-off", shape: {}, silent: "staging-sign-off", verdict: "REJECTED" },
  { name: "nobody answers the release", shape: {}, silent: "production-release", verdict: "REJECTED" },
  ...(["development", "staging", "production"] as const).flatMap((environment): Scenario[] => [
    {
      name: `${environment} fails to be created`,
      shape: failing(environment, "create"),
      verdict: "ROLLED_BACK",
    },
    {
      name: `${environment} is not valid`,
      shape: failing(environment, "validation"),
      verdict: "ROLLED_BACK",
    },
  ]),
  { name: "staging's template is refused", shape: failing("staging", "refused"), verdict: "ROLLED_BACK" },
  {
    name: "an update of staging fails",
    before: {},
    shape: { attempt: 2, version: 2, ...failing("staging", "update") },
    verdict: "ROLLED_BACK",
  },
  {
    name: "an update of production fails",
    before: {},
    shape: { attempt: 2, version: 2, ...failing("production", "update") },
    verdict: "ROLLED_BACK",
  },
  {
    name: "an update of production is not valid",
    before: {},
    shape: { attempt: 2, version: 2, ...failing("production", "validation") },
    verdict: "ROLLED_BACK",
  },
  {
    name: "ingress fails to be opened",
    shape: { twists: [{ environment: "production", part: "ingress", fails: "create" }] },
    verdict: "ROLLED_BACK",
  },
  { name: "stopped in development", shape: {}, abortAt: "4.2 Validate development", verdict: "ABORTED" },
  { name: "stopped in staging", shape: {}, abortAt: "5.3 Validate staging", verdict: "ABORTED" },
  { name: "stopped in production", shape: {}, abortAt: "6.3 Validate production", verdict: "ABORTED" },
  { name: "stopped with ingress open", shape: {}, abortAt: "6.3 Open ingress", verdict: "ABORTED" },
  {
    name: "ingress cannot be closed",
    shape: { twists: [{ environment: "production", part: "ingress", fails: "delete" }] },
    abortAt: "6.3 Open ingress",
    verdict: "QUARANTINED",
  },
  ...(["development", "staging"] as const).map(
    (environment): Scenario => ({
      name: `${environment}'s bucket is full`,
      shape: {
        twists: [
          { environment, part: "compute", fails: "validation" },
          { environment, part: "network", full: true },
        ],
      },
      verdict: "ROLLED_BACK",
    }),
  ),
  {
    name: "all work is stopped in staging",
    shape: {},
    haltAt: "5.2 Provision staging",
    verdict: "ABORTED",
  },
  {
    name: "all work is stopped in a rollback",
    shape: failing("production", "validation"),
    haltAt: "6.4 Tear down compute if required",
    verdict: "ABORTED",
  },
  {
    name: "somebody changes development by hand",
    shape: {},
    driftAt: "5.1 Confirm development validated and stable",
    verdict: "ROLLED_BACK",
  },
  {
    name: "a freeze holds staging for three hours",
    shape: {},
    freeze: [migration({ timeZone: "UTC", from: "2026-11-24T10:00", lasts: "PT3H" })],
    verdict: "SUCCEEDED",
  },
  {
    name: "a freeze would hold production for too long",
    shape: {},
    freeze: [
      migration({ timeZone: "UTC", environments: ["production"], from: "2026-11-24T08:00", lasts: "P40D" }),
    ],
    verdict: "ROLLED_BACK",
  },
  { name: "a second change waits", shape: {}, second: { commit: 2, version: 2 }, verdict: "SUCCEEDED" },
];

/** How a scenario went. */
export type Played = {
  readonly world: World;
  readonly watch: Watch;
  /** The run that the scenario is about. */
  readonly runId: string;
  readonly verdict: string | null;
  /** How many calls had been made when that run began. */
  readonly firstCall: number;
  readonly callCount: number;
};

/** The preparation of a world before the scenario's run begins in it. */
export type Disturb = (world: World, firstCall: number) => void;

/**
 * Plays a scenario through to its rest, with whatever disturbs it from the moment its run begins.
 * @param worst whether the account behaves like AWS at its least kind
 */
export async function play(
  blueprint: Blueprint,
  scenario: Scenario,
  {
    seed = 1,
    disturb = () => undefined,
    worst = false,
  }: { seed?: number; disturb?: Disturb; worst?: boolean } = {},
): Promise<Played> {
  const settings = scenario.freeze === undefined ? {} : { freezeWindows: scenario.freeze };
  const world = new World(blueprint, { seed, worst, settings });
  const watch = new Watch(world);
  const plan = worldPlan();
  let runs = 0;
  if (scenario.before !== undefined) {
    submit(world, scenario.before, plan);
    runs += 1;
    await untilQuiet(watch, { runs });
  }
  const firstCall = world.account.callCount;
  const { says } = world.people;
  world.people.says = (gate, approver, runId) => {
    if (gate === scenario.silent) return null;
    const answering = says(gate, approver, runId);
    return gate === scenario.reject && answering !== null ? { ...answering, decision: "reject" } : answering;
  };
  const { abortAt, haltAt, driftAt } = scenario;
  if (abortAt !== undefined) stopWhenEntering(world, abortAt);
  if (haltAt !== undefined) whenEntering(world, haltAt, () => void halt(world, haltMs));
  if (driftAt !== undefined) whenEntering(world, driftAt, () => drift(world));
  disturb(world, firstCall);
  const { runId } = submit(world, scenario.shape, plan);
  runs += 1;
  if (scenario.second !== undefined) {
    const { second } = scenario;
    runs += 1;
    world.time.after(30_000, () => submit(world, second, plan));
  }
  await untilQuiet(watch, { runs });
  watch.end();
  return {
    world,
    watch,
    runId,
    verdict: verdictIn(watch.ledger.of(runId)),
    firstCall,
    callCount: world.account.callCount,
  };
}

function drift({ cloudFormation: { resources } }: World): void {
  for (const [id, resource] of resources) resources.set(id, { ...resource, isDrifted: true });
}
