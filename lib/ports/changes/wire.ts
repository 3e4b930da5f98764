import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { changesIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const changes = wire<typeof access>()({ BUCKET_NAME: text }, ({ BUCKET_NAME }) =>
  changesIn({ bucketName: BUCKET_NAME }),
);
