import { flag, list } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** Route 53. */
export const route53 = {
  iam: "route53",
  types: {
    "AWS::Route53::HostedZone": described({
      // A zone answers with names. What a name leads to is read by itself.
      arn: { kind: "hostedzone", id: "name" },
      facts: { isPrivate: flag },
      probes: [],
      state: null,
      actions: ["route53:GetHostedZone"],
      look: "aws route53 get-hosted-zone --id {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::Route53::RecordSet": described({
      // It has no ARN, and CloudFormation's id is its name, in whichever zone: what a name leads to is read by itself.
      arn: { kind: "recordset", id: "name" },
      facts: { types: list },
      probes: [],
      state: null,
      actions: ["route53:ListHostedZones", "route53:ListResourceRecordSets"],
      look: "aws route53 test-dns-answer --hosted-zone-id ZONE --record-type A --record-name {id}",
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
