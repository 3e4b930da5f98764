import { type Environment, environments } from "../../../lib/domain/environment.ts";
import { anyImpliedLogGroup } from "../../../lib/domain/rollback/implied.ts";
import { checkTag } from "../../../lib/domain/team-question.ts";
import type { Ports } from "../../../lib/ports/ports.ts";
import { type EnvironmentPlace, roleArnOf } from "../../../lib/ports/shared/environments/roles.ts";
import {
  type PurposeName,
  purposes,
  sessionPolicyOf,
} from "../../../lib/ports/shared/environments/session-policies.ts";
import { pages } from "../../../lib/tasks/pages.ts";
import { isDeployedIn, type PageName, rowOf, type TaskName, tasks } from "../../../lib/tasks/tasks.ts";
import type { Asked } from "../../simulator/accounts/evaluate.ts";
import { type Command, commandsOf } from "./commands.ts";
import { places } from "./in-environments.ts";
import type { Use } from "./refusal-of.ts";

/**
 * The ports for which one service answers in memory, with what their sessions are for. Their calls are read in their source:
 * every operation that it imports counts as called.
 */
export const describedPorts = {
  inspector: "look",
  finder: "look",
  exposure: "look",
  logs: "readLogs",
  buckets: "help",
  logGroups: "help",
} as const satisfies Partial<Record<keyof Ports, PurposeName>>;

/** Operations for states of stacks that no story comes to in every function, with the port and the session that calls them. */
const rarely = [
  { port: "stacks", purpose: "publish", service: "sts", operation: "AssumeRole" },
  { port: "teamChecks", purpose: "look", service: "sts", operation: "AssumeRole" },
  { port: "teamChecks", purpose: "look", service: "cloudwatch", operation: "DescribeAlarms" },
  { port: "teamChecks", purpose: "ask", service: "sts", operation: "AssumeRole" },
  { port: "teamChecks", purpose: "ask", service: "lambda", operation: "Invoke" },
  { port: "stacks", purpose: "deploy", service: "cloudformation", operation: "RollbackStack" },
  { port: "stacks", purpose: "deploy", service: "cloudformation", operation: "UpdateStack" },
  { port: "stacks", purpose: "deploy", service: "cloudformation", operation: "DescribeEvents" },
  { port: "stacks", purpose: "deploy", service: "cloudformation", operation: "ListImports" },
  { port: "cloudControl", purpose: "look", service: "sts", operation: "AssumeRole" },
  { port: "cloudControl", purpose: "look", service: "cloudformation", operation: "GetResource" },
  { port: "references", purpose: "refer", service: "ecr", operation: "DescribeImages" },
  { port: "stackIndex", purpose: "look", service: "cloudformation", operation: "ListExports" },
  {
    port: "driftDetector",
    purpose: "look",
    service: "cloudformation",
    operation: "DescribeStackResourceDrifts",
  },
] as const satisfies readonly {
  port: keyof Ports;
  purpose: PurposeName;
  service: string;
  operation: string;
}[];

/** Actions whose names are not the operation's. Source: service authorization reference of each service; S3 user guide, "Required permissions for Amazon S3 API operations". */
const otherwise: Readonly<Record<string, readonly string[]>> = {
  "s3 GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3 GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
  "s3 ListBuckets": ["s3:ListAllMyBuckets"],
  "s3 ListObjectVersions": ["s3:ListBucketVersions"],
  "s3 DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  "lambda Invoke": ["lambda:InvokeFunction"],
  "lambda GetLayerVersionByArn": ["lambda:GetLayerVersion"],
};

/** The actions that an operation is authorised as. */
export const actionsOf = ({ service, operation }: Command): readonly string[] =>
  // API Gateway's actions are the methods of its paths.
  (service === "apigateway" && operation.startsWith("Get") ? ["apigateway:GET"] : undefined) ??
  otherwise[`${service} ${operation}`] ?? [`${service}:${operation}`];

