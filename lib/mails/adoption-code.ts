import type { Typed } from "../settings/typed.ts";
import { visible } from "../text/visible.ts";
import type { Mail } from "./mail.ts";

/** The mail that carries the Platform Owner's code for adopting a commit. */
export function adoptionCodeMail({
  repository,
  commit,
  secret,
  typed,
}: {
  readonly repository: string;
  readonly commit: string;
  readonly secret: string;
  readonly typed: Typed;
}): Mail {
  return {
    subject: "Interlock: confirm that a commit is adopted",
    text: `You are asked to adopt a commit of an existing repository:

repository: ${visible(repository)}
commit: ${commit}

If you adopt it, you vouch for everything in the repository up to that commit. Whoever contributed to it before may then
decide about later changes. If you agree, run this command in a clone of the repository within half an hour:

${typed(`adopt ${commit} --code ${secret}`)}

If you did not ask for this, do nothing: nothing is adopted without your code.
`,
  };
}
