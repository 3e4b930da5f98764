import { policyProbe, policyShapes, policyTextProbe } from "./checks.ts";
import { text } from "./fact.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** EventBridge. */
export const events = {
  iam: "events",
  types: {
    "AWS::Events::Rule": described({
      // CloudFormation's id of a rule on a bus of its own is the bus and the name, joined by |.
      arn: { kind: "rule", id: "name" },
      facts: { state: text("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") },
      probes: [
        {
          // Drift does not tell that somebody switched a rule off.
          fact: "rule-state",
          about: ["state"],
          checks: ["health-checks-operational"],
          holds: ({ state }) =>
            ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"].includes(state),
          saw: ({ state }) => state,
        },
      ],
      state: null,
      actions: ["events:DescribeRule"],
      look: "aws events describe-rule --name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::Events::EventBus": described({
      arn: { kind: "event-bus", id: "name" },
      facts: { ...policyShapes },
      probes: [policyProbe, policyTextProbe],
      state: null,
      actions: ["events:DescribeEventBus"],
      look: "aws events describe-event-bus --name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a bus policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::Events::EventBusPolicy": opening(ownedBy("AWS::Events::EventBus", "EventBusName")),
  },
} satisfies Service;
