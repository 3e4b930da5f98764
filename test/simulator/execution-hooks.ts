import type { Execution } from "./step-functions/execution.ts";
import type { World } from "./world.ts";

/** Does something once, as soon as an execution enters that state. */
export function whenEntering(world: World, state: string, act: (execution: Execution) => void): void {
  let isDone = false;
  const { taskFault } = world.states;
  world.states.taskFault = (execution, entered) => {
    if (!isDone && entered === state) {
      isDone = true;
      act(execution);
    }
    return taskFault(execution, entered);
  };
}

/** Stops the execution from outside as soon as it enters that state. */
export const stopWhenEntering = (world: World, state: string): void =>
  whenEntering(world, state, (execution) => world.states.stop(execution, "Stopped", "by hand"));

/** Stops the execution from outside as soon as it enters that state, before any work of the state begins. */
export function stopBefore(world: World, state: string): void {
  let isDone = false;
  const { taskFault } = world.states;
  world.states.taskFault = (execution, entered) => {
    if (isDone || entered !== state) return taskFault(execution, entered);
    isDone = true;
    world.states.stop(execution, "Stopped", "by hand");
    return { when: "before", error: "Stopped" };
  };
}

/** Turns off the sweep's triggers: no schedule fires, and the end of an execution or of a run is no event. */
export function withoutSweep(world: World): void {
  world.events.isScheduled = false;
  world.events.deliveriesOf = (event) =>
    event.source === "aws.states" || ["Run Closed", "Change Queued"].includes(event["detail-type"])
      ? []
      : [20];
}
