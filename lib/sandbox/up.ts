import { findInstallation, type Installation, installationOf } from "../installation/installation.ts";
import { ensureBootstrapBuckets } from "./bootstrap-buckets.ts";
import {
  complete,
  deployControlPlane,
  sourcesDigest,
  sweepNow,
  type WantedInstallation,
  writeSettings,
} from "./deploy.ts";
import { endpointOf, ensureEmulator, sandboxEnvironment } from "./emulator.ts";
import { ensureMailbox, relayOf } from "./mailbox.ts";
import type { Place, SandboxState } from "./place.ts";
import { freePort, stopProcess } from "./processes.ts";

const firstPort = 4650;

/** Prints a line about what is being done. */
export type Say = (line: string) => void;

/** The sandbox's record, or a new one: the default sandbox has fixed ports, and other sandboxes take free ones. */
async function remembered(place: Place, port: number | undefined): Promise<SandboxState> {
  const state = place.read();
  if (state !== null && (port === undefined || port === state.ports.emulator)) return state;
  if (port === undefined && place.name !== "local") {
    const [emulator, inbox, smtp, relay] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    return { ports: { emulator, inbox, smtp, relay }, processes: {} };
  }
  const first = port ?? firstPort;
  return {
    ports: { emulator: first, inbox: first + 1, smtp: first + 2, relay: first + 3 },
    processes: state?.processes ?? {},
  };
}

/** Starts the emulator and the mailbox unless they run, and directs every AWS call of this process to the sandbox. */
export async function startSandbox(place: Place, port: number | undefined, say: Say): Promise<SandboxState> {
  let state = await remembered(place, port);
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
  // A profile or a session of the person's own would win over the sandbox's credentials (AWS SDK, credential provider chain).
  for (const theirs of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"])
    delete process.env[theirs];
  Object.assign(process.env, sandboxEnvironment(endpointOf(state)));
}

/**
 * Deploys the control plane of an application unless it is deployed from the same sources and settings. A sandbox can hold
 * the control planes of several applications; the last one is the one that commands act on by default.
 */
export async function ensureDeployed(
  place: Place,
  state: SandboxState,
  wanted: WantedInstallation,
  say: Say,
): Promise<{ readonly state: SandboxState; readonly installation: Installation }> {
  const { application } = wanted;
  const settingsPath = writeSettings(place, wanted, state);
  const digest = sourcesDigest(settingsPath);
  // A killed emulator restarts without its last state, so the emulator is asked, not the sandbox's record.
  const standing = await findInstallation(application);
  const isCurrent = state.deployed?.[application] === digest;
  if (standing === null || !isCurrent) {
    say(`deploying the control plane of ${application} ...`);
    await stopProcess(state.processes.cdk);
    await deployControlPlane(place, application, settingsPath, (cdk) =>
      place.write({ ...state, processes: { ...state.processes, cdk } }),
    );
    await complete(await installationOf(application), relayOf(state));
  }
  await ensureBootstrapBuckets(wanted);
  const installation = await installationOf(application);
  const next = { ...state, deployed: { ...state.deployed, [application]: digest }, application };
  place.write(next);
  await sweepNow(installation);
  return { state: next, installation };
}

/** Stops only the emulator, gracefully, so that it saves its state. */
export async function stopEmulator(place: Place): Promise<void> {
  const state = place.read();
  if (state === null) return;
  await stopProcess(state.processes.emulator);
  const { emulator: _, ...processes } = state.processes;
  place.write({ ...state, processes });
}

/** Stops every process that this sandbox started, and no other. Returns how many were running. */
export async function stopSandbox(place: Place): Promise<number> {
  const state = place.read();
  if (state === null) return 0;
  const stopped = await Promise.all([
    stopProcess(state.processes.cdk),
    stopProcess(state.processes.mailbox),
    stopProcess(state.processes.emulator),
  ]);
  place.write({ ...state, processes: {} });
  return stopped.filter(Boolean).length;
}
