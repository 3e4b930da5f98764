import type { Typed } from "../settings/typed.ts";
import type { Mail } from "./mail.ts";

/** The mail that carries one person's code for resuming work after an emergency stop. */
export function resumeCodeMail(
  person: string,
  secret: string,
  { atMs, by, reason }: { readonly atMs: number; readonly by: string; readonly reason: string },
  typed: Typed,
): Mail {
  return {
    subject: "Confirm that work may resume after the stop",
    text: `All work was stopped at ${new Date(atMs).toUTCString()} by ${by}:
${reason}

Work resumes when two people agree. If you agree, run this command within half an hour:

${typed(`resume --as ${person} --code ${secret}`)}

If you did not ask for this, do nothing: nothing resumes without your code.
`,
  };
}
