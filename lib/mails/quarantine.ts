import type { Environment } from "../domain/environment.ts";
import type { LeftBehind } from "../domain/rollback/quarantine.ts";
import { type Mail, subject } from "./mail.ts";

/** The mail that tells the operators about a quarantine: what is left, how to look at it, and how to resolve it. */
export function quarantineMail(
  {
    runId,
    environment,
    sinceMs,
  }: { readonly runId: string; readonly environment: Environment; readonly sinceMs: number },
  { what, commands }: LeftBehind,
): Mail {
  return {
    subject: subject(`Interlock: QUARANTINED ${environment}, run ${runId}`),
    text: `The rollback of ${environment} by run ${runId} is not proved.
The run has been in quarantine since ${new Date(sinceMs).toUTCString()}. New changes wait until a person has resolved it.

What is left, or could not be read:
${list(what)}

Look at it:
${list(commands)}
  interlock status ${runId}
  interlock quarantine show ${runId}

When it is gone, or restored:
  interlock quarantine resolve ${runId} --reason "what you found and did"

Interlock then looks again. The quarantine ends only if nothing is left.
docs/runbook.md has every kind of quarantine and its way out.
`,
  };
}

const list = (lines: readonly string[]): string =>
  lines.length === 0 ? "  the records name nothing" : lines.map((line) => `  ${line}`).join("\n");
