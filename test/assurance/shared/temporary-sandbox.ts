import { rmSync } from "node:fs";
import { defaultApplication } from "../../../lib/command-line/connect.ts";
import { type Assembly, readAssembly } from "../../../lib/command-line/submission/assembly.ts";
import { type Commit, headOf } from "../../../lib/command-line/submission/commit.ts";
import { contextFor, synthesise } from "../../../lib/command-line/submission/synthesise.ts";
import type { Installation } from "../../../lib/installation/installation.ts";
import { systemClock } from "../../../lib/ports/clock/system.ts";
import { recordsIn } from "../../../lib/ports/records/aws.ts";
import type { Records } from "../../../lib/ports/records/port.ts";
import { checkout, Place, type SandboxState } from "../../../lib/sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox, stopSandbox } from "../../../lib/sandbox/up.ts";

/** A sandbox with a deployed control plane, and this checkout's HEAD synthesised for it. */
export type TemporarySandbox = {
  readonly place: Place;
  readonly state: SandboxState;
  readonly installation: Installation;
  readonly records: Records;
  readonly head: Commit;
  /** The assembly's folder. */
  readonly folder: string;
  readonly assembly: Assembly;
  /** Stops the sandbox and deletes it. */
  end(): Promise<void>;
};

/** Starts a new sandbox of that name. An earlier one of the same name is deleted first. */
export async function startTemporarySandbox(name: string, say: Say): Promise<TemporarySandbox> {
  const place = new Place(name);
  const end = async () => {
    await stopSandbox(place);
    rmSync(place.folder, { recursive: true, force: true });
  };
  await end();
  try {
    const started = await startSandbox(place, undefined, say);
    const head = headOf(checkout);
    const context = { application: defaultApplication, ...contextFor({ emulated: true }) };
    const folder = await synthesise(head, place.path("changes", head.commit.sha, "assembly"), context);
    const assembly = readAssembly(folder);
    const { installation, state } = await ensureDeployed(place, started, assembly.application, say);
    const records = recordsIn({ ...installation, clock: systemClock });
    return { place, state, installation, records, head, folder, assembly, end };
  } catch (error) {
    await end();
    throw error;
  }
}
