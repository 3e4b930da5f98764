import { flag, number } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** CloudWatch. */
export const cloudwatch = {
  iam: "cloudwatch",
  types: {
    "AWS::CloudWatch::Alarm": described({
      arn: { kind: "alarm", id: "name" },
      facts: { enabled: flag, actions: number },
      probes: [
        {
          fact: "alarm-acts",
          about: ["enabled", "actions"],
          checks: ["monitoring-and-alerting-enabled"],
          holds: ({ enabled, actions }) => enabled && actions > 0,
          saw: ({ enabled, actions }) => `${enabled ? "enabled" : "disabled"}, ${actions} actions`,
        },
      ],
      state: null,
      actions: ["cloudwatch:DescribeAlarms"],
      look: "aws cloudwatch describe-alarms --alarm-names {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::CloudWatch::Dashboard": described({
      arn: { kind: "dashboard", id: "name" },
      facts: { bytes: number },
      probes: [],
      state: null,
      actions: ["cloudwatch:GetDashboard"],
      look: "aws cloudwatch get-dashboard --dashboard-name {id}",
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
