import type { Environment, Scope } from "../../../lib/domain/environment.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";

/** The two steps of development, as their entries name them. */
export const network = "development/network";
export const compute = "development/compute";
/** The names of their stacks. */
export const networkStack = "shop-development-network";
export const computeStack = "shop-development-compute";

export const done = { outcome: "done", waitSeconds: 0 };
export const failed = { outcome: "failed", waitSeconds: 0 };

/** One call of the task, in a container of its own. */
export const provision = (
  run: OpenedRun,
  environment: Environment = "development",
  scope: Scope = "everything",
) => run.call("provision-step", { environment, scope });

/** A run that may change development, which has two steps, of these templates if they matter. */
export async function allowed(templates: { readonly network?: string; readonly compute?: string } = {}) {
  const run = await OpenedRun.begin({
    steps: {
      development: [
        // Not in their order: a step that depends on another is provisioned after it, wherever it is written.
        { part: "compute", dependsOn: ["network"], template: templates.compute },
        { part: "network", template: templates.network },
      ],
    },
  });
  await run.allow("development");
  return run;
}
