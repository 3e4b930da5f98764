import { errorNames } from "../../../lib/domain/errors.ts";
import type { Call } from "../../simulator/account.ts";
import { type FaultKind, faultKinds } from "../../simulator/faults.ts";
import type { TaskFault } from "../../simulator/step-functions/step-functions.ts";
import type { Blueprint, World } from "../../simulator/world.ts";
import { childTransients, lambdaTransients } from "../prove/rules/limits.ts";
import { play, type Scenario, scenarios } from "./scenarios.ts";

/** One place at which something goes wrong in a scenario. */
export type Case =
  | {
      readonly scenario: string;
      readonly at: "call";
      /** Which call of the scenario's run, from 0. */
      readonly index: number;
      readonly where: string;
      readonly fault: FaultKind;
    }
  | {
      readonly scenario: string;
      readonly at: "state";
      readonly machine: string;
      readonly state: string;
      readonly where: string;
      readonly fault: string;
      /** At the first attempt only, or whenever its execution tries the state. */
      readonly always: boolean;
    };

/** Every fault that a state can meet, by name: the error classes before and after the work, and what no Catch sees. */
export const stateFaults: Readonly<Record<string, TaskFault>> = Object.fromEntries([
  ...[
    ...errorNames,
    ...lambdaTransients,
    ...childTransients,
    "Runtime.HandlerError",
    "States.TaskFailed",
    "States.Timeout",
    "States.Permissions",
  ].flatMap((error): [string, TaskFault][] => [
    [`${error} before`, { when: "before", error }],
    [`${error} after`, { when: "after", error }],
  ]),
  ["States.Runtime", { when: "fatal", error: "States.Runtime" }],
  ["States.DataLimitExceeded", { when: "fatal", error: "States.DataLimitExceeded" }],
  ["history overflow", { when: "overflow" }],
  ["aborted", { when: "ended", status: "ABORTED" }],
  ["timed out", { when: "ended", status: "TIMED_OUT" }],
  ["twice", { when: "twice" }],
] satisfies [string, TaskFault][]);

/** The scenario of that name. */
export const scenarioOf = (name: string): Scenario => {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no scenario "${name}"`);
  return found;
};

const whereOf = ({ process, service, operation }: Call, { application }: World): string =>
  `${process.name.slice(application.length + 1)} at ${process.purpose}: ${service} ${operation}`;

/** Where a scenario's run goes: its calls in their order, and the states that it enters. */
async function courseOf(blueprint: Blueprint, scenario: Scenario) {
  const calls: string[] = [];
  const states = new Map<string, { readonly machine: string; readonly state: string }>();
  await play(blueprint, scenario, {
    worst: true,
    disturb: (world) => {
      world.account.faultAt = (call) => {
        calls.push(whereOf(call, world));
        return undefined;
      };
      const { taskFault } = world.states;
      world.states.taskFault = (execution, state) => {
        const machine = execution.machine.name.slice(world.application.length + 1);
        states.set(`${machine} ${state}`, { machine, state });
        return taskFault(execution, state);
      };
    },
  });
  return { calls, states };
}

/**
 * Every case of these scenarios: each call of each run with each fault, and each state with each error.
 * @param everything also what an earlier scenario has told: the calls before a run parts from an earlier one's way, and
 * the states that one entered.
 */
export async function casesOf(
  blueprint: Blueprint,
  chosen: readonly Scenario[],
  everything: boolean,
): Promise<readonly Case[]> {
  const cases: Case[] = [];
  const ways: (readonly string[])[] = [];
  const entered = new Set<string>();
  for (const scenario of chosen) {
    const { name } = scenario;
    const { calls, states } = await courseOf(blueprint, scenario);
    const told = everything ? 0 : Math.max(0, ...ways.map((way) => commonLength(way, calls)));
    ways.push(calls);
    for (const [index, where] of calls.entries())
      if (index >= told)
        for (const fault of faultKinds) cases.push({ scenario: name, at: "call", index, where, fault });
    for (const [key, { machine, state }] of states) {
      if (entered.has(key) && !everything) continue;
      entered.add(key);
      const where = `${machine} «${state}»`;
      // What ends the execution, and what is done twice, has no second time.
      for (const fault of Object.keys(stateFaults))
        for (const always of isError(fault) ? [false, true] : [false])
          cases.push({ scenario: name, at: "state", machine, state, where, fault, always });
    }
  }
  return cases;
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  const parts = one.findIndex((where, index) => where !== other[index]);
  return parts < 0 ? one.length : parts;
}

const isError = (fault: string): boolean => / (before|after)$/.test(fault);
