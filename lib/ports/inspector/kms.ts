import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { orAbsent } from "../shared/or-absent.ts";
import type { Describe } from "./aws.ts";

const kms = new KMSClient();

/** A key. */
export const key: Describe<"AWS::KMS::Key"> = async (id) => {
  const seen = await orAbsent(kms.send(new DescribeKeyCommand({ KeyId: id })), "NotFound");
  const metadata = seen?.KeyMetadata;
  return metadata === undefined ? null : { state: metadata.KeyState ?? "unknown" };
};

/** A key's other name; DescribeKey follows it. */
export const alias: Describe<"AWS::KMS::Alias"> = async (id) => {
  const seen = await orAbsent(kms.send(new DescribeKeyCommand({ KeyId: id })), "NotFound");
  const metadata = seen?.KeyMetadata;
  return metadata?.KeyId === undefined ? null : { key: metadata.KeyId };
};
