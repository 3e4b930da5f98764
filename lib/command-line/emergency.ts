import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Connection } from "./connect.ts";
import { invokeTask } from "./invoke-task.ts";

/** Who is at the command line, as AWS names them. */
export async function caller(): Promise<string> {
  const { Arn = "unknown" } = await new STSClient().send(new GetCallerIdentityCommand({}));
  return Arn;
}

/** Presses the emergency stop. Returns what to tell. */
export async function stop({ installation }: Connection, reason: string): Promise<string> {
  const { outcome } = await invokeTask(installation, "stop-work", { by: await caller(), reason });
  return outcome === "stopped"
    ? 'stopped: nothing has an effect any more, not even a rollback; "interlock resume --as PERSON" by two people goes on'
    : "it was stopped already";
}

const told = {
  sent: (person: string) =>
    `a code was sent to ${person}; "interlock resume --as ${person} --code CODE" says that they want to go on`,
  agreed: (person: string) => `${person} wants to go on; one more person has to say so`,
  resumed: () => "resumed: the sweep takes up what was left, within a minute",
  "wrong-code": () => "that is not the code that was sent, or its half hour is over; nothing was changed",
  "not-stopped": () => "nothing is stopped",
  "unknown-person": (person: string) => `${person} is not in the approver directory; nothing was sent`,
} as const;

/** One person's yes to going on after a stop: without a code one is sent to them. Returns what to tell, and whether it is good. */
export async function resume(
  { installation }: Connection,
  person: string,
  code: string | undefined,
): Promise<{ readonly text: string; readonly good: boolean }> {
  const input = code === undefined ? { person } : { person, code };
  const { outcome } = await invokeTask(installation, "resume-work", input);
  return { text: told[outcome](person), good: ["sent", "agreed", "resumed"].includes(outcome) };
}
