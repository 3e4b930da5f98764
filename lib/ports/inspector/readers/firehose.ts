import { DescribeDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A delivery stream, by its name. */
const deliveryStream: Describe<"AWS::KinesisFirehose::DeliveryStream"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(FirehoseClient).send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: id })),
    "ResourceNotFound",
  );
  return seen === null ? null : { status: seen.DeliveryStreamDescription?.DeliveryStreamStatus ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"firehose"> = { "AWS::KinesisFirehose::DeliveryStream": deliveryStream };
