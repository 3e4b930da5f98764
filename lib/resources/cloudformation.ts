import { text } from "./fact.ts";
import { described, ownedBy, type Service } from "./row.ts";

/** CloudFormation and what only exists in its stacks. */
export const cloudformation = {
  iam: "cloudformation",
  types: {
    "AWS::CloudFormation::Stack": described({
      arn: { kind: "stack", id: "arn" },
      facts: { status: text("CREATE_COMPLETE", "DELETE_COMPLETE", "DELETE_IN_PROGRESS") },
      probes: [],
      state: { fact: "status", gone: ["DELETE_COMPLETE"], going: ["DELETE_IN_PROGRESS"] },
      actions: ["cloudformation:DescribeStacks"],
      look: "aws cloudformation describe-stack-events --stack-name {id}",
      // Source: CloudFormation user guide, "Nest stacks": operations on nested stacks start from the parent.
      owner: { types: ["AWS::CloudFormation::Stack"], property: "ParentId" },
      oneWay: {},
      movingProperties: [],
      holdsData: "its resources may hold data, and the parent's change set doesn't show them",
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::CloudFormation::WaitCondition": { goneBy: "stack", oneWay: {}, holdsData: null },
    "AWS::CloudFormation::WaitConditionHandle": { goneBy: "stack", oneWay: {}, holdsData: null },
    // It is a name for its function, in CloudFormation alone (CloudFormation user guide, "CloudFormation macros").
    "AWS::CloudFormation::Macro": ownedBy("AWS::Lambda::Function", "FunctionName"),
    "AWS::CDK::Metadata": { goneBy: "stack", oneWay: {}, holdsData: null },
  },
} satisfies Service;
