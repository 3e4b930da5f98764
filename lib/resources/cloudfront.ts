import { neverPublic } from "./checks.ts";
import { flag, moving, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** CloudFront. */
export const cloudfront = {
  iam: "cloudfront",
  types: {
    "AWS::CloudFront::Distribution": described({
      arn: { kind: "distribution", id: "name" },
      facts: { status: moving(text("Deployed", "InProgress")), enabled: flag },
      probes: [
        {
          fact: "deployed",
          about: ["status"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ status }) => status === "Deployed",
          saw: ({ status }) => status,
        },
        {
          fact: "disabled",
          about: ["enabled"],
          checks: neverPublic,
          holds: ({ enabled }) => !enabled,
          saw: ({ enabled }) => (enabled ? "enabled" : "disabled"),
        },
      ],
      state: { fact: "status", gone: [], going: [] },
      actions: ["cloudfront:GetDistribution"],
      look: "aws cloudfront get-distribution --id {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "a distribution that answers everyone",
        fact: "enabled",
        actions: [],
      },
      // Only its own switch: an origin shield inside it has one of the same name.
      announced: ({ properties }) =>
        String((properties["DistributionConfig"] as { readonly Enabled?: unknown } | undefined)?.Enabled) !==
        "false",
      rehearsed: null,
    }),
    "AWS::CloudFront::OriginAccessControl": described({
      arn: { kind: "origin-access-control", id: "name" },
      facts: { name: text() },
      probes: [],
      state: null,
      actions: ["cloudfront:GetOriginAccessControl"],
      look: "aws cloudfront get-origin-access-control --id {id}",
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
