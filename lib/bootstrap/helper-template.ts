import { readFileSync } from "node:fs";
import type { Environment } from "../domain/environment.ts";
import { anyImpliedLogGroup } from "../domain/rollback/implied.ts";
import { checkTag } from "../domain/team-question.ts";
import { environmentOf, parsePlan } from "../plan/schema.ts";
import { type EnvironmentPlace, helperStackOf, roleNameOf } from "../ports/shared/environments/roles.ts";

/** Whether the plan destroys the environment when it is rolled back. Only then are its buckets emptied, and its log groups deleted. */
export const isDestroyed = (environment: Environment): boolean =>
  environmentOf(plan, environment).rollback.policy === "destroy";

const plan = parsePlan(readFileSync(new URL("../plan/21.03.json", import.meta.url), "utf8"));

type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[] | string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** What the helper role may do: only what the bootstrap's roles lack. */
export function helperStatements({
  partition,
  application,
  environment,
  account,
  region,
}: EnvironmentPlace): readonly Statement[] {
  const buckets = `arn:${partition}:s3:::${application}-${environment}-*`;
  return [
    // Where the plan destroys an environment, its rollback has to empty the buckets: CloudFormation deletes only empty ones.
    ...(isDestroyed(environment)
      ? [
          {
            Sid: "ListVersions",
            Effect: "Allow",
            Action: "s3:ListBucketVersions",
            Resource: buckets,
          } as const,
          {
            Sid: "EmptyBuckets",
            Effect: "Allow",
            Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
            Resource: `${buckets}/*`,
          } as const,
          // Services make these outside every stack, and name them after resources, whose names may be the team's.
          {
            Sid: "DeleteLogGroups",
            Effect: "Allow",
            Action: "logs:DeleteLogGroup",
            Resource: anyImpliedLogGroup.map(
              (name) => `arn:${partition}:logs:${region}:${account}:log-group:${name}`,
            ),
          } as const,
        ]
      : []),
    {
      Sid: "CancelUpdates",
      Effect: "Allow",
      Action: "cloudformation:CancelUpdateStack",
      Resource: `arn:${partition}:cloudformation:${region}:${account}:stack/${application}-${environment}-*`,
    },
  ];
}

/** What the role for checks may do: invoke the functions that the team tagged. */
export const checksStatements = ({
  partition,
  application,
  account,
  region,
}: EnvironmentPlace): readonly Statement[] => [
  {
    Sid: "InvokeChecks",
    Effect: "Allow",
    Action: "lambda:InvokeFunction",
    Resource: `arn:${partition}:lambda:${region}:${account}:function:*`,
    Condition: { StringEquals: { [`aws:ResourceTag/${checkTag}`]: application } },
  },
];

/**
 * The template of the stack that adds the two roles to an environment's account. They trust the control plane's account; there,
 * only the functions of this environment may assume them, and those that ask checks may not assume the helper role.
 */
export const helperTemplate = (at: EnvironmentPlace, controlPlane: string): object => ({
  AWSTemplateFormatVersion: "2010-09-09",
  Description: `Interlock: what ${helperStackOf(at)} adds to the bootstrap for ${at.application} in ${at.environment}`,
  Resources: {
    Role: roleOf("helper", "what the bootstrap lacks", helperStatements(at), at, controlPlane),
    ChecksRole: roleOf("checks", "invokes the team's own checks", checksStatements(at), at, controlPlane),
  },
});

const roleOf = (
  role: "helper" | "checks",
  does: string,
  statements: readonly Statement[],
  at: EnvironmentPlace,
  controlPlane: string,
): object => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName: roleNameOf(role, at),
    Description: `Interlock: ${does}, for ${at.application} in ${at.environment}`,
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: `arn:${at.partition}:iam::${controlPlane}:root` },
        },
      ],
    },
    Policies: [{ PolicyName: role, PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
  },
});
