import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Concern } from "./concern.ts";
import { deliverAnswers } from "./deliver-answers.ts";
import { expireGates } from "./expire-gates.ts";
import { measure } from "./measure.ts";
import { recoverRun } from "./recover-run.ts";
import { sendNotices } from "./send-notices.ts";
import { startWaiting } from "./start-waiting.ts";
import { tellEnds } from "./tell-ends.ts";
import { tellHeld } from "./tell-held.ts";
import { tellMoves } from "./tell-moves.ts";
import { tellOperators } from "./tell-operators.ts";

/** The concerns of the sweep, in this order: what ends a run comes before what begins one. */
const concerns: readonly Concern[] = [
  expireGates,
  sendNotices,
  deliverAnswers,
  recoverRun,
  tellOperators,
  tellEnds,
  startWaiting,
  tellHeld,
  tellMoves,
  measure,
];
const nothing = {
  recovered: [],
  givenUp: 0,
  answered: 0,
  expired: 0,
  told: 0,
  undelivered: 0,
  toldOperators: 0,
  toldEnds: 0,
  toldHeld: 0,
  moved: 0,
  started: [],
  gauges: {
    closedMinutes: 0,
    stoppedMinutes: 0,
    waitingMinutes: 0,
    overdueMinutes: 0,
    idleMinutes: 0,
    unansweredMinutes: 0,
  },
};

/**
 * Looks from outside for what no catch branch sees, every minute and whenever an execution ends. A concern that
 * fails does not hold up the others; the first failure is thrown at the end, so that it is seen.
 */
export const sweep =
  (ports: TaskPorts<"sweep">) =>
  async (_: TaskInput<"sweep">): Promise<TaskAnswer<"sweep">> => {
    const lease = await ports.records.lease();
    let answer: TaskAnswer<"sweep"> = { ...nothing };
    const failures: unknown[] = [];
    for (const concern of concerns)
      try {
        answer = { ...answer, ...(await concern(ports, lease)) };
      } catch (error) {
        failures.push(error);
      }
    if (failures.length > 0) throw failures[0];
    return answer;
  };
