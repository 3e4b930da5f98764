import { moving, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** Step Functions. Source of the states: Step Functions API reference, DescribeStateMachine. */
export const stepFunctions = {
  iam: "states",
  types: {
    "AWS::StepFunctions::StateMachine": described({
      arn: { kind: "stateMachine", id: "arn" },
      facts: { status: moving(text("ACTIVE", "DELETING")), role: text() },
      probes: [
        {
          fact: "active",
          about: ["status"],
          checks: ["health-checks-operational"],
          holds: ({ status }) => status === "ACTIVE",
          saw: ({ status }) => status,
        },
      ],
      state: { fact: "status", gone: [], going: ["DELETING"] },
      actions: ["states:DescribeStateMachine"],
      look: "aws stepfunctions describe-state-machine --state-machine-arn {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
  },
} satisfies Service;
