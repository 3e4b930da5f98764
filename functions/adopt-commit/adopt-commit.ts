import { sha256 } from "../../lib/domain/canonical.ts";
import { adoptionDigest } from "../../lib/domain/records/adoption.ts";
import { operationPayload } from "../../lib/domain/records/operation.ts";
import { adoptionCodeMail } from "../../lib/mails/adoption-code.ts";
import { typedFor } from "../../lib/settings/typed.ts";
import { signedEnvelope } from "../../lib/shared-use-cases/signed-envelope.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

const codeLivesMs = 30 * 60_000;

/**
 * The Platform Owner adopts a commit: contributors of later changes are counted from it. The owner proves who they are
 * with a code that is mailed to them, and that holds for this commit of this repository only. A repository whose commit a
 * run deployed here needs no adoption, and gets none: what was deployed since could otherwise be adopted without a gate.
 */
export const adoptCommit =
  ({ records, operatorKey, notices, settings, ids, clock }: TaskPorts<"adopt-commit">) =>
  async ({ repository, commit, code }: TaskInput<"adopt-commit">): Promise<TaskAnswer<"adopt-commit">> => {
    const owner = settings.platformOwner;
    const last = (await records.successes()).at(-1);
    const after = last?.runId ?? null;
    if (after !== null && (await records.claimOf(after))?.repository === repository)
      return { outcome: "not-needed", owner };
    const standing = await records.adoption(repository);
    if (standing?.commit === commit && standing.after === after) return { outcome: "already", owner };
    const nowMs = clock.nowMs();
    // The code's digest names the commit, so that a code which was mailed for one adopts no other.
    const digestFor = (secret: string) => sha256(`adopt ${repository} ${commit} ${secret}`);
    if (code !== undefined) {
      const what = { commit, after, codeDigest: digestFor(code) };
      const payload = operationPayload({
        operation: "adopt",
        by: owner,
        subject: repository,
        detailDigest: adoptionDigest(what),
        salt: ids.salt(),
        at: new Date(nowMs).toISOString(),
      });
      const envelope = await signedEnvelope(operatorKey, payload);
      const isAdopted = await records.adopt({ ...what, repository, by: owner, envelope }, nowMs);
      return { outcome: isAdopted ? "adopted" : "wrong-code", owner };
    }
    const secret = ids.secret();
    await records.keepAdoptionCode(repository, digestFor(secret), nowMs + codeLivesMs);
    const { subject, text } = adoptionCodeMail({ repository, commit, secret, typed: typedFor(settings) });
    await notices.send(owner, subject, text);
    return { outcome: "sent", owner };
  };
