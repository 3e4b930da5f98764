import { ownedBy, type Service } from "./row.ts";

/** Application Auto Scaling. */
export const applicationAutoscaling = {
  iam: "application-autoscaling",
  types: {
    "AWS::ApplicationAutoScaling::ScalableTarget": ownedBy("AWS::ECS::Service", "ResourceId"),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ownedBy(
      "AWS::ApplicationAutoScaling::ScalableTarget",
      "ScalingTargetId",
    ),
  },
} satisfies Service;
