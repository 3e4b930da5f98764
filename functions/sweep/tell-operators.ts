import { leftBehind } from "../../lib/domain/rollback/quarantine.ts";
import type { Concern } from "./concern.ts";

/** Tells the operators of every quarantine by mail, until a mail about it was accepted: what is left, and how to look at it. */
export const tellOperators: Concern = async ({ records, notices, settings }) => {
  let told = 0;
  for (const quarantine of await records.quarantines()) {
    if (quarantine.told) continue;
    const { runId, environment, sinceMs } = quarantine;
    const { what, commands } = leftBehind((await records.read(runId)).entries);
    await notices.send(
      settings.platformOwner,
      `Interlock: QUARANTINED ${environment}, run ${runId}`.slice(0, 100),
      `The rollback of ${environment} by the run ${runId} was not proved.
Since ${new Date(sinceMs).toUTCString()}. No new run begins until somebody has looked.

What is left, or could not be told:
${list(what)}

Look at it:
${list(commands)}
  interlock status ${runId}
  interlock quarantine show ${runId}

When it is gone, or put back:
  interlock quarantine resolve ${runId} --reason "what you found and did"

It is looked for again then, and the quarantine ends only if nothing is left.
docs/runbook.md has each kind of quarantine and its way out.
`,
    );
    await records.markTold(quarantine);
    told += 1;
  }
  return { toldOperators: told };
};

const list = (lines: readonly string[]): string =>
  lines.length === 0 ? "  nothing is named" : lines.map((line) => `  ${line}`).join("\n");
