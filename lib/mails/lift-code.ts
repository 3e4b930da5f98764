import type { Closing } from "../domain/freeze/closed.ts";
import { type Hold, heldPlace } from "../domain/run/hold.ts";
import type { Typed } from "../settings/typed.ts";
import type { Mail } from "./mail.ts";

/** The mail that carries one person's code for lifting a freeze window for one run. */
export function liftCodeMail(
  {
    runId,
    hold,
    closing: { window, reason },
    person,
    secret,
  }: {
    readonly runId: string;
    readonly hold: Hold;
    readonly closing: Closing;
    readonly person: string;
    readonly secret: string;
  },
  typed: Typed,
): Mail {
  return {
    subject: `Confirm that ${runId} may go on in a freeze`,
    text: `The run ${runId} is held: ${heldPlace(hold)} may not change until ${new Date(hold.continuesAt).toUTCString()}, because of the freeze window ${window}:
${reason}

The window is lifted for this run and this environment when two people agree. Every gate is still asked. If you agree, run this command
within half an hour:

${typed(`lift ${runId} --window ${window} --as ${person} --code ${secret}`)}

If you did not ask for this, do nothing: the run goes on by itself when the freeze ends.
`,
  };
}
