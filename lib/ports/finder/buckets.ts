import { type Bucket, paginateListBuckets } from "@aws-sdk/client-s3";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { bucketsOf } from "../shared/environments/buckets.ts";
import type { Clients } from "../shared/environments/environments.ts";
import type { Found } from "./port.ts";

/** Source: S3 user guide, "Bucket quotas": an account with a quota above 10,000 buckets has to list them in pages. */
const bucketsAPage = 1_000;

/** Buckets whose name contains this name. */
export async function bucketsNamed(clients: Clients, name: string): Promise<Found[]> {
  const all: Bucket[] = [];
  const client = bucketsOf(clients);
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { MaxBuckets: bucketsAPage }))
    all.push(...Buckets);
  return all
    .filter(({ Name = "" }) => carriesName(Name, name))
    .map(({ Name = "", CreationDate }) => ({
      type: "AWS::S3::Bucket",
      id: Name,
      createdAtMs: CreationDate?.getTime() ?? null,
    }));
}
