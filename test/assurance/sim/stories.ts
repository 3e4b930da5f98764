import fc from "fast-check";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { type Gate, perGate } from "../../../lib/domain/gates.ts";
import { type FaultKind, faultKinds } from "../../simulator/faults.ts";

/** What one approver does about one gate; null: nothing. */
export type Saying = {
  readonly decision: "approve" | "reject";
  readonly afterS: number;
  readonly times: number;
} | null;

/** One change and what people say about it. */
export type RunStory = {
  readonly submittedAtS: number;
  /** After how many seconds its event is delivered, each time. */
  readonly deliveredAtS: readonly number[];
  readonly version: number;
  readonly fails: {
    readonly environment: Environment;
    readonly how: "create" | "update" | "validation" | "refused";
  } | null;
  readonly slowS: number;
  /** An environment whose bucket is filled as soon as it is there. */
  readonly full: Environment | null;
  readonly says: Readonly<Record<Gate, Saying>>;
};

/** A disturbance, at some second or at some call. */
export type Disturbance =
  | { readonly what: "fault"; readonly call: number; readonly kind: FaultKind }
  | { readonly what: "late"; readonly call: number; readonly s: number }
  | {
      readonly what: "kill" | "stop" | "sweep" | "forge" | "redrive" | "edit" | "drift" | "resolve";
      readonly atS: number;
      readonly pick: number;
    }
  | { readonly what: "replay"; readonly atS: number; readonly pick: number }
  | { readonly what: "clock" | "halt"; readonly atS: number; readonly s: number }
  | { readonly what: "start"; readonly atS: number; readonly pick: number; readonly epoch: number };

/** A whole story of a world: what is decided of it before it begins. Everything else follows. */
export type Story = {
  readonly seed: number;
  readonly runs: readonly RunStory[];
  readonly disturbances: readonly Disturbance[];
  /** Whether the event of an execution's end is delivered. */
  readonly statusEvents: boolean;
  readonly emulated: boolean;
};

const minuteS = 60;
const mostCalls = 900;
const secondsOfStory = 25 * minuteS;

const saying: fc.Arbitrary<Saying> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      decision: fc.constant("approve" as const),
      afterS: fc.integer({ min: 1, max: 200 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      decision: fc.constant("reject" as const),
      afterS: fc.integer({ min: 1, max: 200 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  // Around the moment at which the gate's half an hour is over.
  {
    weight: 1,
    arbitrary: fc.record({
      decision: fc.constantFrom("approve" as const, "reject" as const),
      afterS: fc.integer({ min: 1_795, max: 1_865 }),
      times: fc.constant(1),
    }),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

const runStory: fc.Arbitrary<RunStory> = fc.record({
  submittedAtS: fc.integer({ min: 0, max: 10 * minuteS }),
  deliveredAtS: fc.array(fc.integer({ min: 0, max: 5 * minuteS }), { minLength: 1, maxLength: 3 }),
  version: fc.integer({ min: 1, max: 3 }),
  fails: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    {
      weight: 3,
      arbitrary: fc.record({
        environment: fc.constantFrom(...environments),
        how: fc.constantFrom("create" as const, "update" as const, "validation" as const, "refused" as const),
      }),
    },
  ),
  slowS: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 5, max: 60 }) },
  ),
  full: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...environments) },
  ),
  says: fc.record(perGate(() => saying)),
});

const atS = fc.integer({ min: 0, max: secondsOfStory });
const call = fc.integer({ min: 0, max: mostCalls });
const pick = fc.nat({ max: 9 });

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ what: fc.constant("fault" as const), call, kind: fc.constantFrom(...faultKinds) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant("late" as const), call, s: fc.integer({ min: 1, max: 58 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constantFrom("kill", "stop", "sweep", "forge", "redrive", "edit", "drift", "resolve" as const),
      atS,
      pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("replay" as const), atS, pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("clock" as const),
      atS,
      s: fc.integer({ min: -300, max: 300 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("halt" as const),
      atS,
      s: fc.integer({ min: 1, max: 900 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("start" as const),
      atS,
      pick,
      epoch: fc.integer({ min: 1, max: 3 }),
    }),
  },
) as fc.Arbitrary<Disturbance>;

/** Every story there is: one run or two, and up to `mostFaults` disturbances. */
export const stories = (mostFaults = 4): fc.Arbitrary<Story> =>
  fc.record({
    seed: fc.nat(),
    runs: fc.array(runStory, { minLength: 1, maxLength: 2 }),
    disturbances: fc.array(disturbance, { maxLength: mostFaults }),
    statusEvents: fc.boolean(),
    emulated: fc.boolean(),
  });
