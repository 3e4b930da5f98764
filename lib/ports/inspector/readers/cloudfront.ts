import {
  CloudFrontClient,
  GetDistributionCommand,
  GetOriginAccessControlCommand,
} from "@aws-sdk/client-cloudfront";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A distribution. */
const distribution: Describe<"AWS::CloudFront::Distribution"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(CloudFrontClient).send(new GetDistributionCommand({ Id: id })),
    "NoSuchDistribution",
  );
  const found = seen?.Distribution;
  if (found === undefined) return null;
  return { status: found.Status ?? "unknown", enabled: found.DistributionConfig?.Enabled ?? true };
};

/** What lets a distribution read its bucket. */
const accessControl: Describe<"AWS::CloudFront::OriginAccessControl"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(CloudFrontClient).send(new GetOriginAccessControlCommand({ Id: id })),
    "NoSuchOriginAccessControl",
  );
  const found = seen?.OriginAccessControl;
  return found === undefined ? null : { name: found.OriginAccessControlConfig?.Name ?? "" };
};

/** The readers of the service. */
export const readers: Readers<"cloudfront"> = {
  "AWS::CloudFront::Distribution": distribution,
  "AWS::CloudFront::OriginAccessControl": accessControl,
};
