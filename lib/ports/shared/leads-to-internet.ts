import type { Route } from "@aws-sdk/client-ec2";

/**
 * Whether a route leads to an internet gateway or to a carrier's: both let traffic in (VPC user guide, "Example routing
 * options").
 */
export const leadsToInternet = ({ GatewayId, CarrierGatewayId }: Route): boolean =>
  GatewayId?.startsWith("igw-") === true || CarrierGatewayId !== undefined;
