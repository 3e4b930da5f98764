import { text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** EventBridge Scheduler. */
export const scheduler = {
  iam: "scheduler",
  types: {
    "AWS::Scheduler::Schedule": described({
      // Its ARN ends with its group and its name; CloudFormation's id is the name alone, which a group may share with another.
      arn: { kind: "schedule", id: "name" },
      facts: { state: text("ENABLED", "DISABLED") },
      probes: [],
      state: null,
      actions: ["scheduler:ListSchedules"],
      look: "aws scheduler list-schedules --name-prefix {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::Scheduler::ScheduleGroup": described({
      arn: { kind: "schedule-group", id: "name" },
      facts: { state: text("ACTIVE", "DELETING") },
      probes: [],
      state: { fact: "state", gone: [], going: ["DELETING"] },
      actions: ["scheduler:GetScheduleGroup"],
      look: "aws scheduler get-schedule-group --name {id}",
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
