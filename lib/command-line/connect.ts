import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { invalidInput, isInterlockError, notFound } from "../domain/errors.ts";
import { type Installation, installationOf } from "../installation/installation.ts";
import { reachedInSandbox, SandboxPlace, type SandboxState, workplace } from "../sandbox/place.ts";
import { leadTo, type Say } from "../sandbox/up.ts";
import { type Typed, typedFor } from "../settings/typed.ts";
import { startingOf } from "../text/own-commands.ts";
import type { InstallationOptions } from "./command.ts";

/** A deployed control plane; `sandbox` is null if it is not in a sandbox. */
export type Connection = {
  readonly installation: Installation;
  readonly sandbox: SandboxState | null;
  /** Where it is, in words: `payments in the sandbox "local"`, `payments in 471112345678, eu-central-1`. */
  readonly where: string;
  /** How a person types a command for this installation, whatever the environment variables of their shell are. */
  readonly typed: Typed;
};

/** The application whose environments the reference app describes. */
export const defaultApplication = "interlock-reference";

/** What a command line and its environment say about the installation to act on. */
export type NamedInstallation = {
  readonly aws: boolean;
  /** A sandbox that was named; undefined if none was. */
  readonly sandbox: string | undefined;
  readonly application: string | undefined;
};

/**
 * Decides which installation a command acts on, and never guesses between two. Whoever names AWS gets AWS, and whoever names a
 * sandbox gets that one. An application that is named belongs to the sandbox that has it, or to AWS if none has. Without any name it
 * is the sandbox `local`.
 * @param sandboxes the application of each sandbox on this machine, by the sandbox's name.
 * @throws InvalidInput if several sandboxes have the application, or if a sandbox and AWS are named; NotFound if nothing is named and
 * there is no sandbox.
 */
export function installationTarget(
  { aws, sandbox, application }: NamedInstallation,
  sandboxes: ReadonlyMap<string, string>,
): { readonly sandbox: string | null; readonly application: string | undefined } {
  if (aws && sandbox !== undefined)
    throw invalidInput(`--aws and --sandbox ${sandbox} name two installations: name one`);
  if (aws) return { sandbox: null, application: application ?? defaultApplication };
  if (sandbox !== undefined) return { sandbox, application };
  if (application === undefined) return { sandbox: "local", application };
  const having = [...sandboxes].filter(([, its]) => its === application).map(([name]) => name);
  const [only] = having;
  if (only === undefined) return { sandbox: null, application };
  if (having.length > 1 && !having.includes("local"))
    throw invalidInput(
      `the sandboxes ${having.join(", ")} all have the application ${application}: name one with --sandbox, or AWS with --aws`,
    );
  return { sandbox: having.includes("local") ? "local" : only, application };
}

/** Whether the caller's own AWS variables lead to the control plane. Without it, none of them does. */
const isElsewhere = (): boolean => process.env["INTERLOCK_AWS"] !== undefined;

/** The application of each sandbox on this machine. */
function sandboxesHere(): ReadonlyMap<string, string> {
  const folder = join(workplace, ".sandbox");
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(
    names.flatMap(({ name }): [string, string][] => {
      const application = placeOrNull(name)?.read()?.application;
      return application === undefined ? [] : [[name, application]];
    }),
  );
}

function placeOrNull(name: string): SandboxPlace | null {
  try {
    return new SandboxPlace(name);
  } catch (error) {
    if (isInterlockError(error, "InvalidInput")) return null;
    throw error;
  }
}

/**
 * Finds the control plane that a command acts on, and says on `say` which one it is: with INTERLOCK_AWS or --aws, the one
 * that the caller's AWS variables lead to; otherwise as `installationTarget` decides, whatever these variables say.
 * @throws NotFound if the sandbox was never started, or if nothing is deployed there.
 */
export async function connect(
  options: Omit<InstallationOptions, "json">,
  say: Say = () => undefined,
): Promise<Connection> {
  const connection =
    isElsewhere() && options.sandbox === undefined ? await onAws(options.application) : await named(options);
  say(connection.where);
  return connection;
}

function named({
  aws = false,
  sandbox,
  application,
}: Omit<InstallationOptions, "json">): Promise<Connection> {
  const target = installationTarget({ aws, sandbox, application }, sandboxesHere());
  return target.sandbox === null ? onAws(target.application) : inSandbox(target.sandbox, target.application);
}

async function inSandbox(name: string, application: string | undefined): Promise<Connection> {
  const state = new SandboxPlace(name).read();
  if (state?.application === undefined)
    throw notFound(
      `the sandbox "${name}" was never started: run "${startingOf(name)}", name another sandbox with --sandbox, or an application on AWS with --aws --application NAME`,
    );
  leadTo(state);
  const installation = await installationOf(application ?? state.application);
  return {
    installation,
    sandbox: state,
    where: `${installation.application} in the sandbox "${name}"`,
    typed: typedFor({ application: installation.application, reachedWith: reachedInSandbox(name) }),
  };
}

async function onAws(application = defaultApplication): Promise<Connection> {
  const installation = await installationOf(application);
  // arn:partition:states:region:account:stateMachine:name (Step Functions, "Resource types").
  const [, , , region = "", account = ""] = installation.stateMachineArn.split(":");
  return {
    installation,
    sandbox: null,
    where: `${application} in account ${account}, ${region}`,
    typed: typedFor({ application }),
  };
}
