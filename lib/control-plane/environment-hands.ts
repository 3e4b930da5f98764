import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Environment } from "../domain/environment.ts";
import { templateServices } from "../resources/access.ts";
import { isDeployedIn, type TaskName, tasks } from "../tasks.ts";
import { suppressWildcard } from "./suppress.ts";
import { type FunctionSources, taskFunction } from "./task-function.ts";

/**
 * What CloudFormation may do for one environment: use the services that have rows, and roles whose names contain the
 * environment's name. A change's template is untrusted, so it must not reach the records.
 */
export function serviceRole(
  scope: Construct,
  application: string,
  environment: Environment,
  records: readonly string[],
): Role {
  const role = new Role(scope, `${environment}-cloudformation`, {
    assumedBy: new ServicePrincipal("cloudformation.amazonaws.com"),
    description: `Interlock: what CloudFormation may do in ${environment}`,
  });
  const roles = `arn:*:iam::*:role/${application}-${environment}-*`;
  const policy = new ManagedPolicy(scope, `${environment}-cloudformation-policy`, {
    roles: [role],
    statements: [
      new PolicyStatement({ actions: templateServices.map((service) => `${service}:*`), resources: ["*"] }),
      new PolicyStatement({
        actions: [
          "iam:AttachRolePolicy",
          "iam:CreateRole",
          "iam:DeleteRole",
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:PassRole",
          "iam:PutRolePolicy",
          "iam:TagRole",
          "iam:UntagRole",
          "iam:UpdateAssumeRolePolicy",
        ],
        resources: [roles],
      }),
      new PolicyStatement({
        sid: "LeaveTheRecords",
        effect: Effect.DENY,
        notActions: ["s3:GetObject"],
        resources: [...records],
      }),
    ],
  });
  for (const service of templateServices)
    suppressWildcard(
      policy,
      "Action",
      `${service}:*`,
      "an environment's templates may use all of this service",
    );
  suppressWildcard(policy, "Resource", "*", "what the templates create gets its name from AWS");
  suppressWildcard(policy, "Resource", roles, "the roles of this environment are identified by their names");
  return role;
}

/** The functions that work in one environment, each deployed once for it. */
export class EnvironmentHands extends Construct {
  readonly functions: ReadonlyMap<TaskName, LambdaFunction>;

  constructor(scope: Construct, environment: Environment, sources: FunctionSources) {
    super(scope, environment);
    const here = (Object.keys(tasks) as TaskName[]).filter((name) => isDeployedIn(name, environment));
    this.functions = new Map(here.map((name) => [name, taskFunction(this, name, sources, environment)]));
  }
}
