import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import { admitsEveryone } from "../../../domain/admits-everyone.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A stream: its status, its encryption, and whether its policy names everyone. */
const stream: Describe<"AWS::Kinesis::Stream"> = async (id, clients) => {
  const kinesis = clients(KinesisClient);
  const found = await orAbsent(
    kinesis.send(new DescribeStreamSummaryCommand({ StreamName: id })),
    "ResourceNotFound",
  );
  if (found === null) return null;
  const { StreamStatus, EncryptionType, StreamARN } = found.StreamDescriptionSummary ?? {};
  const policy = await orAbsent(
    kinesis.send(new GetResourcePolicyCommand({ ResourceARN: StreamARN })),
    "ResourceNotFound",
  );
  const text = policy?.Policy ?? "";
  return {
    status: StreamStatus ?? "unknown",
    encryption: EncryptionType ?? "NONE",
    admitsEveryone: text === "" || text === "{}" ? false : admitsEveryone(text),
  };
};

/** The readers of the service. */
export const readers: Readers<"kinesis"> = { "AWS::Kinesis::Stream": stream };
