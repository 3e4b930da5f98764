import { setTimeout } from "node:timers/promises";
import { SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { runIdOf } from "../domain/change/manifest.ts";
import { environments } from "../domain/environment.ts";
import type { Gate } from "../domain/gates.ts";
import type { Entry } from "../domain/records/entry.ts";
import { isFact } from "../domain/records/facts.ts";
import { executionArn } from "../domain/run/machines.ts";
import { isSealed } from "../domain/run/status.ts";
import type { Verdict } from "../domain/run/verdict.ts";
import type { Installation } from "../installation/installation.ts";
import type { Plan } from "../plan/schema.ts";
import { systemClock } from "../ports/clock/system.ts";
import { recordsIn } from "../ports/records/aws.ts";
import { sweepNow } from "../sandbox/deploy.ts";
import type { Say } from "../sandbox/up.ts";
import type { Assembly } from "./assembly.ts";
import type { Commit } from "./commit.ts";
import { follow } from "./follow.ts";
import { injectFault } from "./inject-fault.ts";
import { problemsOf, remainsInWords } from "./judge-remains.ts";
import { remainsOf } from "./remains.ts";
import { waitForRun } from "./run-change.ts";
import type { Scenario } from "./scenarios.ts";
import { changeFor, submit } from "./submit.ts";
import { sayYes } from "./up.ts";

/** Where a rehearsal takes place: an installation, the commit, and its assembly without a fault. */
export type Stage = {
  readonly installation: Installation;
  readonly head: Commit;
  readonly assembly: Assembly;
  readonly plan: Plan;
  /** Where the mails are read; null where people read their own and answer the gates themselves. */
  readonly inbox: string | null;
  readonly say: Say;
};

/** How a rehearsal ended. */
export type Rehearsed = {
  readonly runId: string;
  readonly verdict: Verdict;
  /** What was undone, in the order in which it was. */
  readonly undone: readonly string[];
  /** What is there of each environment, in words. */
  readonly left: readonly string[];
  /** What is not as it has to be; empty when the rehearsal is right. */
  readonly problems: readonly string[];
};

const expiresAfterSeconds = 2;
const hourSeconds = 3_600;
const lookEveryMs = 250;

/** The plan, with a gate that gives people hardly any time: a plan of its own, which has to be approved as such. */
const hasty = (plan: Plan, gate: Gate | null): Plan =>
  gate === null
    ? plan
    : {
        ...plan,
        gates: {
          ...plan.gates,
          [gate]: { ...plan.gates[gate], expiresAfterHours: expiresAfterSeconds / hourSeconds },
        },
      };

/** Takes a change through the plan, with what the scenario says going wrong; null is a run without a fault. */
export async function take(
  { installation, head, assembly, plan, inbox, say }: Stage,
  attempt: number,
  scenario: Scenario | null,
): Promise<{ readonly runId: string; readonly verdict: Verdict }> {
  const runId = runIdOf({ ...head, attempt });
  const fault = scenario?.fault ?? null;
  const submitted = fault === null ? assembly : injectFault(assembly, fault);
  const change = await changeFor(installation, head, submitted, attempt);
  await submit(installation, change, submitted, hasty(plan, scenario?.expire ?? null));
  await waitForRun(installation, runId);
  say(`following run ${runId}`);
  const answering = (gate: Gate) => {
    if (gate === scenario?.expire) return null;
    return gate === scenario?.reject
      ? ({ decision: "reject", reason: "a rehearsal: this gate says no" } as const)
      : sayYes(gate);
  };
  const meanwhile = new AbortController();
  const outside = interfere(installation, runId, scenario, meanwhile.signal, say);
  try {
    const verdict = await follow(installation, runId, {
      inbox,
      answering: inbox === null ? null : answering,
      say,
    });
    return { runId, verdict };
  } finally {
    meanwhile.abort();
    await outside;
  }
}

/** What comes from outside while the run goes on: its execution is stopped, or a sweep finds that a gate's time is over. */
async function interfere(
  installation: Installation,
  runId: string,
  scenario: Scenario | null,
  over: AbortSignal,
  say: Say,
): Promise<void> {
  if (scenario === null || (scenario.abort === null && scenario.expire === null)) return;
  const records = recordsIn({ ...installation, clock: systemClock });
  while (!over.aborted) {
    await setTimeout(lookEveryMs);
    const { entries } = await records.read(runId);
    if (isSealed(entries)) return;
    if (scenario.abort !== null && isUnderWay(entries, scenario)) {
      await stopExecution(installation, runId);
      say(`          the execution of ${runId} was stopped from outside`);
      return;
    }
    if (scenario.expire !== null && isOver(entries, scenario.expire)) {
      await sweepNow(installation);
      return;
    }
  }
}

const isUnderWay = (entries: readonly Entry[], { fault }: Scenario): boolean =>
  entries
    .filter(isFact("provision-step", "intent"))
    .some(({ detail }) => detail.environment === fault?.environment && detail.step === fault.step);

const isOver = (entries: readonly Entry[], gate: Gate): boolean =>
  entries
    .filter(isFact("open-gate", "outcome"))
    .some(({ detail }) => detail.gate === gate && detail.expiresAtMs < Date.now());

async function stopExecution({ stateMachineArn }: Installation, name: string): Promise<void> {
  await new SFNClient().send(
    new StopExecutionCommand({ executionArn: executionArn(stateMachineArn, name), cause: "a rehearsal" }),
  );
}

/** Carries out one scenario, and looks at what is left of each environment, without asking the records. */
export async function carryOut(stage: Stage, attempt: number, scenario: Scenario): Promise<Rehearsed> {
  const { installation, assembly } = stage;
  const before = await remainsOf(assembly.application);
  const { runId, verdict } = await take(stage, attempt, scenario);
  const after = await remainsOf(assembly.application);
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
    runId,
    verdict,
    undone: entries
      .filter(isFact("roll-back-step", "outcome"))
      .map(({ subject, detail }) => `${subject} ${detail.result}`),
    left: environments.map((environment) => {
      const prefix = `${assembly.application}-${environment}-`;
      return `${environment.padEnd(12)}${remainsInWords(after[environment], prefix)}`;
    }),
    problems,
  };
}
