import { moving, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** EventBridge Pipes. Source of the states: EventBridge Pipes API reference, DescribePipe. */
export const pipes = {
  iam: "pipes",
  types: {
    "AWS::Pipes::Pipe": described({
      arn: { kind: "pipe", id: "name" },
      facts: {
        state: moving(text("RUNNING", "STOPPED", "CREATING", "UPDATING", "DELETING", "STARTING", "STOPPING")),
      },
      probes: [
        {
          fact: "running",
          about: ["state"],
          checks: ["health-checks-operational"],
          settles: true, // A pipe may be stopped on purpose.
          holds: ({ state }) => state === "RUNNING" || state === "STOPPED",
          saw: ({ state }) => state,
        },
      ],
      state: { fact: "state", gone: [], going: ["DELETING"] },
      actions: ["pipes:DescribePipe"],
      look: "aws pipes describe-pipe --name {id}",
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
