import type { Reading } from "../domain/check/probes.ts";
import {
  type Answered,
  alarmHolds,
  functionHolds,
  httpHolds,
  mayAskAgain,
  notYet,
  type TeamCheck,
  teamReading,
} from "../domain/check/team-answers.ts";
import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { Entry } from "../domain/records/entry.ts";
import { longestMinutes } from "../domain/team-question.ts";
import type { Plan } from "../plan/schema.ts";
import type { Clock } from "../ports/clock/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import type { TeamChecks } from "../ports/team-checks/port.ts";
import type { ObservedStep } from "./look-at-environment.ts";

type Ports = { readonly teamChecks: TeamChecks; readonly stackReader: StackReader; readonly clock: Clock };

/** When a team's checks are asked, and about what. */
export type AskingTeam = {
  readonly environment: Environment;
  /** The plan's checks of the environment. */
  readonly planned: Plan["environments"][number]["checks"];
  /** The steps that are in scope. */
  readonly inScope: readonly ObservedStep[];
  /** Whether all steps of the environment are in scope. */
  readonly isAll: boolean;
  readonly runId: string;
  readonly application: string;
  /** The run's entries. */
  readonly entries: readonly Entry[];
  /** For how long answers have been missing already. */
  readonly askedForMs: number;
};

const mayBeUnasked = (planned: AskingTeam["planned"], check: string): boolean =>
  planned.some(({ id, mayBeUnasked: may }) => id === check && may === true);

const minuteMs = 60_000;

/** What the plan's own checks ask of an environment. */
export const teamChecksOf = (planned: AskingTeam["planned"]): readonly TeamCheck[] =>
  planned.flatMap(({ id, asks }) => (asks === undefined ? [] : [{ id, asks }]));

/**
 * Asks every check that a team added to the plan, all at once. An answer that does not hold settles while the check may be asked
 * again. A check whose step is not deployed yet is unasked.
 */
export const askTeam = (ports: Ports, asking: AskingTeam): Promise<readonly Reading[]> =>
  fewAtATime(teamChecksOf(asking.planned), async (check) => {
    const { environment, inScope, isAll, askedForMs } = asking;
    const found = inScope.find(({ step }) => step.step === check.asks.step);
    if (found === undefined && !isAll)
      return notYet(environment, check, "it is asked when the ingress is open");
    if (found === undefined && mayBeUnasked(asking.planned, check.id))
      return notYet(environment, check, "the change has no such step");
    const answered =
      found === undefined
        ? unknown(`the change has no step ${check.asks.step} in ${environment}`)
        : await answerOf(ports, check, found, asking);
    return teamReading(environment, check, answered, mayAskAgain(check, askedForMs));
  });

/** How long those of the readings that settle may take at most; 0 if none does. */
export const longestRetryMs = (planned: AskingTeam["planned"], readings: readonly Reading[]): number =>
  Math.max(
    0,
    ...teamChecksOf(planned)
      .filter(({ id }) =>
        readings.some(({ check, settles, answer }) => check === id && settles && answer !== "held"),
      )
      .map(({ asks }) => longestMinutes(asks) * minuteMs),
  );

const unknown = (saw: string): Answered => ({ holds: null, saw });

async function answerOf(
  { teamChecks, stackReader, clock }: Ports,
  { id, asks }: TeamCheck,
  { observed: { stackId } }: ObservedStep,
  { environment, application, runId, entries }: AskingTeam,
): Promise<Answered> {
  if (stackId === null) return unknown("its stack does not exist");
  if (asks.kind === "http") {
    const base = (await stackReader.outputs(stackId))[asks.output];
    if (base === undefined) return unknown(`the stack puts out no ${asks.output}`);
    const url = asks.path === undefined ? base : `${base.replace(/\/$/, "")}${asks.path}`;
    const { holds, saw } = httpHolds(
      asks,
      await teamChecks.get(url, asks.withinSeconds * 1_000),
      clock.nowMs(),
    );
    return { holds, saw: `GET ${url}: ${saw}` };
  }
  const resource = (await stackReader.resources(stackId)).find(
    ({ logicalId }) => logicalId === asks.resource,
  );
  if (resource === undefined) return unknown(`the stack has no resource ${asks.resource}`);
  if (asks.kind === "alarm")
    return alarmHolds(
      asks,
      await teamChecks.alarm(resource),
      lastChangeAtMs(entries, environment),
      clock.nowMs(),
    );
  const event = { check: id, application, environment, runId };
  return functionHolds(await teamChecks.invoke(resource, event, asks.withinSeconds * 1_000));
}

/** When the run last changed the environment or undid something there; null if it did neither. */
function lastChangeAtMs(entries: readonly Entry[], environment: Environment): number | null {
  const last = entries.findLast(
    ({ action, detail }) =>
      (action === "provision-step" || action === "roll-back-step") &&
      "environment" in detail &&
      detail.environment === environment,
  );
  return last === undefined ? null : Date.parse(last.at);
}
