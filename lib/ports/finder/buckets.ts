import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { carriesName } from "../../domain/rollback/carries-name.ts";
import { bucketsOf } from "../shared/environments/buckets.ts";
import type { Clients } from "../shared/environments/environments.ts";
import type { Found } from "./port.ts";

/** Buckets whose name contains this name. */
export async function bucketsNamed(clients: Clients, name: string): Promise<Found[]> {
  const { Buckets = [] } = await bucketsOf(clients).send(new ListBucketsCommand({}));
  return Buckets.filter(({ Name = "" }) => carriesName(Name, name)).map(({ Name = "", CreationDate }) => ({
    type: "AWS::S3::Bucket",
    id: Name,
    createdAtMs: CreationDate?.getTime() ?? null,
  }));
}
