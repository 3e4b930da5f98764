import { text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** IAM. */
export const iam = {
  iam: "iam",
  types: {
    "AWS::IAM::Role": described({
      arn: { kind: "role", id: "name" },
      facts: { path: text() },
      probes: [],
      state: null,
      actions: ["iam:GetRole"],
      look: "aws iam get-role --role-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a trust policy that names everyone", fact: null, actions: [] },
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
