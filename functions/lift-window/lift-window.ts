import { sha256 } from "../../lib/domain/canonical.ts";
import { liftDigest } from "../../lib/domain/records/lift.ts";
import { operationPayload } from "../../lib/domain/records/operation.ts";
import { holdOf } from "../../lib/domain/run/hold.ts";
import { liftCodeMail } from "../../lib/mails/lift-code.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

const codeLivesMs = 30 * 60_000;

/**
 * Lifts a freeze window for one run and the environment before which it is held, once two people of the directory confirm it.
 * Each proves who they are with a code that is mailed to them. It lifts no other window and passes no gate: the run reads the
 * windows again, and verifies both consents itself. Nothing is lifted in advance: the run must be held by that window.
 */
export const liftWindow =
  ({ records, operatorKey, notices, settings, ids, clock }: TaskPorts<"lift-window">) =>
  async ({ runId, window, person, code }: TaskInput<"lift-window">): Promise<TaskAnswer<"lift-window">> => {
    if (!settings.approvers.some(({ id }) => id === person)) return { outcome: "unknown-person" };
    const hold = holdOf((await records.read(runId)).entries);
    if (hold === null) return { outcome: "not-held" };
    const closing = hold.closedBy.find((one) => one.window === window);
    if (closing === undefined) return { outcome: "not-held" };
    const what = { environment: hold.environment, window };
    const nowMs = clock.nowMs();
    const digestFor = (secret: string) => sha256(`lift ${runId} ${hold.environment} ${window} ${secret}`);
    if (code !== undefined) {
      const codeDigest = digestFor(code);
      const payload = operationPayload({
        operation: "lift-window",
        by: person,
        subject: runId,
        detailDigest: liftDigest(what, codeDigest),
        salt: ids.salt(),
        at: new Date(nowMs).toISOString(),
      });
      const envelope = await signedEnvelope(operatorKey, payload);
      return { outcome: await records.lift(runId, what, { person, codeDigest, envelope }, nowMs) };
    }
    const secret = ids.secret();
    await records.keepLiftCode(runId, what, person, digestFor(secret), nowMs + codeLivesMs);
    const { subject, text } = liftCodeMail({ runId, hold, closing, person, secret }, typedFor(settings));
    await notices.send(person, subject, text);
    return { outcome: "sent" };
  };
