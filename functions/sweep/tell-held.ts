import { authorsOf } from "../../lib/domain/change/manifest.ts";
import { peopleConcerned } from "../../lib/domain/rollback/end-of-run.ts";
import { heldMail } from "../../lib/mails/waiting-change.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { changeOrNull } from "../../lib/shared-use-cases/change-or-null.ts";
import { heldBy, situationIn } from "../../lib/shared-use-cases/situation.ts";
import type { Concern } from "./concern.ts";

/**
 * Tells the people of a change that waits for a person, and not for a run, what it waits for: once for each change. If it is
 * killed in between, a mail may be sent twice.
 */
export const tellHeld: Concern = async (ports) => {
  const { records, notices, settings } = ports;
  const situation = await situationIn(records);
  const because = heldBy(situation);
  if (because === null) return {};
  let toldHeld = 0;
  for (const { runId, changeDigest } of situation.waiting) {
    if (await records.isHeldTold(runId)) continue;
    const change = await changeOrNull(ports, changeDigest);
    const { application, approvers } = settings;
    const subject = change?.commit.subject ?? null;
    const authors = change === null ? [] : authorsOf(change);
    const mail = heldMail({ runId, application, subject, authors, typed: typedFor(settings) }, because);
    for (const name of peopleConcerned(change, approvers).reachable) {
      await notices.send(name, mail.subject, mail.text);
      toldHeld += 1;
    }
    await records.tellHeld(runId);
  }
  return { toldHeld };
};
