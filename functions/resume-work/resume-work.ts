import { digestOf, sha256 } from "../../lib/domain/canonical.ts";
import { ownChain } from "../../lib/domain/records/checkpoint.ts";
import { operationPayload } from "../../lib/domain/records/operation.ts";
import { resumeCodeMail } from "../../lib/mails/resume-code.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

const codeLivesMs = 30 * 60_000;

/**
 * Releases the emergency stop once two people from the directory confirm that work may resume. Each person proves
 * who they are with a code that is mailed to them. Only the code's digest is kept.
 */
export const resumeWork =
  ({ records, operatorKey, notices, settings, ids, clock }: TaskPorts<"resume-work">) =>
  async ({ person, code }: TaskInput<"resume-work">): Promise<TaskAnswer<"resume-work">> => {
    if (!settings.approvers.some(({ id }) => id === person)) return { outcome: "unknown-person" };
    const { stopped, runId } = await records.lease();
    if (stopped === null) return { outcome: "not-stopped" };
    const nowMs = clock.nowMs();
    if (code !== undefined) {
      const codeDigest = sha256(`resume ${code}`);
      const payload = operationPayload({
        operation: "resume",
        by: person,
        subject: runId ?? ownChain,
        detailDigest: digestOf({ stoppedAtMs: stopped.atMs, codeDigest }),
        salt: ids.salt(),
        at: new Date(nowMs).toISOString(),
      });
      const envelope = await signedEnvelope(operatorKey, payload);
      return { outcome: await records.resume(person, codeDigest, nowMs, envelope) };
    }
    const secret = ids.secret();
    await records.keepResumeCode(person, sha256(`resume ${secret}`), nowMs + codeLivesMs);
    const { subject, text } = resumeCodeMail(person, secret, stopped, typedFor(settings));
    await notices.send(person, subject, text);
    return { outcome: "sent" };
  };
