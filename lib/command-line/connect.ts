import { notFound } from "../domain/errors.ts";
import { type Installation, installationOf } from "../installation/installation.ts";
import { Place, type SandboxState } from "../sandbox/place.ts";
import { leadTo } from "../sandbox/up.ts";
import type { InstallationOptions } from "./command.ts";

/** A deployed control plane; `sandbox` is null if it is not in a sandbox. */
export type Connection = { readonly installation: Installation; readonly sandbox: SandboxState | null };

/** The application whose environments the reference app describes. */
export const defaultApplication = "interlock-reference";

/** Whether the caller's own AWS variables lead to the control plane. Without it, none of them does. */
const isElsewhere = (): boolean => process.env["INTERLOCK_AWS"] !== undefined;

/**
 * Finds the control plane that a command acts on: if INTERLOCK_AWS is set, the one that the caller's AWS variables
 * lead to; otherwise the one in the named sandbox, whatever these variables say.
 * @throws NotFound if the sandbox was never started, or if nothing is deployed there.
 */
export async function connect({ sandbox, application }: InstallationOptions): Promise<Connection> {
  if (isElsewhere())
    return { installation: await installationOf(application ?? defaultApplication), sandbox: null };
  const state = new Place(sandbox).read();
  if (state?.application === undefined)
    throw notFound(
      `the sandbox "${sandbox}" was never started: run "npm start", or name another sandbox with --sandbox`,
    );
  leadTo(state);
  return { installation: await installationOf(application ?? state.application), sandbox: state };
}
