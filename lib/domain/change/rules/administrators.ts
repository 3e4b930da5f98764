import type { Value } from "../template/values.ts";
import { alternatives, written } from "../template/written.ts";
import { type ChangeRule, inEachResource } from "./candidate.ts";
import { isOwnArn, settled, type ValuePlace } from "./own.ts";
import { type PolicyStatement, statementsIn } from "./statements.ts";

/** Managed policies of AWS with which a role may do everything, or give itself the right to. */
const managedByAws = /policy\/AdministratorAccess|:aws:policy\/(IAMFullAccess|PowerUserAccess|.*(\$\{|\{\{))/;

// Whoever may do all of these, or do it to all of these, may do everything: services of every letter, so that no list of prefixes
// that leaves out a few comes to the same unseen.
const actions = [
  "acm:DeleteCertificate",
  "braket:CreateJob",
  "cloudformation:CreateStack",
  "dynamodb:GetItem",
  "ec2:RunInstances",
  "firehose:PutRecord",
  "glue:StartJobRun",
  "health:DescribeEvents",
  "iam:CreateUser",
  "kms:Decrypt",
  "lambda:InvokeFunction",
  "macie2:ListFindings",
  "network-firewall:UpdateFirewallPolicy",
  "organizations:LeaveOrganization",
  "polly:SynthesizeSpeech",
  "quicksight:DeleteUser",
  "rds:DeleteDBInstance",
  "s3:GetObject",
  "tag:TagResources",
  "verifiedpermissions:IsAuthorized",
  "workmail:DeleteUser",
  "xray:PutTraceSegments",
];
const unknown = "unknown";
const resources = [
  "iam::ACCOUNT:role/r",
  "ec2:REGION:ACCOUNT:instance/i",
  "lambda:REGION:ACCOUNT:function:f",
  "kms:REGION:ACCOUNT:key/k",
];

/** A role that may do everything, in an environment that no gate precedes, is an administrator nobody approved. */
export const ungatedAdministrators: ChangeRule = (steps, context) =>
  inEachResource((resource, { demands, allowances }) => {
    const { step, where, logicalId, type, properties } = resource;
    if (demands.environments[step.environment].isGated || !type.startsWith("AWS::IAM::")) return [];
    if (
      [logicalId, properties["RoleName"]].some((name) =>
        allowances.administrators.some((one) => one === name),
      )
    )
      return [];
    const place: ValuePlace = { step, neighbours: steps };
    const isManaged = alternatives(properties["ManagedPolicyArns"] ?? null).some((one) =>
      managedByAws.test(written(settled(one, place).value) ?? ""),
    );
    if (!isManaged && ![...statementsIn(properties)].some((one) => allowsEverything(one, place))) return [];
    return [
      {
        rule: "ungated-administrator",
        where,
        seen: `${logicalId} may do ${isManaged ? "what an administrator may" : "everything on every resource"}`,
        todo: `nobody approves a change of ${step.environment}: narrow it, or list it in the settings`,
      },
    ];
  })(steps, context);

/** Whether a statement allows everything on everything that stands in the account. */
function allowsEverything(statement: PolicyStatement, place: ValuePlace): boolean {
  if (statement["Effect"] === "Deny") return false;
  const { account, region } = place.step;
  const all = resources.map(
    (arn) => `arn:aws:${arn.replace("ACCOUNT", account ?? unknown).replace("REGION", region ?? unknown)}`,
  );
  return (
    (statement["NotAction"] !== undefined || areAll(statement["Action"], place, actions)) &&
    (statement["NotResource"] !== undefined || areAll(statement["Resource"], place, all))
  );
}

/** Whether each of these names is meant by one of the patterns, or could be: what nobody can tell may be a star. */
function areAll(of: Value | undefined, place: ValuePlace, names: readonly string[]): boolean {
  const patterns = alternatives(of ?? null).map((one) => patternOf(one, place));
  return names.every((name) => patterns.some((pattern) => pattern.test(name)));
}

/** A pattern of IAM as a regular expression: `*` stands for any characters, and `?` for one. */
function patternOf(of: Value, at: ValuePlace): RegExp {
  const { value, place } = settled(of, at);
  const text = (written(value) ?? "")
    .replace(/\$\{[^}]*\}/g, (one) => pseudo[one] ?? (isOwnArn({ "Fn::Sub": one }, place) ? "own" : "*"))
    .replace(/\{\{resolve:[^}]*\}\}/g, "*")
    .replace(/arn:[^:*?]+:/, "arn:aws:");
  const pattern = text
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "is");
}

/** What stands for a reference to the place of a stack whose place nobody says. */
const pseudo: Readonly<Record<string, string>> = {
  "${AWS::Partition}": "aws",
  "${AWS::Region}": unknown,
  "${AWS::AccountId}": unknown,
};
