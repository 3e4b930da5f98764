import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Environment } from "../domain/environment.ts";
import type { Deployment } from "../ports/shared/access.ts";
import { besideCode } from "../settings/beside-code.ts";
import { type PageName, rowOf, type TaskName } from "../tasks/tasks.ts";
import { grant, grantsOf } from "./grants.ts";

/**
 * How often the SDK sends a request that is refused for its rate: 3 times by default, which a gate that describes some hundred
 * resources does not survive (AWS SDKs and Tools reference guide, "Retry behavior", AWS_MAX_ATTEMPTS). With six, one waits 31 s at most.
 */
const attempts = 6;

/** Where the functions' bundles are, which get the settings beside them, and the deployment that their ports use. */
export type FunctionSources = { readonly bundles: string; readonly deployment: Deployment };

const memoryMb = 512;
const timeoutSeconds = 60;

/** One task's function: a role of its own with exactly what its ports need, a log group of its own, one bundle. */
export function taskFunction(
  scope: Construct,
  task: TaskName | PageName,
  { bundles, deployment }: FunctionSources,
  environment: Environment | null,
): LambdaFunction {
  const id = environment === null ? task : `${task}-${environment}`;
  const functionName = `${deployment.settings.application}-${id}`;
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
  const { allowed, variables } = grantsOf(rowOf(task), deployment, environment);
  grant(role, allowed);
  const environmentVariables: Record<string, string> = { AWS_MAX_ATTEMPTS: String(attempts) };
  for (const [name, value] of Object.entries(variables)) {
    const file = besideCode.get(name);
    if (file === undefined) environmentVariables[name] = value;
    else writeFileSync(join(bundles, task, file), value);
  }
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
