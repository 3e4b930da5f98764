import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts, withoutPolicy } from "../../shared/policy-facts.ts";
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
    ...(text === "" || text === "{}" ? withoutPolicy : policyFacts(text)),
  };
};

/** The readers of the service. */
export const readers: Readers<"kinesis"> = { "AWS::Kinesis::Stream": stream };
