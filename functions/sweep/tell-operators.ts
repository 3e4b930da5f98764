import { leftBehind } from "../../lib/domain/rollback/quarantine.ts";
import { quarantineMail } from "../../lib/mails/quarantine.ts";
import { operatorsTopic } from "../../lib/settings/settings.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import type { Concern } from "./concern.ts";

/**
 * Mails the operators about every quarantine until a mail is accepted: what is left, and the commands that show it.
 */
export const tellOperators: Concern = async ({ records, notices, settings }) => {
  let mailed = 0;
  for (const quarantine of await records.quarantines()) {
    if (quarantine.told) continue;
    const { entries } = await records.read(quarantine.runId);
    const { subject, text } = quarantineMail(quarantine, leftBehind(entries), typedFor(settings));
    await notices.send(operatorsTopic, subject, text);
    await records.markTold(quarantine);
    mailed += 1;
  }
  return { toldOperators: mailed };
};