/** The resources of the environment that an action may be about, one of each kind. */
function resourcesOf(action: string, place: EnvironmentPlace): readonly string[] {
  const { account, region } = place;
  if (action === "logs:DeleteLogGroup")
    return anyImpliedLogGroup.map(
      (name) => `arn:aws:logs:${region}:${account}:log-group:${name.replaceAll("*", "one")}`,
    );
  return [resourceOf(action, place)];
}

function resourceOf(action: string, { application, environment, account, region }: EnvironmentPlace): string {
  const stack = `${application}-${environment}-network`;
  if (/^s3:(DeleteObject)/.test(action)) return `arn:aws:s3:::${stack}-bucket/key`;
  if (action.startsWith("s3:ListAll")) return "*";
  if (action.startsWith("s3:")) return `arn:aws:s3:::${stack}-bucket`;
  if (action === "lambda:InvokeFunction") return `arn:aws:lambda:${region}:${account}:function:${stack}`;
  if (/^(cloudformation:(List(Im|Ex)ports|GetResource)|logs:DescribeLogGroups)/.test(action)) return "*";
  if (action.startsWith("cloudformation:"))
    return `arn:aws:cloudformation:${region}:${account}:stack/${stack}/id`;
  if (action.startsWith("ecr:")) return `arn:aws:ecr:${region}:${account}:repository/${stack}`;
  if (action.startsWith("logs:Filter")) return `arn:aws:logs:${region}:${account}:log-group:${stack}`;
  return `arn:aws:${action.split(":")[0]}:${region}:${account}:${stack}`;
}

const names = [...Object.keys(tasks), ...Object.keys(pages)] as (TaskName | PageName)[];

/** The functions of a task, each with the environments that it reaches. */
export function functionsOf(name: TaskName | PageName): readonly {
  readonly by: string;
  readonly environments: readonly Environment[];
}[] {
  if (!(name in tasks) || tasks[name as TaskName].deployed === "once")
    return [{ by: name, environments: rowOf(name).environments ?? environments }];
  return environments
    .filter((environment) => isDeployedIn(name as TaskName, environment))
    .map((environment) => ({ by: `${name}-${environment}`, environments: [environment] }));
}

/** What the functions ask through these ports. */
export function describedUses(): readonly Use[] {
  return names.flatMap((name) =>
    functionsOf(name).flatMap(({ by, environments: reached }) =>
      places
        .filter(({ environment }) => reached.includes(environment))
        .flatMap((place) => [
          ...Object.entries(describedPorts).flatMap(([port, purpose]) =>
            rowOf(name).ports.includes(port as keyof Ports) && isCalled(port, place)
              ? usesOf(by, commandsOf(port), purpose, place)
              : [],
          ),
          ...rarely.flatMap(({ port, purpose, service, operation }) =>
            rowOf(name).ports.includes(port) ? usesOf(by, [{ service, operation }], purpose, place) : [],
          ),
        ]),
    ),
  );
}

/** Only where the plan destroys an environment are its buckets emptied and its logs deleted (lib/bootstrap/helper-template.ts). */
const isCalled = (port: string, { environment }: EnvironmentPlace): boolean =>
  !["buckets", "logGroups"].includes(port) || environment !== "production";

function usesOf(
  by: string,
  commands: readonly Command[],
  purpose: PurposeName,
  place: EnvironmentPlace,
): readonly Use[] {
  const roleArn = roleArnOf(purposes[purpose].role, place);
  const session = { roleArn, policy: sessionPolicyOf(purpose, place) };
  return commands.flatMap((command): Use[] => {
    const call = `${command.service} ${command.operation}`;
    if (command.service === "sts")
      return [{ by, session: null, asked: { action: "sts:AssumeRole", resource: roleArn }, call }];
    return actionsOf(command).flatMap((action) => {
      // A session may invoke only what the team tagged.
      const context = purpose === "ask" ? { [`aws:ResourceTag/${checkTag}`]: place.application } : {};
      return resourcesOf(action, place).map((resource): Use => {
        const asked: Asked = { action, resource, context };
        return { by, session, asked, call };
      });
    });
  });
}
