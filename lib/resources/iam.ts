import { neverPublic } from "./checks.ts";
import { flag, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** IAM. CloudFormation may use it only for roles that carry the environment's name. */
export const iam = {
  iam: "iam",
  inTemplates: false,
  types: {
    "AWS::IAM::Role": described({
      arn: { kind: "role", id: "name" },
      facts: { path: text(), trustsEveryone: flag },
      probes: [
        {
          fact: "trust-policy",
          about: ["trustsEveryone"],
          checks: neverPublic,
          holds: ({ trustsEveryone }) => !trustsEveryone,
          saw: ({ trustsEveryone }) => (trustsEveryone ? "trusts everyone" : "trusts named principals"),
        },
      ],
      state: null,
      actions: ["iam:GetRole"],
      look: "aws iam get-role --role-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a trust policy that names everyone", fact: "trustsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::IAM::Policy": {
      goneBy: "owner",
      owner: { types: ["AWS::IAM::Role"], property: "Roles" },
      oneWay: {},
      holdsData: null,
    },
  },
} satisfies Service;
