import { logged } from "./checks.ts";
import { number, orUnseen } from "./fact.ts";
import { described, general, ownedBy, type Service } from "./row.ts";

/** Source: CloudWatch Logs API reference, DeleteLogGroup: it deletes what belongs to the group. */
const ofGroup = ownedBy("AWS::Logs::LogGroup", "LogGroupName");

/** CloudWatch Logs. */
export const logs = {
  iam: "logs",
  types: {
    "AWS::Logs::LogGroup": described({
      arn: { kind: "log-group", id: "name" },
      facts: { retentionDays: orUnseen(number) },
      probes: [
        {
          fact: "retention",
          about: ["retentionDays"],
          checks: logged,
          holds: ({ retentionDays }) => retentionDays !== null,
          saw: ({ retentionDays }) =>
            retentionDays === null ? "kept without limit" : `kept ${retentionDays} days`,
        },
      ],
      state: null,
      actions: ["logs:DescribeLogGroups"],
      look: "aws logs describe-log-groups --log-group-name-prefix {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: "its events can't be written again",
      listed: { by: "name", action: "logs:DescribeLogGroups" },
      exposure: null,
      rehearsed: "log group",
    }),
    "AWS::Logs::LogStream": ofGroup,
    "AWS::Logs::MetricFilter": ofGroup,
    "AWS::Logs::SubscriptionFilter": ofGroup,
    "AWS::Logs::ResourcePolicy": general([
      {
        fact: "resource-policy",
        what: "a log policy that names everyone",
        policyIn: ({ PolicyDocument }) => PolicyDocument,
        // Source: template reference, AWS::Logs::ResourcePolicy: PolicyDocument is required.
        hasAlways: true,
      },
    ]),
  },
} satisfies Service;
