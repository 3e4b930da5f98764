import { flag, list } from "./fact.ts";
import { described, type Service } from "./row.ts";

/**
 * Whether a record as its reader tells it may be the one with these properties of a template. Source: template reference,
 * AWS::Route53::RecordSet: HostedZoneId or HostedZoneName, Type, and SetIdentifier, which tells records of one name and type apart.
 */
function isRecord(record: unknown, properties: Readonly<Record<string, unknown>>): boolean {
  const [id, zone, type, ...rest] = String(record).split(" ");
  const { HostedZoneId, HostedZoneName, Type, SetIdentifier } = properties;
  const isOther = (told: unknown, found: string | undefined) => typeof told === "string" && told !== found;
  return !(
    isOther(HostedZoneId, id) ||
    isOther(HostedZoneName, zone) ||
    isOther(Type, type) ||
    isOther(SetIdentifier, rest.join(" "))
  );
}

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
      // Each record of the name: the zone's id and name, the record's type, and its SetIdentifier if it has one.
      facts: { records: list },
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
      isAnother: ({ records }, properties) =>
        Array.isArray(records) && records.length > 0 && !records.some((one) => isRecord(one, properties)),
      rehearsed: null,
    }),
  },
} satisfies Service;
