import type { Service } from "./row.ts";

/** Application Auto Scaling. */
export const applicationAutoscaling = {
  iam: "application-autoscaling",
  types: {
    "AWS::ApplicationAutoScaling::ScalableTarget": {
      goneBy: "owner",
      owner: { types: ["AWS::ECS::Service"], property: "ResourceId" },
      oneWay: {},
      holdsData: null,
    },
    "AWS::ApplicationAutoScaling::ScalingPolicy": {
      goneBy: "owner",
      owner: { types: ["AWS::ApplicationAutoScaling::ScalableTarget"], property: "ScalingTargetId" },
      oneWay: {},
      holdsData: null,
    },
  },
} satisfies Service;
