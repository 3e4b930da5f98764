import { join } from "node:path";
import { settingMissing } from "../domain/errors.ts";
import { ownEnvironment } from "./own-environment.ts";
import { checkout, portTaken, type SandboxPlace, type SandboxState, type StartedProcess } from "./place.ts";
import { becomesReady, isRunning, isTaken, startDetached } from "./processes.ts";

const readyWithinMs = 20_000;

/** One mail in the inbox. */
export type InboxMail = {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly to: string;
  readonly atMs: number;
};

/** The URL of the web inbox. */
export const inboxOf = ({ ports }: SandboxState): string => `http://127.0.0.1:${ports.inbox}`;

/** The URL of the relay, which puts the topics' messages into the inbox. */
export const relayOf = ({ ports }: Pick<SandboxState, "ports">): string => `http://127.0.0.1:${ports.relay}`;

/** Reuses the sandbox's running mailbox, or starts a new one with the mails of the last one. Recorded as soon as it starts. */
export async function ensureMailbox(
  place: SandboxPlace,
  state: SandboxState,
  remember: (mailbox: StartedProcess) => void,
): Promise<void> {
  const { mailbox } = state.processes;
  const { emulator, inbox, relay } = state.ports;
  const log = place.path("logs", "mailbox.log");
  const listens = async () => (await isTaken(inbox)) && (await isTaken(relay));
  if (isRunning(mailbox) && (await becomesReady(mailbox, listens, readyWithinMs))) return;
  for (const port of [inbox, relay]) if (await isTaken(port)) throw portTaken(place, port);
  const started = startDetached(
    process.execPath,
    [
      join(checkout, "lib", "sandbox", "mailbox-server.ts"),
      JSON.stringify({ inbox, relay, emulator, folder: place.path("mails") }),
    ],
    { cwd: place.folder, log, env: ownEnvironment({ NODE_NO_WARNINGS: "1" }) },
  );
  remember(started);
  if (!(await becomesReady(started, listens, readyWithinMs)))
    throw settingMissing(`the mailbox did not start on port ${inbox}: ${log} says why`);
}

/** The mails in the inbox, oldest first. */
export async function mailsIn(inbox: string): Promise<readonly InboxMail[]> {
  const answer = await fetch(`${inbox}/api/email`);
  const mails = (await answer.json()) as readonly {
    id: string;
    subject: string;
    text: string;
    to: readonly { address: string }[];
    time: string;
  }[];
  return mails.map(({ id, subject, text, to, time }) => ({
    id,
    subject,
    text,
    to: to[0]?.address ?? "",
    atMs: Date.parse(time),
  }));
}

/** The approval link in a mail; null if it has none. */
export const linkIn = ({ text }: InboxMail): string | null =>
  text.match(/https?:\/\/\S+\/approvals\/[A-Za-z0-9_-]+/)?.[0] ?? null;
