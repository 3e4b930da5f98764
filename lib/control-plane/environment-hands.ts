import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Environment } from "../domain/environment.ts";
import { isDeployedIn, type TaskName, tasks } from "../tasks/tasks.ts";
import { type FunctionSources, taskFunction } from "./task-function.ts";

/** The functions that work in one environment, each deployed once for it. */
export class EnvironmentHands extends Construct {
  readonly functions: ReadonlyMap<TaskName, LambdaFunction>;

  constructor(scope: Construct, environment: Environment, sources: FunctionSources) {
    super(scope, environment);
    const here = (Object.keys(tasks) as TaskName[]).filter((name) => isDeployedIn(name, environment));
    this.functions = new Map(here.map((name) => [name, taskFunction(this, name, sources, environment)]));
  }
}
