import { sha256 } from "../../lib/domain/canonical.ts";
import { releasedTemplate } from "../../lib/domain/change/template/deletion-policy.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { prerequisiteMissing } from "../../lib/domain/errors.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { nextRollbackMove, type RollbackMove } from "../../lib/domain/rollback/next-rollback-move.ts";
import type { Obligation } from "../../lib/domain/rollback/steps-to-undo.ts";
import { undoingOf } from "../../lib/domain/rollback/undoing.ts";
import { rollbackIntents } from "../../lib/domain/step/attempts.ts";
import { changeSetName } from "../../lib/domain/step/change-set.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { lostByRestoring } from "../../lib/domain/step/irreversible.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { StackRequest } from "../../lib/ports/stack-reader/port.ts";
import type { Asked } from "../../lib/ports/stacks/port.ts";
import { baselineDeployedDigest, readBaseline } from "../../lib/shared-use-cases/baseline.ts";
import { keepList } from "../../lib/shared-use-cases/keep-list.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { fullBucket } from "./full-bucket.ts";

type Intent = FactOf<"roll-back-step", "intent">;

/**
 * What to do next to undo a step, the intent to record first (null if it is already recorded), and the effect
 * itself.
 */
export type UndoLook = {
  readonly move: RollbackMove;
  readonly intent: Intent | null;
  readonly act: () => Promise<Asked<string>>;
};

/** The plan's rules for a rollback: whether everything that was created is deleted, and how long a step may take. */
export type Rules = { readonly destroys: boolean; readonly stepMinutes: number };

const nothing: UndoLook["act"] = async () => "nothing";

/**
 * Looks at the step's stack and prepares the next move. It changes nothing; `act` does, after the intent is
 * recorded. If everything that was created is deleted, the buckets are emptied first.
 */
export async function lookAtObligation(
  ports: TaskPorts<"roll-back-step">,
  run: RunRecords,
  environment: Environment,
  obligation: Obligation,
  { destroys, stepMinutes }: Rules,
): Promise<UndoLook> {
  const { stacks, clock } = ports;
  const { step, part, stackName, undo } = obligation;
  const baseline = undo.to === "baseline" ? await readBaseline(ports, undo.baselineDigest) : null;
  const intents = rollbackIntents(run.entries, environment).filter((intent) => intent.step === step);
  const attempted = intents.at(-1) ?? null;
  const isRestoring = attempted?.operation === "prepare" || attempted?.operation === "restore";
  const changeSet = isRestoring ? attempted.changeSet : obligation.changeSet;
  const observed = await stacks.observe(stackName, changeSet);
  const restored = baseline === null ? null : baselineDeployedDigest(baseline);
  const release = await releaseOf(ports, obligation);
  const undoing = undoingOf(
    obligation,
    run.entries,
    environment,
    observed,
    restored,
    stepMinutes,
    clock.nowMs(),
    release && deployedDigest({ ...release, templateDigest: sha256(release.template) }),
  );
  const move = nextRollbackMove(observed, undoing, attempted);
  if (move.do === "wait" || move.do === "finish" || move.do === "fail" || move.do === "stop")
    return { move, intent: null, act: nothing };

  const full = move.do === "delete" ? await fullBucket(ports, obligation, destroys) : null;
  const operation = full === null ? move.do : "empty-bucket";
  // Repeating what was not carried out is the same attempt. A deletion after CloudFormation gave up on one is a new
  // attempt.
  const again =
    attempted?.operation === operation &&
    (full === null ? observed.tokens[0] !== attempted.token : attempted.bucket === full);
  const attempt = again
    ? attempted.attempt
    : intents.filter(({ operation }) => operation === move.do).length + 1;
  const token = requestToken(run.runId, environment, step, `undo-${move.do}`, attempt);
  const detail: Intent["detail"] = {
    environment,
    step,
    operation,
    attempt,
    stackName,
    stackId: observed.stackId,
    token,
    baselineDigest: undo.to === "baseline" ? undo.baselineDigest : null,
  };
  const look = (act: UndoLook["act"], more: Partial<Intent["detail"]> = {}): UndoLook => ({
    move,
    intent: again
      ? null
      : {
          action: "roll-back-step",
          kind: "intent",
          subject: `${environment}/${step}`,
          detail: { ...detail, ...more },
        },
    act,
  });
  const asBefore = (): StackRequest => {
    if (baseline === null) throw prerequisiteMissing(`${stackName} has no baseline to be restored to`);
    return { ...baseline, stackName, token };
  };
  switch (move.do) {
    case "delete":
      if (full !== null)
        return look(
          async () => {
            const { isEmpty, refused } = await ports.buckets.empty(full);
            return refused !== null ? { refused } : isEmpty ? "emptied" : "busy";
          },
          { bucket: full },
        );
      return look(() => stacks.remove(observed.stackId ?? stackName, token));
    case "withdraw":
      return look(async () => {
        await stacks.withdraw(stackName, changeSet ?? "");
        return "withdrawn";
      });
    case "cancel-update":
      // An update that can no longer be cancelled has ended. The next look sees how.
      return look(async () => asLooked(await stacks.cancelUpdate(stackName, token)));
    case "continue-rollback":
      return look(() => stacks.continueRollback(stackName, token));
    case "release": {
      if (release === null) throw prerequisiteMissing(`nothing of ${stackName} would stay behind`);
      // CloudFormation reads a large template from the bucket.
      await ports.changes.keep(release.template);
      return look(() => stacks.update({ ...release, stackName, previous: [], token }));
    }
    case "recreate":
      return look(() => stacks.create(asBefore()));
    case "prepare": {
      const name = changeSetName(token);
      // What the update took out of the stack may still stand under its name, because its policy kept it.
      return look(() => stacks.prepare({ ...asBefore(), adopts: true }, name), { changeSet: name });
    }
    case "restore": {
      if (move.by === "request") return look(() => stacks.update(asBefore()));
      const name = changeSet ?? "";
      const changes = observed.changeSet?.changes ?? [];
      const lost = lostByRestoring(changes, part);
      if (lost !== null) {
        await stacks.withdraw(stackName, name);
        return { move: { do: "fail", reason: lost }, intent: null, act: nothing };
      }
      return look(() => stacks.execute(stackName, name, token), {
        changeSet: name,
        changes: await keepList(ports, changes),
      });
    }
  }
}

/**
 * What a stack that this run created has to deploy before it goes, so that nothing stays behind; null if nothing would. What
 * stood before the run is not touched so.
 */
async function releaseOf(
  { changes }: TaskPorts<"roll-back-step">,
  { undo, owners, deployed }: Obligation,
): Promise<Pick<StackRequest, "template" | "parameters" | "tags"> | null> {
  if (undo.to !== "absent" || owners === null || deployed === null) return null;
  const { templateDigest, parameters, tags } = deployed;
  const template = releasedTemplate(await changes.bytes(templateDigest));
  return template === null ? null : { template, parameters, tags };
}

const asLooked = (answer: Asked<string>): Asked<string> => (typeof answer === "object" ? "looked" : answer);
