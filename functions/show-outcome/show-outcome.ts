import { canonicalJson } from "../../lib/domain/canonical.ts";
import { notFound, throttled } from "../../lib/domain/errors.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { outcomeNow } from "./outcome-now.ts";

/** A run does not move more often while its outcome is shown. */
const mostLooks = 5;

/**
 * Shows at a commit how its run goes. An event only says that there may be something to show: what is shown is read from the records,
 * and read again afterwards, so that of several calls the last one shows the newest state, in whatever order their events came.
 * @throws NotFound for a run that was never claimed; and as the forge does. A failed call ends in the dead letters, and the run goes on.
 */
export const showOutcome =
  (ports: TaskPorts<"show-outcome">) =>
  async ({ detail: { run } }: TaskInput<"show-outcome">): Promise<TaskAnswer<"show-outcome">> => {
    let shown = "";
    for (let look = 0; look < mostLooks; look += 1) {
      const outcome = await outcomeNow(ports, run);
      if (outcome === null)
        throw notFound(
          `no change was claimed as ${run}: the event is another installation's, or was made up`,
        );
      const now = canonicalJson(outcome);
      if (now === shown) return { outcome: "shown" };
      if ((await ports.forge.show(outcome)) === "elsewhere") return { outcome: "elsewhere" };
      shown = now;
    }
    throw throttled(`${run} moves faster than its outcome is shown: it is shown again later`);
  };
