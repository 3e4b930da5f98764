import type { Environment } from "../../lib/domain/environment.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import { nextRollbackMove } from "../../lib/domain/rollback/next-rollback-move.ts";
import { type Obligation, obligationsOf } from "../../lib/domain/rollback/obligations.ts";
import { causeOf } from "../../lib/domain/run/cause.ts";
import { hasEffect } from "../../lib/domain/run/obligation.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { rollbackIntents, rolledBack } from "../../lib/domain/step/attempts.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { RunRecords, Work } from "../../lib/ports.ts";
import { baselineDeployedDigest, readBaseline } from "../../lib/protocols/baseline.ts";
import { patience, waitSeconds } from "../../lib/protocols/patience.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

type Outcome = FactOf<"roll-back-step", "outcome">;

/**
 * Undoes what this run did to the steps in scope, newest first: created is deleted, updated is restored, what the plan
 * keeps is named as kept. It reads what to undo from the entries' intents, so an effect whose answer was lost is undone too.
 * A step that cannot be undone does not hold up the others; the answer is `failed` when all that could be done is done.
 */
export const rollBackStep =
  (ports: TaskPorts<"roll-back-step">) =>
  async ({
    runId,
    epoch,
    environment,
    scope,
  }: TaskInput<"roll-back-step">): Promise<TaskAnswer<"roll-back-step">> => {
    const { records, changes, stacks, clock } = ports;
    const work: Work = { runId, epoch, actor: "roll-back-step" };
    let run = await records.read(runId);
    if (!hasEffect(run.entries, environment)) return { outcome: "done", waitSeconds: 0 };
    const opened = openedWith(runId, run.entries);
    const change = await changes.change(opened.changeDigest);
    const keep = environmentOf(await changes.plan(opened.planDigest), environment).rollback.keep;
    const patient = patience(clock);
    let pending: readonly Fact[] = begins(run, environment)
      ? [beginning(environment, causeOf(run.entries))]
      : [];

    for (const obligation of obligationsOf(change, run.entries, environment, scope, keep)) {
      const { step, part, stackName, undo } = obligation;
      const ended = (result: Outcome["detail"]["result"], reason: string): Outcome => ({
        action: "roll-back-step",
        kind: "outcome",
        subject: `${environment}/${step}`,
        detail: { environment, step, part, result, reason },
      });
      if (rolledBack(run.entries, environment, step) !== null) continue;
      if (undo.to === "kept") {
        pending = [...pending, ended("kept", undo.reason)];
        continue;
      }
      const baseline = undo.to === "baseline" ? await readBaseline(ports, undo.baselineDigest) : null;
      const undoing =
        baseline === null
          ? ({ to: "absent" } as const)
          : ({ to: "baseline", digest: baselineDeployedDigest(baseline) } as const);
      for (;;) {
        const attempted =
          rollbackIntents(run.entries, environment).findLast((intent) => intent.step === step) ?? null;
        const observed = await stacks.observe(stackName);
        const move = nextRollbackMove(observed, undoing, attempted);
        if (move.do === "finish") {
          pending = [...pending, ended(move.result, "")];
          patient.moved();
          break;
        }
        if (move.do === "fail" || move.do === "stop") {
          pending = [...pending, ended(move.do === "fail" ? "failed" : "unknown", move.reason)];
          break;
        }
        if (move.do === "wait") {
          if (await patient.lookAgain()) continue;
          if (pending.length > 0) run = await records.append(run, work, pending);
          return {
            outcome: "waiting",
            waitSeconds: waitSeconds(run.entries, clock.nowMs()),
          };
        }
        const intent = intend(run, environment, obligation, move.do, observed.stackId);
        if (attempted?.token !== intent.detail.token) {
          run = await records.append(run, work, [...pending, intent]);
          pending = [];
        }
        if (baseline === null) await stacks.remove(observed.stackId ?? stackName, intent.detail.token);
        else {
          const answer = await stacks.update({ ...baseline, stackName, token: intent.detail.token });
          if (typeof answer === "object") {
            pending = [...pending, ended("failed", answer.refused)];
            break;
          }
        }
        patient.moved();
      }
    }
    if (pending.length > 0) run = await records.append(run, work, pending);
    const results = obligationsOf(change, run.entries, environment, scope, keep).map(
      ({ step }) => rolledBack(run.entries, environment, step)?.result,
    );
    const failed = results.some((result) => result === "failed" || result === "unknown");
    return { outcome: failed ? "failed" : "done", waitSeconds: 0 };
  };

/** The rollback of an environment begins once, whatever scope comes first. */
const begins = ({ entries }: RunRecords, environment: Environment): boolean =>
  !entries.some((entry) => entry.action === "begin-rollback" && entry.detail.environment === environment);

const beginning = (environment: Environment, cause: string): FactOf<"begin-rollback"> => ({
  action: "begin-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, cause },
});

const intend = (
  { runId }: RunRecords,
  environment: Environment,
  { step, stackName, undo }: Obligation,
  operation: "delete" | "restore",
  stackId: string | null,
): FactOf<"roll-back-step", "intent"> => ({
  action: "roll-back-step",
  kind: "intent",
  subject: `${environment}/${step}`,
  detail: {
    environment,
    step,
    operation,
    attempt: 1,
    stackName,
    stackId,
    token: requestToken(runId, environment, step, operation, 1),
    baselineDigest: undo.to === "baseline" ? undo.baselineDigest : null,
  },
});
