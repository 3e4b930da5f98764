import { allows, matches, type Statement } from "../../simulator/accounts/evaluate.ts";
import { accountOf, named, type Policies, type ResourcePolicy } from "./policies.ts";

/** A role as the search sees it. */
export type Node = {
  readonly arn: string;
  readonly account: string;
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
};

/** The accounts with their roles and the policies of their resources. */
export type World = {
  readonly roles: readonly Node[];
  readonly resourcePolicies: readonly ResourcePolicy[];
};

/** One step of a way: whoever holds `from` gets hold of `to`. */
export type Step = { readonly from: string; readonly to: string; readonly by: string };

/** Actions with which a principal gives itself, or anybody, more rights on what they are about. */
const writesPolicies: readonly string[] = [
  "iam:AttachRolePolicy",
  "iam:CreatePolicyVersion",
  "iam:PutRolePolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:CreateAccessKey",
  "iam:AttachUserPolicy",
  "iam:PutUserPolicy",
  "iam:AddUserToGroup",
  "iam:CreateLoginProfile",
  "kms:PutKeyPolicy",
  "kms:CreateGrant",
  "s3:PutBucketPolicy",
  "sns:AddPermission",
  "sns:SetTopicAttributes",
  "sqs:AddPermission",
  "sqs:SetQueueAttributes",
  "lambda:AddPermission",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "events:PutPermission",
  "events:PutRule",
  "states:UpdateStateMachine",
  "dynamodb:PutResourcePolicy",
  "secretsmanager:PutResourcePolicy",
];

/** Actions that hand a passed role to code of the caller's. Source: Rhino Security Labs, "AWS IAM privilege escalation"; Pathfinding.cloud. */
const runsUnder: Readonly<Record<string, readonly string[]>> = {
  "cloudformation.amazonaws.com": [
    "cloudformation:CreateStack",
    "cloudformation:UpdateStack",
    "cloudformation:CreateChangeSet",
    "cloudformation:SetStackPolicy",
  ],
  "lambda.amazonaws.com": ["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"],
  "states.amazonaws.com": ["states:CreateStateMachine", "states:UpdateStateMachine"],
  "ecs-tasks.amazonaws.com": ["ecs:RegisterTaskDefinition", "ecs:RunTask"],
  "ec2.amazonaws.com": ["ec2:RunInstances"],
  "events.amazonaws.com": ["events:PutTargets"],
};

const wholeAccount = (account: string): string => `account ${account}`;

const trustsAccount = ({ trust }: Node, account: string): boolean =>
  trust.some(
    (statement) =>
      statement.Effect === "Allow" &&
      named(statement, { role: `arn:aws:iam::${account}:role/anything`, account }) !== null,
  );

const trusts = (target: Node, by: Node): boolean =>
  target.trust.some((statement) => {
    const how = statement.Effect === "Allow" ? named(statement, { role: by.arn, account: by.account }) : null;
    if (how === null) return false;
    // Naming the account leaves it to the account's policies; a role that is named in its own account needs no policy.
    if (how === "itself" && by.account === target.account) return true;
    return allows(by.statements, { action: "sts:AssumeRole", resource: target.arn });
  });

const trustsService = ({ trust }: Node, service: string): boolean =>
  trust.some((statement) => statement.Effect === "Allow" && named(statement, { service }) === "itself");

/** What a statement list lets somebody do to a role or resource with these actions. */
const may = (
  statements: readonly Statement[],
  actions: readonly string[],
  resource: string,
): string | undefined => actions.find((action) => allows(statements, { action, resource }));

/** An administrator of an account holds all of it: it may write every policy there. */
const isAdministrator = ({ statements, account }: Node): boolean =>
  may(statements, ["iam:PutRolePolicy"], `arn:aws:iam::${account}:role/any-name-at-all`) !== undefined;

