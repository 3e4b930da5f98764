import * as z from "zod";
import { json, text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { assetsAt } from "./aws.ts";

const place = z.strictObject({ account: z.string(), region: z.string() }).nullable();

/** The port of a function, from its environment variables. */
export const assets = wire<typeof access>()(
  { ASSETS_BUCKET_NAME: text, CONTROL_PLANE_ARN: text, ENVIRONMENT_PLACE: json(place) },
  ({ ASSETS_BUCKET_NAME, CONTROL_PLANE_ARN, ENVIRONMENT_PLACE }) =>
    assetsAt({
      assetsBucketName: ASSETS_BUCKET_NAME,
      controlPlaneArn: CONTROL_PLANE_ARN,
      place: ENVIRONMENT_PLACE,
    }),
);
