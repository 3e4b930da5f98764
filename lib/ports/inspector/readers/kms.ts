import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts, policyUntold } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/** A key. */
const key: Describe<"AWS::KMS::Key"> = async (id, clients) => {
  const seen = await orAbsent(clients(KMSClient).send(new DescribeKeyCommand({ KeyId: id })), "NotFound");
  const metadata = seen?.KeyMetadata;
  if (metadata === undefined) return null;
  const { Policy } = await clients(KMSClient).send(
    new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }),
  );
  return {
    state: metadata.KeyState ?? "unknown",
    ...(Policy === undefined ? policyUntold : policyFacts(Policy)),
  };
};

/** An alias. DescribeKey describes the key that it names. */
const alias: Describe<"AWS::KMS::Alias"> = async (id, clients) => {
  const seen = await orAbsent(clients(KMSClient).send(new DescribeKeyCommand({ KeyId: id })), "NotFound");
  const metadata = seen?.KeyMetadata;
  return metadata?.KeyId === undefined ? null : { key: metadata.KeyId };
};

/** The readers of the service. */
export const readers: Readers<"kms"> = {
  "AWS::KMS::Key": key,
  "AWS::KMS::Alias": alias,
};
