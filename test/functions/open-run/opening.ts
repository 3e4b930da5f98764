import type { Change } from "../../../lib/domain/change/manifest.ts";
import { rehearsalTag } from "../../../lib/domain/change/rehearsal.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import type { Wanted } from "../../simulator/opened-run.ts";
import { submitted } from "../../simulator/submitted.ts";

/** A change that was submitted: its run has the lease, and is not opened yet. */
export async function opening(wanted: Omit<Wanted, "waivers"> = {}) {
  const run = await submitted(wanted);
  const { installation, records, runId } = run;
  const { epoch, executionArn } = await records.lease();
  const input = { runId, epoch, executionArn: executionArn ?? "" };
  const open = () => installation.run("open-run", input);
  const refusal = async () => (await run.entries()).find(isFact("refuse-run", "observation"))?.detail.reason;
  return { ...run, epoch, input, open, refusal };
}

/** The change, made to fail on purpose in staging. */
export const rehearsed = (change: Change): Change => ({
  ...change,
  environments: {
    ...change.environments,
    staging: change.environments.staging.map((step) => ({ ...step, tags: { [rehearsalTag]: "on purpose" } })),
  },
});

/** The change without parts of an environment. */
export const without =
  (environment: Environment, ...parts: readonly string[]) =>
  (change: Change): Change => ({
    ...change,
    environments: {
      ...change.environments,
      [environment]: change.environments[environment]
        .filter(({ part }) => !parts.includes(part))
        .map((step) => ({ ...step, dependsOn: [] })),
    },
  });
