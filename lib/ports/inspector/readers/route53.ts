import {
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  paginateListHostedZones,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A hosted zone, by its id. */
const hostedZone: Describe<"AWS::Route53::HostedZone"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(Route53Client).send(new GetHostedZoneCommand({ Id: id })),
    "NoSuchHostedZone",
  );
  return seen === null ? null : { isPrivate: seen.HostedZone?.Config?.PrivateZone === true };
};

/** Names as they are compared: with the dot at their end, and with `*` as Route 53 writes it. */
const canonical = (name: string): string => `${name.replace(/\.$/, "").replace("\\052", "*").toLowerCase()}.`;

/** The records of a name, in every zone that may hold them: CloudFormation's id does not say in which. */
const recordSet: Describe<"AWS::Route53::RecordSet"> = async (id, clients) => {
  const client = clients(Route53Client);
  const name = canonical(id);
  const records: string[] = [];
  for await (const { HostedZones = [] } of paginateListHostedZones({ client }, {}))
    for (const { Id = "", Name = "" } of HostedZones) {
      if (name !== canonical(Name) && !name.endsWith(`.${canonical(Name)}`)) continue;
      const { ResourceRecordSets = [] } = await client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: Id, StartRecordName: name }),
      );
      // Every zone has these two records of its own name, which no stack made.
      records.push(
        ...ResourceRecordSets.filter((one) => canonical(one.Name ?? "") === name).flatMap(
          ({ Type = "", SetIdentifier }) =>
            name === canonical(Name) && (Type === "NS" || Type === "SOA")
              ? []
              : [[Id.replace(/^\/hostedzone\//, ""), Name, Type, SetIdentifier ?? []].flat().join(" ")],
        ),
      );
    }
  return records.length === 0 ? null : { records: records.sort() };
};

/** The readers of the service. */
export const readers: Readers<"route53"> = {
  "AWS::Route53::HostedZone": hostedZone,
  "AWS::Route53::RecordSet": recordSet,
};
