import type { Environment } from "../../lib/domain/environment.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import { obligationsOf } from "../../lib/domain/rollback/steps-to-undo.ts";
import { causeOf } from "../../lib/domain/run/cause.ts";
import { hasEffect } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { rollbackSoFar } from "../../lib/domain/run/rollback-so-far.ts";
import { rolledBack } from "../../lib/domain/step/attempts.ts";
import { environmentOf } from "../../lib/plan/schema.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { patience, waitBetweenCallsSeconds } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import { seeStanding } from "../../lib/shared-use-cases/see-standing.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { deleteLogGroups } from "./delete-log-groups.ts";
import { lookAtObligation } from "./look-at-obligation.ts";

type Outcome = FactOf<"roll-back-step", "outcome">;

/**
 * Undoes what this run did to the steps in scope, newest first: deletes what it created, restores what it updated,
 * and names what the plan keeps. It derives the work from the intents in the entries, so an effect whose answer was
 * lost is undone too. A step that cannot be undone does not hold up the others; the answer is `failed` once
 * everything else is done. Where the plan destroys the environment, the log groups that services made by themselves go last.
 */
export const rollBackStep = patiently(
  (ports: TaskPorts<"roll-back-step">) =>
    async ({
      runId,
      epoch,
      environment,
      scope,
    }: TaskInput<"roll-back-step">): Promise<TaskAnswer<"roll-back-step">> => {
      const { records, changes, clock } = ports;
      const work: Work = { runId, epoch, actor: "roll-back-step" };
      let run = await records.read(runId);
      if (!hasEffect(run.entries, environment)) return { outcome: "done", waitSeconds: 0 };
      const opened = openedWith(runId, run.entries);
      const change = await changes.change(opened.changeDigest);
      const plan = await changes.plan(opened.planDigest);
      const { policy, keep } = environmentOf(plan, environment).rollback;
      const obligations = obligationsOf(change, run.entries, environment, scope, keep);
      const rules = { destroys: policy === "destroy", stepMinutes: plan.limits.stepMinutes };
      const patient = patience(clock);
      let pending: readonly Fact[] =
        rollbackSoFar(run.entries, environment) === null
          ? [beginning(environment, causeOf(run.entries))]
          : [];
      const waiting = async (): Promise<TaskAnswer<"roll-back-step">> => {
        if (pending.length > 0) run = await records.append(run, work, pending);
        return { outcome: "waiting", waitSeconds: waitBetweenCallsSeconds };
      };

      for (const obligation of obligations) {
        const { step, part } = obligation;
        const ended = (result: Outcome["detail"]["result"], reason: string): Outcome => ({
          action: "roll-back-step",
          kind: "outcome",
          subject: `${environment}/${step}`,
          detail: { environment, step, part, result, reason },
        });
        if (rolledBack(run.entries, environment, step) !== null) continue;
        for (;;) {
          const { move, intent, act } = await lookAtObligation(ports, run, environment, obligation, rules);
          if (move.do === "finish") {
            pending = [...pending, ended(move.result, move.reason)];
            patient.moved();
            break;
          }
          if (move.do === "fail" || move.do === "stop") {
            pending = [...pending, ended(move.do === "fail" ? "failed" : "unknown", move.reason)];
            break;
          }
          if (move.do === "wait") {
            if (await patient.lookAgain()) continue;
            return waiting();
          }
          // What goes now is read while it stands, so that its end can be proved.
          const seen =
            intent === null || intent.detail.operation === "empty-bucket"
              ? []
              : await seeStanding({ ...ports, stackReader: ports.stacks }, intent.detail, run.entries);
          // The write comes first even without a new intent: it fails if this execution no longer holds the lease.
          run = await records.append(run, work, intent === null ? pending : [...pending, ...seen, intent]);
          pending = [];
          const answer = await act();
          if (typeof answer === "object") {
            pending = [...pending, ended("failed", answer.refused)];
            break;
          }
          if (answer === "busy" || intent === null) {
            if (!(await patient.lookAgain())) return waiting();
          } else patient.moved();
        }
      }
      if (pending.length > 0) run = await records.append(run, work, pending);
      const results = obligations.map(({ step }) => rolledBack(run.entries, environment, step)?.result);
      const failed = results.some((result) => result === "failed" || result === "unknown");
      if (failed) return { outcome: "failed", waitSeconds: 0 };
      // Where the plan keeps an environment's logs, those that services made stay too.
      return rules.destroys
        ? deleteLogGroups(ports, run, work, environment, { change, plan, patient })
        : { outcome: "done", waitSeconds: 0 };
    },
);

/** The entry with which the rollback of an environment begins: once, with the first scope. */
const beginning = (environment: Environment, cause: string): FactOf<"begin-rollback"> => ({
  action: "begin-rollback",
  kind: "observation",
  subject: environment,
  detail: { environment, cause },
});
