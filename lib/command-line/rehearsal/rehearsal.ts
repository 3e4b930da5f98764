import { setTimeout } from "node:timers/promises";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { runIdOf } from "../../domain/change/manifest.ts";
import { environments } from "../../domain/environment.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Entry } from "../../domain/records/entry.ts";
import { isFact } from "../../domain/records/facts.ts";
import { executionArn } from "../../domain/run/machines.ts";
import { isSealed } from "../../domain/run/status.ts";
import type { Installation } from "../../installation/installation.ts";
import type { Plan } from "../../plan/schema.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { sweepNow } from "../../sandbox/deploy.ts";
import type { Say } from "../../sandbox/up.ts";
import type { Assembly } from "../submission/assembly.ts";
import { approve, type FollowedOutcome, follow } from "../submission/follow.ts";
import type { Commit } from "../submission/read-commit.ts";
import { changeFor, submit, waitForRun } from "../submission/submit.ts";
import { injectFault } from "./inject-fault.ts";
import { problemsOf, remainsText } from "./judge-remains.ts";
import { remainsOf } from "./remains.ts";
import type { Scenario } from "./scenarios.ts";

/** What a rehearsal works with: an installation, the commit, and its assembly without a fault. */
export type Stage = {
  readonly installation: Installation;
  readonly commit: Commit;
  readonly assembly: Assembly;
  readonly plan: Plan;
  /** The sandbox's inbox; null where people read their own mail and answer the gates themselves. */
  readonly inbox: string | null;
  readonly say: Say;
};

/** How a rehearsal ended. */
export type Rehearsed = {
  /** The scenario's name. */
  readonly scenario: string;
  readonly seconds: number;
  /** Null if the run was never submitted. */
  readonly runId: string | null;
  readonly verdict: FollowedOutcome | null;
  /** Each step that was undone, and how, in order. */
  readonly undone: readonly string[];
  /** What exists of each environment, as text. */
  readonly left: readonly string[];
  /** The problems; empty if the rehearsal ended correctly. */
  readonly problems: readonly string[];
};

/** A run with its verdict. */
export type EndedRun = { readonly runId: string; readonly verdict: FollowedOutcome };

/** A rehearsal that could not start, because the run that it builds on did not succeed. */
export const unprepared = (scenario: string, { runId, verdict }: EndedRun): Rehearsed => ({
  scenario,
  seconds: 0,
  runId,
  verdict,
  undone: [],
  left: [],
  problems: [`the run before the rehearsal ended ${verdict}`],
});

const expiresAfterSeconds = 2;
const hourSeconds = 3_600;
const pollIntervalMs = 250;

/** The plan, with a gate that expires after seconds: another plan, which the Platform Owner has to approve as such. */
const withShortGate = (plan: Plan, gate: Gate | null): Plan =>
  gate === null
    ? plan
    : {
        ...plan,
        gates: {
          ...plan.gates,
          [gate]: { ...plan.gates[gate], expiresAfterHours: expiresAfterSeconds / hourSeconds },
        },
      };

/** Takes a change through the plan with the scenario's failure; without a scenario, the run has no failure. */
export async function takeChange(
  { installation, commit, assembly, plan, inbox, say }: Stage,
  attempt: number,
  scenario: Scenario | null,
): Promise<EndedRun> {
  const fault = scenario?.fault ?? null;
  const submitted = fault === null ? assembly : injectFault(assembly, fault);
  const change = await changeFor(installation, commit, submitted, attempt);
  const runId = runIdOf(change);
  await submit(installation, change, submitted, withShortGate(plan, scenario?.expire ?? null));
  await waitForRun(installation, runId);
  say(`following run ${runId}`);
  const answering = (gate: Gate) => {
    if (gate === scenario?.expire) return null;
    return gate === scenario?.reject
      ? ({ decision: "reject", reason: "a rehearsal rejects this gate" } as const)
      : approve(gate);
  };
  const ended = new AbortController();
  const interference = interfere(installation, runId, scenario, ended.signal, say);
  try {
    const verdict = await follow(installation, runId, {
      inbox,
      answering: inbox === null ? null : answering,
      say,
    });
    return { runId, verdict };
  } finally {
    ended.abort();
    await interference;
  }
}

/** What happens from outside during the run: its execution is stopped, or a sweep finds that a gate has expired. */
async function interfere(
  installation: Installation,
  runId: string,
  scenario: Scenario | null,
  ended: AbortSignal,
  say: Say,
): Promise<void> {
  if (scenario === null || (scenario.abort === null && scenario.expire === null)) return;
  const records = recordsIn({ ...installation, clock: systemClock });
  while (!ended.aborted) {
    await setTimeout(pollIntervalMs);
    const { entries } = await records.read(runId);
    if (isSealed(entries)) return;
    if (scenario.abort !== null && hasBegun(entries, scenario)) {
      await stopExecution(installation, runId);
      say(`          the execution of ${runId} was stopped from outside`);
      return;
    }
    if (scenario.expire !== null && hasExpired(entries, scenario.expire)) {
      await sweepNow(installation);
      return;
    }
  }
}

const hasBegun = (entries: readonly Entry[], { fault }: Scenario): boolean =>
  entries
    .filter(isFact("provision-step", "intent"))
    .some(({ detail }) => detail.environment === fault?.environment && detail.step === fault.step);

const hasExpired = (entries: readonly Entry[], gate: Gate): boolean =>
  entries
    .filter(isFact("open-gate", "outcome"))
    .some(({ detail }) => detail.gate === gate && detail.expiresAtMs < Date.now());

async function stopExecution({ stateMachineArn }: Installation, name: string): Promise<void> {
  await new SFNClient().send(
    new StopExecutionCommand({ executionArn: executionArn(stateMachineArn, name), cause: "a rehearsal" }),
  );
}

/** Rehearses one scenario, and reads what is left of each environment from the environment itself, not from the records. */
export async function rehearseScenario(
  stage: Stage,
  attempt: number,
  scenario: Scenario,
): Promise<Rehearsed> {
  const { installation, assembly } = stage;
  const beganAtMs = performance.now();
  const before = await remainsOf(installation);
  const { runId, verdict } = await takeChange(stage, attempt, scenario);
  const after = await remainsOf(installation);
  const { entries } = await recordsIn({ ...installation, clock: systemClock }).read(runId);
  const problems = environments.flatMap((environment) =>
    problemsOf(
      scenario.expected[environment],
      after[environment],
      before[environment],
      assembly.environments[environment],
    ).map((problem) => `${environment}: ${problem}`),
  );
  if (verdict !== scenario.verdict) problems.push(`the verdict is ${verdict}, not ${scenario.verdict}`);
  return {
    scenario: scenario.name,
    seconds: (performance.now() - beganAtMs) / 1000,
    runId,
    verdict,
    undone: entries
      .filter(isFact("roll-back-step", "outcome"))
      .map(({ subject, detail }) => `${subject} ${detail.result}`),
    left: environments.map((environment) => {
      const prefix = `${assembly.application}-${environment}-`;
      return `${environment.padEnd(12)}${remainsText(after[environment], prefix)}`;
    }),
    problems,
  };
}
