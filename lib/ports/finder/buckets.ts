import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Found } from "./port.ts";

/** Buckets whose name contains this name. */
export async function bucketsNamed(name: string): Promise<Found[]> {
  const { Buckets = [] } = await patientClient(new S3Client({ forcePathStyle: true })).send(
    new ListBucketsCommand({}),
  );
  return Buckets.filter(({ Name = "" }) => carriesName(Name, name)).map(({ Name = "", CreationDate }) => ({
    type: "AWS::S3::Bucket",
    id: Name,
    createdAtMs: CreationDate?.getTime() ?? null,
  }));
}
