import type { Instance, InstanceNetworkInterface, NetworkInterface } from "@aws-sdk/client-ec2";

/** Whether a network interface has a public address. An IPv6 address is public by its kind (VPC user guide, "IP addressing"). */
export const hasPublicAddress = ({
  Association,
  Ipv6Addresses = [],
}: Pick<InstanceNetworkInterface | NetworkInterface, "Association" | "Ipv6Addresses">): boolean =>
  Association?.PublicIp !== undefined || Ipv6Addresses.length > 0;

/** Whether an instance, or one of its interfaces, has one. */
export const isPublicInstance = ({ PublicIpAddress, NetworkInterfaces = [] }: Instance): boolean =>
  PublicIpAddress !== undefined || NetworkInterfaces.some(hasPublicAddress);
