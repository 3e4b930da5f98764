import { join } from "node:path";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Environment } from "../domain/environment.ts";
import { type PageName, pages, type TaskName, tasks } from "../tasks.ts";
import { type Granted, grant } from "./grants.ts";

/** Where the bundles are, what the ports stand for here, and whose functions these are. */
export type Installation = {
  readonly application: string;
  readonly bundles: string;
  readonly granted: Granted;
};

const memoryMb = 512;
const timeoutSeconds = 60;

/** One task's function: a role of its own with exactly what its ports need, a log group of its own, one bundle. */
export function taskFunction(
  scope: Construct,
  task: TaskName | PageName,
  { application, bundles, granted }: Installation,
  environment?: Environment,
): LambdaFunction {
  const id = environment === undefined ? task : `${task}-${environment}`;
  const functionName = `${application}-${id}`;
  const role = new Role(scope, `${id}-role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    description: `Interlock: what ${id} may do`,
  });
  const logGroup = new LogGroup(scope, `${id}-log`, {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: RetentionDays.THIRTEEN_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  logGroup.grantWrite(role);
  const row = task in tasks ? tasks[task as TaskName] : pages[task as PageName];
  const environmentVariables = grant(role, row, granted, environment);
  return new LambdaFunction(scope, id, {
    functionName,
    role,
    logGroup,
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromAsset(join(bundles, task)),
    memorySize: memoryMb,
    timeout: Duration.seconds(timeoutSeconds),
    environment: environmentVariables,
  });
}
