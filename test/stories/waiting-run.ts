import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { systemClock } from "../../lib/adapters/clock.ts";
import type { Installation } from "../../lib/adapters/installation.ts";
import { recordsIn } from "../../lib/adapters/records.ts";
import { readAssembly } from "../../lib/command-line/assembly.ts";
import { headOf } from "../../lib/command-line/commit.ts";
import { defaultApplication } from "../../lib/command-line/connect.ts";
import { leftOutForEmulator, readPlan, waitForRun } from "../../lib/command-line/run-change.ts";
import { changeFor, submit } from "../../lib/command-line/submit.ts";
import { synthesise } from "../../lib/command-line/synthesise.ts";
import { type Change, runIdOf } from "../../lib/domain/change/manifest.ts";
import type { Gate } from "../../lib/domain/environment.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import { answerGate } from "../../lib/sandbox/answer-gate.ts";
import { inboxOf, linkIn, type Mail, mailsIn } from "../../lib/sandbox/mailbox.ts";
import { checkout, Place, type SandboxState } from "../../lib/sandbox/place.ts";
import { ensureDeployed, startSandbox, stopSandbox } from "../../lib/sandbox/up.ts";

const lookEveryMs = 100;
const waitMs = 120_000;

/** A sandbox of a story's own, with a run of the reference environments in it. */
export type Story = {
  readonly place: Place;
  readonly state: SandboxState;
  readonly installation: Installation;
  readonly runId: string;
  readonly inbox: string;
  readonly records: ReturnType<typeof recordsIn>;
  /** The newest mail about a gate, once it is there. */
  mailAbout(gate: Gate): Promise<{ readonly mail: Mail; readonly link: string }>;
  /** Answers a gate's newest mail as a person would. */
  approve(gate: Gate): Promise<void>;
  end(): Promise<void>;
};

/** Starts a sandbox and takes this checkout's commit to its first gate. */
export async function begin(
  name: string,
  { plan = readPlan(), edit = (change) => change }: { plan?: Plan; edit?: (change: Change) => Change } = {},
): Promise<Story> {
  const place = new Place(`story-${name}`);
  await stopSandbox(place);
  rmSync(place.folder, { recursive: true, force: true });
  const say = () => undefined;
  const started = await startSandbox(place, undefined, say);
  const head = headOf(checkout);
  const context = { application: defaultApplication, leaveOut: leftOutForEmulator };
  const folder = await synthesise(head, place.path("changes", head.commit.sha, "assembly"), context);
  const assembly = readAssembly(folder);
  const { installation, state } = await ensureDeployed(place, started, assembly.application, say);
  const change = edit(await changeFor(installation, head, assembly, 1));
  const runId = runIdOf(change);
  await submit(installation, change, assembly, plan);
  await waitForRun(installation, runId);
  const inbox = inboxOf(state);
  const mailAbout: Story["mailAbout"] = async (gate) => {
    for (let waitedMs = 0; waitedMs < waitMs; waitedMs += lookEveryMs) {
      const found = (await mailsIn(inbox)).findLast(
        ({ subject }) => subject.includes(runId) && subject.includes(` ${gate}`),
      );
      const link = found === undefined ? null : linkIn(found);
      if (found !== undefined && link !== null) return { mail: found, link };
      await setTimeout(lookEveryMs);
    }
    throw new Error(`no mail about ${gate} of ${runId} within ${waitMs / 1000} s`);
  };
  return {
    place,
    state,
    installation,
    runId,
    inbox,
    records: recordsIn({ ...installation, clock: systemClock }),
    mailAbout,
    approve: async (gate) => {
      const { link } = await mailAbout(gate);
      await answerGate(link, { decision: "approve", reason: "a story" });
    },
    end: async () => {
      await stopSandbox(place);
      rmSync(place.folder, { recursive: true, force: true });
    },
  };
}