/** Every step from one holder. An account that is wholly held acts as any principal of it. */
function stepsFrom(holder: string, { roles, resourcePolicies }: World): readonly Step[] {
  const account = /^account (\d+)$/.exec(holder)?.[1];
  if (account !== undefined) {
    const roleSteps = roles.flatMap((role): Step[] => {
      if (role.account === account) return [{ from: holder, to: role.arn, by: "it is in the account" }];
      return trustsAccount(role, account)
        ? [{ from: holder, to: role.arn, by: "the role trusts the account" }]
        : [];
    });
    const anyone = { role: `arn:aws:iam::${account}:role/anything`, account };
    const resources = resourcePolicies.flatMap(({ resource, statements }): Step[] => {
      const foreign = accountOf(resource) !== account;
      const opens = statements.some(
        (one) => one.Effect === "Allow" && named(one, anyone) !== null && isOpen(one, account),
      );
      return foreign && opens ? [{ from: holder, to: resource, by: "the resource's policy lets it in" }] : [];
    });
    return [...roleSteps, ...resources];
  }
  const by = roles.find(({ arn }) => arn === holder);
  if (by === undefined) return [];
  const assumed = roles
    .filter((role) => role.arn !== holder && trusts(role, by))
    .map((role) => ({ from: holder, to: role.arn, by: "sts:AssumeRole" }));
  const passed = roles.flatMap((role): Step[] => {
    if (role.account !== by.account || !allows(by.statements, { action: "iam:PassRole", resource: role.arn }))
      return [];
    return Object.entries(runsUnder).flatMap(([service, actions]) => {
      const action = actions.find((one) => by.statements.some((statement) => grants(statement, one)));
      return action !== undefined && trustsService(role, service)
        ? [{ from: holder, to: role.arn, by: `iam:PassRole and ${action}` }]
        : [];
    });
  });
  const written = roles.flatMap((role): Step[] => {
    const action = role.account === by.account ? may(by.statements, writesPolicies, role.arn) : undefined;
    return action === undefined || role.arn === holder ? [] : [{ from: holder, to: role.arn, by: action }];
  });
  const opened = resourcePolicies.flatMap(({ resource }): Step[] => {
    const action =
      accountOf(resource) === by.account ? may(by.statements, writesPolicies, resource) : undefined;
    return action === undefined ? [] : [{ from: holder, to: resource, by: action }];
  });
  const whole = isAdministrator(by)
    ? [{ from: holder, to: wholeAccount(by.account), by: "it may write every policy of its account" }]
    : [];
  return [...assumed, ...passed, ...written, ...opened, ...whole];
}

const grants = ({ Effect, Action, NotAction }: Statement, action: string): boolean =>
  Effect === "Allow" &&
  (Action === undefined
    ? ![NotAction ?? []].flat().some((one) => matches(one, action, "i"))
    : [Action].flat().some((one) => matches(one, action, "i")));

/** Whether a statement's conditions can hold for somebody of that account: only those that name accounts keep it out. */
function isOpen({ Condition = {} }: Statement, account: string): boolean {
  const own = Object.entries(Condition).flatMap(([operator, keys]) =>
    /^(StringEquals|ArnEquals|ArnLike|StringLike)$/.test(operator)
      ? Object.entries(keys).filter(([key]) => /^aws:(Source|Principal)/.test(key))
      : [],
  );
  return own.every(([, values]) => [values].flat().some((value) => value.includes(account) || value === "*"));
}

/** Every way from a holder, as the last step of each. */
export function reached(start: string, world: World): ReadonlyMap<string, readonly Step[]> {
  const ways = new Map<string, readonly Step[]>([[start, []]]);
  const open = [start];
  for (let next = open.shift(); next !== undefined; next = open.shift())
    for (const step of stepsFrom(next, world)) {
      if (ways.has(step.to)) continue;
      ways.set(step.to, [...(ways.get(next) ?? []), step]);
      open.push(step.to);
    }
  ways.delete(start);
  return ways;
}

/** The ways from everything in an environment's account that lead out of it. */
export function waysOut(account: string, world: World): readonly (readonly Step[])[] {
  return [...reached(wholeAccount(account), world)]
    .filter(([to]) => !to.includes(account) || to.startsWith("arn:aws:s3:::"))
    .map(([, way]) => way);
}

/** The world of a control plane's policies and the roles of the environments. */
export const worldOf = (
  { roles, resourcePolicies }: Policies,
  account: string,
  others: readonly Node[],
): World => ({
  roles: [...roles.map((role) => ({ ...role, account })), ...others],
  resourcePolicies,
});
