import {
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { readers } from "../../../lib/ports/inspector/readers/ec2.ts";
import { reached } from "../../fixtures/reached.ts";

const ec2 = mockClient(EC2Client);
beforeEach(() => ec2.reset());
afterAll(() => ec2.restore());
const clients = reached("staging").clients("look", "staging");
const look = (id: string) => readers["AWS::EC2::SecurityGroup"](id, clients);
const group = (...IpPermissions: object[]) =>
  ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ GroupId: "sg-1", IpPermissions }] });
const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
const open = { openToWorld: ["tcp 443-443"] };

describe("a security group", () => {
  test("with a name for an id is looked for by its name", async () => {
    group();

    expect(await look("shop-web")).not.toBeNull();
    expect(ec2.commandCalls(DescribeSecurityGroupsCommand)[0]?.args[0].input).toEqual({
      Filters: [{ Name: "group-name", Values: ["shop-web"] }],
    });
  });

  test("with a malformed id is not gone", async () => {
    ec2
      .on(DescribeSecurityGroupsCommand)
      .rejects(Object.assign(new Error("malformed"), { name: "InvalidGroupId.Malformed" }));

    await expect(look("sg-x")).rejects.toMatchObject({ name: "InvalidGroupId.Malformed" });
  });

  test.each<[string, object]>([
    ["to everybody", { IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    ["to half of the internet", { IpRanges: [{ CidrIp: "128.0.0.0/1" }] }],
    ["to a public range", { IpRanges: [{ CidrIp: "52.0.0.0/8" }] }],
    ["to everybody by IPv6", { Ipv6Ranges: [{ CidrIpv6: "2000::/3" }] }],
  ])("is open %s", async (_what, ranges) => {
    group({ ...https, ...ranges });

    expect(await look("sg-1")).toMatchObject(open);
  });

  test.each<[string, readonly object[], readonly string[]]>([
    ["is open to the public ranges of a prefix list", [{ Cidr: "203.0.113.0/24" }], ["tcp 443-443"]],
    ["is not open to the private ranges of a prefix list", [{ Cidr: "10.1.0.0/16" }], []],
  ])("%s", async (_what, Entries, openToWorld) => {
    group({ ...https, PrefixListIds: [{ PrefixListId: "pl-1" }] });
    ec2.on(GetManagedPrefixListEntriesCommand).resolves({ Entries: [...Entries] });

    expect(await look("sg-1")).toMatchObject({ openToWorld, admits: ["tcp 443-443 from pl-1"] });
  });
});
