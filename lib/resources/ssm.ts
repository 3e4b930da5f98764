import { text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** Systems Manager. */
export const ssm = {
  iam: "ssm",
  types: {
    "AWS::SSM::Parameter": described({
      arn: { kind: "parameter", id: "name" },
      facts: { kind: text("String", "StringList", "SecureString") },
      probes: [],
      state: null,
      actions: ["ssm:DescribeParameters"],
      look: "aws ssm describe-parameters --parameter-filters Key=Name,Values={id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: "its value may have been written by hand",
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
  },
} satisfies Service;
