import type * as z from "zod";
import type { Environment } from "../domain/environment.ts";
import type { Ports } from "../ports/ports.ts";
import { tasksForPeople } from "./for-people.ts";
import { tasksOfRuns } from "./of-runs.ts";
import { tasksOnASchedule } from "./on-a-schedule.ts";
import { tasksOnEvents } from "./on-events.ts";
import { pages } from "./pages.ts";
import type { TaskRow } from "./row.ts";

/**
 * Every Lambda function once: how often it is deployed, its input, its answer, and the ports it uses. The handlers
 * get their types from it, the grants are derived from it, and the state machines' payloads and choices are
 * compared with it.
 */
export const tasks = { ...tasksOfRuns, ...tasksOnEvents, ...tasksForPeople, ...tasksOnASchedule };

/** The name of a task, which is also its folder in functions/. */
export type TaskName = keyof typeof tasks;

/** The input of a task. */
export type TaskInput<T extends TaskName> = z.output<(typeof tasks)[T]["input"]>;

/** The answer of a task. */
export type TaskAnswer<T extends TaskName> = z.output<(typeof tasks)[T]["answer"]>;

/** The ports of a task. */
export type TaskPorts<T extends TaskName> = Pick<Ports, (typeof tasks)[T]["ports"][number]>;

/** Whether a task has a function of its own in that environment. */
export const isDeployedIn = (name: TaskName, environment: Environment): boolean => {
  const { deployed } = tasks[name];
  return deployed === "per environment" || (deployed === "in production" && environment === "production");
};

/** The name of a page, which is also its folder in functions/. */
export type PageName = keyof typeof pages;

/** The row of a task or page. */
export const rowOf = (name: TaskName | PageName): TaskRow =>
  name in tasks ? tasks[name as TaskName] : pages[name as PageName];

/** The ports of a page. */
export type PagePorts<P extends PageName> = Pick<Ports, (typeof pages)[P]["ports"][number]>;
