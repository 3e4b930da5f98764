import { leftBehind } from "../../lib/domain/rollback/quarantine.ts";
import type { Concern } from "./concern.ts";

/**
 * Mails the operators about every quarantine until a mail is accepted: what is left, and the commands that show it.
 */
export const tellOperators: Concern = async ({ records, notices, settings }) => {
  let mailed = 0;
  for (const quarantine of await records.quarantines()) {
    if (quarantine.told) continue;
    const { runId, environment, sinceMs } = quarantine;
    const { what, commands } = leftBehind((await records.read(runId)).entries);
    await notices.send(
      settings.platformOwner,
      `Interlock: QUARANTINED ${environment}, run ${runId}`.slice(0, 100),
      `The rollback of ${environment} by the run ${runId} was not proved.
Since ${new Date(sinceMs).toUTCString()}. No new run begins until it is resolved.

What is left, or could not be determined:
${list(what)}

Look at it:
${list(commands)}
  interlock status ${runId}
  interlock quarantine show ${runId}

When it is gone or restored:
  interlock quarantine resolve ${runId} --reason "what you found and did"

Interlock then looks for it again, and ends the quarantine only if nothing is left.
docs/runbook.md describes each kind of quarantine and how to resolve it.
`,
    );
    await records.markTold(quarantine);
    mailed += 1;
  }
  return { toldOperators: mailed };
};

const list = (lines: readonly string[]): string =>
  lines.length === 0 ? "  nothing is named" : lines.map((line) => `  ${line}`).join("\n");
