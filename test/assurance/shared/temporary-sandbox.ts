import { rmSync } from "node:fs";
import { defaultApplication } from "../../../lib/command-line/connect.ts";
import type { Assembly } from "../../../lib/command-line/submission/assembly.ts";
import { type Commit, readCommit } from "../../../lib/command-line/submission/read-commit.ts";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { soundChange } from "../../../lib/command-line/submission/sound-change.ts";
import { contextFor, synthesisHere } from "../../../lib/command-line/submission/synthesis-here.ts";
import { synthesiseCommit } from "../../../lib/command-line/submission/synthesise-commit.ts";
import type { Installation } from "../../../lib/installation/installation.ts";
import { systemClock } from "../../../lib/ports/clock/system.ts";
import { recordsIn } from "../../../lib/ports/records/aws.ts";
import type { Records } from "../../../lib/ports/records/port.ts";
import { accountsFor } from "../../../lib/sandbox/accounts.ts";
import { checkout, SandboxPlace, type SandboxState } from "../../../lib/sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox, stopSandbox } from "../../../lib/sandbox/up.ts";

/** A sandbox with a deployed control plane, and this checkout's HEAD synthesised for it. */
export type TemporarySandbox = {
  readonly place: SandboxPlace;
  readonly state: SandboxState;
  readonly installation: Installation;
  readonly records: Records;
  readonly commit: Commit;
  /** The assembly's folder. */
  readonly folder: string;
  readonly assembly: Assembly;
  /** Stops the sandbox and deletes it. */
  end(): Promise<void>;
};

/** Stops a sandbox and deletes it, if there is one. */
export async function discardSandbox(place: SandboxPlace): Promise<void> {
  await stopSandbox(place);
  rmSync(place.folder, { recursive: true, force: true });
}

/** Starts a new sandbox of that name. An earlier one of the same name is deleted first. */
export async function startTemporarySandbox(name: string, say: Say): Promise<TemporarySandbox> {
  const place = new SandboxPlace(name);
  const end = () => discardSandbox(place);
  await end();
  try {
    const started = await startSandbox(place, undefined, say);
    const folder = place.path("assembly", ".");
    const context = { application: defaultApplication, ...contextFor({ emulated: true }) };
    await synthesiseHead(folder, context);
    const { commit, assembly, plan } = await soundChange({
      repository: checkout,
      assembly: folder,
      plan: readPlan(),
      since: null,
      context,
    });
    const { installation, state } = await ensureDeployed(
      place,
      started,
      {
        application: assembly.application,
        plan: plan.documentId,
        accounts: accountsFor(assembly.environments),
      },
      say,
    );
    const records = recordsIn({ ...installation, clock: systemClock });
    return { place, state, installation, records, commit, folder, assembly, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Synthesises this checkout's HEAD into a folder that stays, because a bare CDK deploys from it. */
async function synthesiseHead(output: string, context: Readonly<Record<string, string>>): Promise<void> {
  const read = readCommit(checkout, null);
  if ("refusals" in read) throw new Error(JSON.stringify(read.refusals));
  const made = await synthesiseCommit(read.commit, { ...synthesisHere(context), project: {}, output });
  if ("refusals" in made) throw new Error(JSON.stringify(made.refusals));
}
