import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { orAbsent } from "../../shared/or-absent.ts";
import { patientClient } from "../../shared/passing-errors.ts";
import type { Describe, Readers } from "../describe.ts";

const kms = patientClient(new KMSClient());

/** A key. */
const key: Describe<"AWS::KMS::Key"> = async (id) => {
  const seen = await orAbsent(kms.send(new DescribeKeyCommand({ KeyId: id })), "NotFound");
  const metadata = seen?.KeyMetadata;
  return metadata === undefined ? null : { state: metadata.KeyState ?? "unknown" };
};

/** An alias. DescribeKey describes the key that it names. */
const alias: Describe<"AWS::KMS::Alias"> = async (id) => {
  const seen = await orAbsent(kms.send(new DescribeKeyCommand({ KeyId: id })), "NotFound");
  const metadata = seen?.KeyMetadata;
  return metadata?.KeyId === undefined ? null : { key: metadata.KeyId };
};

/** The readers of the service. */
export const readers: Readers<"kms"> = {
  "AWS::KMS::Key": key,
  "AWS::KMS::Alias": alias,
};
