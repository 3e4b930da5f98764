import { sha256 } from "../../lib/domain/canonical.ts";
import { resumeCodeMail } from "../../lib/mails/resume-code.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

const codeLivesMs = 30 * 60_000;

/**
 * Releases the emergency stop once two people from the directory confirm that work may resume. Each person proves
 * who they are with a code that is mailed to them. Only the code's digest is kept.
 */
export const resumeWork =
  ({ records, notices, settings, ids, clock }: TaskPorts<"resume-work">) =>
  async ({ person, code }: TaskInput<"resume-work">): Promise<TaskAnswer<"resume-work">> => {
    if (!settings.approvers.some(({ id }) => id === person)) return { outcome: "unknown-person" };
    const { stopped } = await records.lease();
    if (stopped === null) return { outcome: "not-stopped" };
    const nowMs = clock.nowMs();
    if (code !== undefined) return { outcome: await records.resume(person, sha256(`resume ${code}`), nowMs) };
    const secret = ids.secret();
    await records.keepResumeCode(person, sha256(`resume ${secret}`), nowMs + codeLivesMs);
    const { subject, text } = resumeCodeMail(person, secret, stopped);
    await notices.send(person, subject, text);
    return { outcome: "sent" };
  };
