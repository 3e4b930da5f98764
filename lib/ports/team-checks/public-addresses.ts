import { BlockList } from "node:net";

/** Source: IANA IPv4 Special-Purpose Address Registry, and RFC 5771 and RFC 1112 for multicast and the former class E. */
const notPublic4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
/** Source: IANA IPv6 Address Space (global unicast is 2000::/3), and what its Special-Purpose Registry takes out of that. */
const global6 = ["2000::", 3] as const;
const notPublic6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const listOf = (ranges: readonly (readonly [string, number])[], family: "ipv4" | "ipv6"): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
};
const special4 = listOf(notPublic4, "ipv4");
const special6 = listOf(notPublic6, "ipv6");
const unicast6 = listOf([global6], "ipv6");

/** Whether an address is one of the internet's. Everything that leads to a machine, a network or a link of its own is not. */
export const isPublicAddress = (address: string, family: number): boolean =>
  family === 4
    ? !special4.check(address, "ipv4")
    : family === 6 && unicast6.check(address, "ipv6") && !special6.check(address, "ipv6");
