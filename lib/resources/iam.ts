import { grants, neverPublic, policyProbe } from "./checks.ts";
import { flag, list, orUnseen, text } from "./fact.ts";
import { described, ownedBy, type Service } from "./row.ts";

/** The question what a user or a group may do. Drift compares only what the template sets: a policy attached by hand is none of it. */
const permissionsProbe = {
  fact: "permissions",
  about: ["permissions"],
  checks: grants,
  holds: ({ permissions }: { readonly permissions: readonly string[] | null }) =>
    permissions === null ? null : true,
  saw: ({ permissions }: { readonly permissions: readonly string[] | null }) =>
    `may ${permissions?.join(", ") || "nothing"}`,
} as const;

/** IAM. */
export const iam = {
  iam: "iam",
  types: {
    "AWS::IAM::Role": described({
      arn: { kind: "role", id: "name" },
      facts: {
        path: text(),
        admitsEveryone: orUnseen(flag),
        trust: orUnseen(list),
        documents: orUnseen(list),
        permissions: orUnseen(list),
      },
      probes: [
        policyProbe,
        {
          // Drift compares only what the template sets: a policy that somebody attaches by hand is none of it.
          fact: "role-permissions",
          about: ["trust", "permissions"],
          checks: neverPublic,
          holds: ({ trust, permissions }) => (trust === null || permissions === null ? null : true),
          saw: ({ trust, permissions }) =>
            `trusts by ${trust?.join(", ")}; may ${permissions?.join(", ") || "nothing"}`,
        },
      ],
      state: null,
      actions: [
        "iam:GetRole",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
      ],
      look: "aws iam get-role --role-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a trust policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::IAM::User": described({
      arn: { kind: "user", id: "name" },
      facts: { permissions: orUnseen(list) },
      probes: [permissionsProbe],
      state: null,
      actions: [
        "iam:GetUser",
        "iam:GetUserPolicy",
        "iam:ListAttachedUserPolicies",
        "iam:ListGroupsForUser",
        "iam:ListUserPolicies",
      ],
      look: "aws iam get-user --user-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::IAM::Group": described({
      arn: { kind: "group", id: "name" },
      facts: { permissions: orUnseen(list) },
      probes: [permissionsProbe],
      state: null,
      actions: [
        "iam:GetGroup",
        "iam:GetGroupPolicy",
        "iam:ListAttachedGroupPolicies",
        "iam:ListGroupPolicies",
      ],
      look: "aws iam get-group --group-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::IAM::ManagedPolicy": described({
      arn: { kind: "policy", id: "arn" },
      facts: { document: orUnseen(list) },
      probes: [
        {
          // A new default version by hand is no drift of the roles that have the policy.
          fact: "policy-document",
          about: ["document"],
          checks: grants,
          holds: ({ document }) => (document === null ? null : true),
          saw: ({ document }) => `allows ${document?.join(", ")}`,
        },
      ],
      state: null,
      actions: ["iam:GetPolicy", "iam:GetPolicyVersion"],
      look: "aws iam get-policy --policy-arn {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::IAM::InstanceProfile": described({
      arn: { kind: "instance-profile", id: "name" },
      facts: { roles: list },
      probes: [],
      state: null,
      actions: ["iam:GetInstanceProfile"],
      look: "aws iam get-instance-profile --instance-profile-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::IAM::Policy": {
      ...ownedBy("AWS::IAM::Role", "Roles"),
      // A role's reader tells its inline policies as "name digest".
      isGoneFrom: ({ permissions }, { PolicyName }) =>
        Array.isArray(permissions) && typeof PolicyName === "string"
          ? !permissions.some((one) => String(one).startsWith(`${PolicyName} `))
          : null,
    },
  },
} satisfies Service;
