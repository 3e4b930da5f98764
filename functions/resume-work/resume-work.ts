import { sha256 } from "../../lib/domain/canonical.ts";
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
    await notices.send(
      person,
      "Interlock: confirm that work may resume",
      `All work was stopped at ${new Date(stopped.atMs).toUTCString()} by ${stopped.by}:
${stopped.reason}

Work resumes when two people confirm it. To confirm, type this within half an hour:

interlock resume --as ${person} --code ${secret}

If you did not ask for this, do nothing. Your confirmation needs your code.
`,
    );
    return { outcome: "sent" };
  };
