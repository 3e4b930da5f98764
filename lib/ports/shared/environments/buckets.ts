import { S3Client } from "@aws-sdk/client-s3";
import type { ClientConfig, Clients } from "./environments.ts";

class PathStyleClient extends S3Client {
  constructor(config: ClientConfig) {
    super({ ...config, forcePathStyle: true });
  }
}

/** S3 in an environment. It names buckets in the path, because a bucket's name may hold dots. */
export const bucketsOf = (clients: Clients): S3Client => clients(PathStyleClient);
