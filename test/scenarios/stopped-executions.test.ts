import { play, type Scenario, scenarios } from "../assurance/faults/scenarios.ts";
import { printFigure } from "../fixtures/print-figure.ts";
import type { Execution } from "../simulator/step-functions/execution.ts";
import { awsVariant, emulatorVariant, type Variant } from "../simulator/step-functions/step-functions.ts";
import { readBlueprint, type World } from "../simulator/world.ts";

/** `npm run assure -- recovery` stops the executions of every scenario; the tests take those of a few. */
const isThorough = process.env["FIGURES"] !== undefined;
const few: readonly string[] = ["development is not valid"];
const blueprint = await readBlueprint();

/** A place at which an execution is stopped: its name and its state. */
type Place = { readonly execution: string; readonly state: string; readonly isChild: boolean };

const placeOf = ({ name, state, machine }: Execution): Place => ({
  execution: name,
  state,
  isChild: !machine.name.endsWith("-provisioning-plan"),
});

/** Every state that an execution of the scenario enters, of parents and children. */
async function placesOf(scenario: Scenario, variant: Variant): Promise<readonly Place[]> {
  const places = new Map<string, Place>();
  await play(blueprint, scenario, {
    disturb: (world) => {
      world.states.variant = variant;
      world.states.hasEntered = (execution) => {
        const place = placeOf(execution);
        places.set(`${place.execution} ${place.state}`, place);
      };
    },
  });
  return [...places.values()];
}

/** Stops the execution when it enters the state. */
function stopAt(world: World, place: Place): void {
  world.states.hasEntered = (execution) => {
    if (execution.name === place.execution && execution.state === place.state)
      world.states.stop(execution, "Stopped", "by hand");
  };
}

/** The epochs that one stop may cost: its own recovery, and one more where the run is in its rollback already. */
const mostRecoveries = 2;

/** How a run ends whose execution is stopped at the place, and what is wrong with it. */
async function stopped(scenario: Scenario, place: Place, variant: Variant) {
  const { world, watch, verdict } = await play(blueprint, scenario, {
    disturb: (disturbed) => {
      disturbed.states.variant = variant;
      stopAt(disturbed, place);
    },
  });
  const may = [scenario.verdict, "ABORTED", ...(place.isChild ? ["ROLLED_BACK"] : [])];
  const runs = watch.ledger.runIds.length;
  const epoch = Number(world.dynamodb.find({ pk: `LEASE#${world.application}`, sk: "LEASE" })?.["epoch"]);
  return [
    ...watch.violations.map(({ invariant, message }) => `${invariant}: ${message}`),
    ...(may.includes(verdict ?? "") ? [] : [`ends ${verdict}`]),
    ...(epoch <= runs + mostRecoveries ? [] : [`comes to epoch ${epoch} with ${runs} runs`]),
  ];
}

describe("an execution that is stopped from outside, parent or child, in any state", () => {
  const chosen = scenarios.filter(({ name, verdict }) =>
    // A refused change comes to no execution.
    isThorough ? verdict !== "REFUSED" : few.includes(name),
  );
  test.each(
    chosen.flatMap((scenario) => [
      [scenario.name, "Step Functions", scenario, awsVariant] as const,
      [scenario.name, "the emulator", scenario, emulatorVariant] as const,
    ]),
  )("ends with the right verdict: %s, on %s", async (name, _where, scenario, variant) => {
    const places = await placesOf(scenario, variant);
    const wrong: string[] = [];
    for (const place of places)
      for (const problem of await stopped(scenario, place, variant))
        wrong.push(`${place.execution} «${place.state}»: ${problem}`);

    expect(places.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
    printFigure(`${name}: ${places.length} of ${places.length} stops ended right`);
  });
});
