import { readPlan } from "../../lib/command-line/submission/read-plan.ts";
import { changeFor, submit, waitForRun } from "../../lib/command-line/submission/submit.ts";
import { type Change, runIdOf } from "../../lib/domain/change/manifest.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { Installation } from "../../lib/installation/installation.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { Records } from "../../lib/ports/records/port.ts";
import { answerGate } from "../../lib/sandbox/answer-gate.ts";
import { type InboxMail, inboxOf, linkIn, mailsIn } from "../../lib/sandbox/mailbox.ts";
import type { SandboxPlace, SandboxState } from "../../lib/sandbox/place.ts";
import { startTemporarySandbox } from "../assurance/shared/temporary-sandbox.ts";
import { eventually } from "./eventually.ts";

/** A sandbox of a story's own, with a run of the reference environments in it. */
export type Story = {
  readonly place: SandboxPlace;
  readonly state: SandboxState;
  readonly installation: Installation;
  readonly runId: string;
  readonly inbox: string;
  readonly records: Records;
  /** The newest mail about a gate, once it is there. */
  mailAbout(gate: Gate): Promise<{ readonly mail: InboxMail; readonly link: string }>;
  /** Answers a gate's newest mail as a person would. */
  approve(gate: Gate): Promise<void>;
  end(): Promise<void>;
};

/** Starts a sandbox and takes this checkout's commit to its first gate. */
export async function begin(
  name: string,
  { plan = readPlan(), edit = (change) => change }: { plan?: Plan; edit?: (change: Change) => Change } = {},
): Promise<Story> {
  const fresh = await startTemporarySandbox(`story-${name}`, () => undefined);
  const { place, state, installation, records, commit, assembly, end } = fresh;
  const change = edit(await changeFor(installation, commit, assembly, 1));
  const runId = runIdOf(change);
  await submit(installation, change, assembly, plan);
  await waitForRun(installation, runId);
  const inbox = inboxOf(state);
  const mailAbout: Story["mailAbout"] = (gate) =>
    eventually(`mail about ${gate} of ${runId}`, async () => {
      const mail = (await mailsIn(inbox)).findLast(
        ({ subject }) => subject.includes(runId) && subject.includes(` ${gate} `),
      );
      const link = mail === undefined ? null : linkIn(mail);
      return mail !== undefined && link !== null && { mail, link };
    });
  return {
    place,
    state,
    installation,
    runId,
    inbox,
    records,
    mailAbout,
    approve: async (gate) => {
      const { link } = await mailAbout(gate);
      await answerGate(link, { decision: "approve", reason: "a story" });
    },
    end,
  };
}
