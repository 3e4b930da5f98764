import { type EC2Client, type IpPermission, paginateGetManagedPrefixListEntries } from "@aws-sdk/client-ec2";
import { isPublicRange } from "../../domain/address-range.ts";

const portsOf = ({ IpProtocol, FromPort, ToPort }: IpPermission): string =>
  `${IpProtocol} ${FromPort ?? "all"}-${ToPort ?? "all"}`;

/** The rules among these that let somebody on the internet in, as protocol and ports. Prefix lists are looked into. */
export async function openRules(client: EC2Client, rules: readonly IpPermission[]): Promise<string[]> {
  const found: string[] = [];
  for (const rule of rules) {
    const ranges = [
      ...(rule.IpRanges ?? []).map(({ CidrIp = "" }) => CidrIp),
      ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 = "" }) => CidrIpv6),
    ];
    const lists = (rule.PrefixListIds ?? []).map(({ PrefixListId = "" }) => PrefixListId);
    const isOpen = ranges.some(isPublicRange) || (await somePublic(client, lists));
    if (isOpen) found.push(portsOf(rule));
  }
  return found;
}

/** Every rule in words, so that a change of any of them shows. */
export const rulesInWords = (rules: readonly IpPermission[]): string[] =>
  rules
    .flatMap((rule) =>
      [
        ...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
        ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
        ...(rule.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
        ...(rule.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
      ].map((from) => `${portsOf(rule)} from ${from}`),
    )
    .sort();

async function somePublic(client: EC2Client, lists: readonly string[]): Promise<boolean> {
  for (const PrefixListId of lists)
    for await (const { Entries = [] } of paginateGetManagedPrefixListEntries({ client }, { PrefixListId }))
      if (Entries.some(({ Cidr = "" }) => isPublicRange(Cidr))) return true;
  return false;
}
