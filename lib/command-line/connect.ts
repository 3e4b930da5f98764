import { notFound } from "../domain/errors.ts";
import { type Installation, installationOf } from "../installation/installation.ts";
import { Place, type SandboxState } from "../sandbox/place.ts";
import { leadTo } from "../sandbox/up.ts";

/** The options that every command has. */
export type CommonOptions = {
  readonly sandbox: string;
  readonly application?: string;
  readonly json?: boolean;
};

/** A deployed control plane, and the sandbox that it is in if it is in one. */
export type Connection = { readonly installation: Installation; readonly sandbox: SandboxState | null };

/** The application whose environments the reference app describes. */
export const defaultApplication = "interlock-reference";

/** Whether AWS, or an emulator that somebody else runs, is meant instead of a sandbox. */
export const isElsewhere = (): boolean =>
  process.env["AWS_ENDPOINT_URL"] !== undefined || process.env["INTERLOCK_AWS"] !== undefined;

/**
 * Finds the control plane that a command is about: where AWS_ENDPOINT_URL leads, on AWS with INTERLOCK_AWS set, else in
 * the sandbox of that name.
 * @throws NotFound if the sandbox was never started, or nothing is deployed there.
 */
export async function connect({ sandbox, application }: CommonOptions): Promise<Connection> {
  if (isElsewhere())
    return { installation: await installationOf(application ?? defaultApplication), sandbox: null };
  const state = new Place(sandbox).read();
  if (state?.application === undefined)
    throw notFound(
      `the sandbox "${sandbox}" was never started: run "npm start", or name another with --sandbox`,
    );
  leadTo(state);
  return { installation: await installationOf(application ?? state.application), sandbox: state };
}
