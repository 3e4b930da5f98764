import { invalidInput } from "../domain/errors.ts";
import { findInstallation, type Installation, installationOf } from "../installation/installation.ts";
import type { Accounts } from "../settings/settings.ts";
import { accountsInWords, ownAccounts } from "./accounts.ts";
import { bootstrapSandbox } from "./bootstrap.ts";
import {
  applyIgnored,
  deployControlPlane,
  sourcesDigest,
  sweepNow,
  synthesiseControlPlane,
  type WantedInstallation,
  writeSettings,
} from "./deploy.ts";
import { endpointOf, ensureEmulator, sandboxEnvironment } from "./emulator.ts";
import { ensureMailbox, relayOf } from "./mailbox.ts";
import { leadProcess } from "./own-environment.ts";
import type { SandboxPlace, SandboxState, StartedProcess } from "./place.ts";
import { freePort, isRunning, isTaken, stopProcess } from "./processes.ts";
import { whileWorking } from "./while-working.ts";

const firstPort = 4650;
const portsOfSandbox = 3;
type Ports = SandboxState["ports"];

/** Prints a line about what is being done. */
export type Say = (line: string) => void;

/**
 * The sandbox's record, or a new one. The default sandbox has the first three ports in a row that are free, and other
 * sandboxes take any. A sandbox whose processes have ended moves when another process has taken one of its ports.
 */
async function remembered(place: SandboxPlace, port: number | undefined, say: Say): Promise<SandboxState> {
  const state = place.read();
  const processes = state?.processes ?? {};
  if (port !== undefined)
    return state?.ports.emulator === port ? state : { ports: portsFrom(port), processes };
  if (state !== null && !(await isElsewheres(state))) return state;
  const ports = place.name === "local" ? await freeFrom(firstPort) : await anyFree();
  if (ports.emulator !== (state?.ports.emulator ?? firstPort) && place.name === "local")
    say(`another process uses a port of the sandbox: its ports begin with ${ports.emulator} now`);
  return { ...state, ports, processes };
}

const portsFrom = (first: number): Ports => ({
  emulator: first,
  inbox: first + 1,
  relay: first + 2,
});

/** Whether a port of the sandbox is used, although the process of the sandbox that would use it has ended. */
async function isElsewheres({ ports, processes }: SandboxState): Promise<boolean> {
  const { emulator, inbox, relay } = ports;
  const ofEnded = [
    ...(isRunning(processes.emulator) ? [] : [emulator]),
    ...(isRunning(processes.mailbox) ? [] : [inbox, relay]),
  ];
  return (await Promise.all(ofEnded.map(isTaken))).includes(true);
}

/** The first three ports in a row from there on that nobody uses. */
async function freeFrom(first: number): Promise<Ports> {
  for (let from = first; from < first + 100 * portsOfSandbox; from += portsOfSandbox) {
    const ports = portsFrom(from);
    if (!(await Promise.all(Object.values(ports).map(isTaken))).includes(true)) return ports;
  }
  throw invalidInput(`no three ports in a row are free from ${first} on: choose others with --port`);
}

async function anyFree(): Promise<Ports> {
  const [emulator, inbox, relay] = [await freePort(), await freePort(), await freePort()];
  return { emulator, inbox, relay };
}

/** Starts the emulator and the mailbox unless they run, and directs every AWS call of this process to the sandbox. */
export async function startSandbox(
  place: SandboxPlace,
  port: number | undefined,
  say: Say,
): Promise<SandboxState> {
  place.keepPrivate();
  let state = await remembered(place, port, say);
  const remember = (started: SandboxState["processes"]) => {
    state = { ...state, processes: { ...state.processes, ...started } };
    place.write(state);
  };
  await ensureEmulator(place, state, say, (emulator) => remember({ emulator }));
  await ensureMailbox(place, state, (mailbox) => remember({ mailbox }));
  place.write(state);
  leadTo(state);
  return state;
}

/** Directs every AWS call of this process, and of the CDK that it starts, to the sandbox. */
export function leadTo(state: SandboxState): void {
  leadProcess(sandboxEnvironment(endpointOf(state)));
}

/** What is deployed, and the accounts, which stay as they are unless they are given. */
export type DeployedSandbox = WantedInstallation & { readonly accounts?: Accounts };

/**
 * Deploys the control plane of `application` unless it is deployed from the same sources and settings. A sandbox can hold the
 * control planes of several applications; the last one is the one that commands act on by default.
 */
export async function ensureDeployed(
  place: SandboxPlace,
  before: SandboxState,
  { application, plan, accounts = before.accounts ?? ownAccounts }: DeployedSandbox,
  say: Say,
): Promise<{ readonly state: SandboxState; readonly installation: Installation }> {
  const state = { ...before, accounts };
  const settingsPath = writeSettings(place, { application, plan }, state);
  const digest = sourcesDigest(settingsPath);
  // A killed emulator restarts without its last state, so the emulator is asked, not the sandbox's record.
  const standing = await findInstallation(application);
  const isCurrent = state.deployed?.[application] === digest;
  if (standing === null || !isCurrent) {
    if (before.accounts === undefined || accountsInWords(accounts) !== accountsInWords(before.accounts))
      say(accountsInWords(accounts));
    say(`deploying the control plane of ${application} ...`);
    await stopProcess(state.processes.cdk);
    const started = (cdk: StartedProcess) =>
      place.write({ ...state, processes: { ...state.processes, cdk } });
    // The CDK waits five seconds for each account's stack, so the synthesis costs no time beside it.
    await whileWorking(say, "preparing the accounts and synthesising", () =>
      Promise.all([
        bootstrapSandbox(application, accounts),
        synthesiseControlPlane(place, application, settingsPath, { started }),
      ]),
    );
    await whileWorking(say, "deploying", (tell) => deployControlPlane(place, application, { started, tell }));
    await applyIgnored(await installationOf(application), relayOf(state));
  }
  const installation = await installationOf(application);
  const next = { ...state, deployed: { ...state.deployed, [application]: digest }, application };
  place.write(next);
  await sweepNow(installation);
  return { state: next, installation };
}

/** Stops only the emulator, gracefully, so that it saves its state. */
export async function stopEmulator(place: SandboxPlace): Promise<void> {
  const state = place.read();
  if (state === null) return;
  await stopProcess(state.processes.emulator);
  const { emulator: _, ...processes } = state.processes;
  place.write({ ...state, processes });
}

/** Stops every process that this sandbox started, and no other. Returns how many were running. */
export async function stopSandbox(place: SandboxPlace): Promise<number> {
  const state = place.read();
  if (state === null) return 0;
  place.keepPrivate();
  const stopped = await Promise.all([
    stopProcess(state.processes.builder),
    stopProcess(state.processes.cdk),
    stopProcess(state.processes.mailbox),
    stopProcess(state.processes.emulator),
  ]);
  place.write({ ...state, processes: {} });
  return stopped.filter(Boolean).length;
}
