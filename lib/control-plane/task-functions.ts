import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { type Environment, environments } from "../domain/environment.ts";
import { settingMissing } from "../domain/errors.ts";
import type { Ports } from "../ports/ports.ts";
import { pages } from "../tasks/pages.ts";
import { type PageName, rowOf, type TaskName, tasks } from "../tasks/tasks.ts";
import { EnvironmentHands } from "./environment-hands.ts";
import { type FunctionSources, taskFunction } from "./task-function.ts";

/** Every function of the control plane, as the tables of tasks and pages list them. */
export class TaskFunctions {
  /** Those that exist once. */
  readonly once: ReadonlyMap<TaskName | PageName, LambdaFunction>;
  /** Those that work in one environment, for each environment. */
  readonly hands: ReadonlyMap<Environment, ReadonlyMap<TaskName, LambdaFunction>>;

  constructor(scope: Construct, sources: FunctionSources) {
    const names = (Object.keys(tasks) as TaskName[]).filter((name) => tasks[name].deployed === "once");
    this.once = new Map(
      [...names, ...(Object.keys(pages) as PageName[])].map((name) => [
        name,
        taskFunction(scope, name, sources, null),
      ]),
    );
    this.hands = new Map(
      environments.map((environment) => [
        environment,
        new EnvironmentHands(scope, environment, sources).functions,
      ]),
    );
  }

  /** The functions themselves, those that exist once first. */
  get all(): readonly LambdaFunction[] {
    return this.named().map(({ made }) => made);
  }

  /**
   * The function of a task or page that exists once.
   * @throws SettingMissing if no table lists it.
   */
  of(name: TaskName | PageName): LambdaFunction {
    const found = this.once.get(name);
    if (found === undefined) throw settingMissing(`${name} is not deployed: add it to lib/tasks`);
    return found;
  }

  /** The functions that use a port. */
  using(port: keyof Ports): readonly LambdaFunction[] {
    return this.named().flatMap(({ name, made }) => (rowOf(name).ports.includes(port) ? [made] : []));
  }

  private named(): readonly { readonly name: TaskName | PageName; readonly made: LambdaFunction }[] {
    return [...[...this.once], ...[...this.hands.values()].flatMap((functions) => [...functions])].map(
      ([name, made]) => ({ name, made }),
    );
  }
}
