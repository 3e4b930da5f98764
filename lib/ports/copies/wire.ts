import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { copiesIn } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const copies = wire<typeof access>()({ BUCKET_NAME: text }, ({ BUCKET_NAME }) =>
  copiesIn({ bucketName: BUCKET_NAME }),
);
