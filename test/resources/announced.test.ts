import type { Templated } from "../../lib/resources/row.ts";
import { announcing } from "../../lib/resources/tables.ts";

type Resources = Templated["resources"];

const about = (logicalId: string, resources: Resources): [string, Templated] => {
  const { Type, Properties: properties = {} } = resources[logicalId] ?? {};
  return [String(Type), { logicalId, properties, resources }];
};
const isAnnounced = (logicalId: string, resources: Resources): boolean | undefined => {
  const [type, templated] = about(logicalId, resources);
  return announcing[type]?.announced?.(templated);
};
const extentOf = (logicalId: string, resources: Resources): readonly string[] | undefined => {
  const [type, templated] = about(logicalId, resources);
  return announcing[type]?.extent?.announcedAs(templated);
};

const blocked = (...four: readonly (boolean | string)[]) => ({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: four[0],
    BlockPublicPolicy: four[1],
    IgnorePublicAcls: four[2],
    RestrictPublicBuckets: four[3],
  },
});
const endpoint = (...Types: readonly string[]) => ({ EndpointConfiguration: { Types } });
const tasks = (AssignPublicIp: string) => ({
  NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-1"], AssignPublicIp } },
});
const site = (Enabled: unknown) => ({ DistributionConfig: { Enabled, Origins: [] } });
const interfaces = (one: object) => ({ NetworkInterfaces: [{ DeviceIndex: "0", ...one }] });

// Source: CloudFormation template reference, the page of each type. A parameter is text, whatever the property's type.
test.each<[string, boolean, string, object]>([
  ["ApiGateway::RestApi", true, "without an endpoint, which is one at the edge", {}],
  ["ApiGateway::RestApi", true, "with a regional endpoint", endpoint("REGIONAL")],
  ["ApiGateway::RestApi", false, "with a private endpoint", endpoint("PRIVATE")],
  ["ApiGatewayV2::Api", true, "that says nothing", {}],
  ["ApiGatewayV2::Api", true, "whose endpoint is enabled", { DisableExecuteApiEndpoint: false }],
  ["ApiGatewayV2::Api", false, "whose endpoint is disabled", { DisableExecuteApiEndpoint: true }],
  ["ApiGatewayV2::Api", false, "disabled by a parameter", { DisableExecuteApiEndpoint: "true" }],
  ["AppSync::GraphQLApi", true, "that says nothing, which is global", {}],
  ["AppSync::GraphQLApi", true, "that is global", { Visibility: "GLOBAL" }],
  ["AppSync::GraphQLApi", false, "that is private", { Visibility: "PRIVATE" }],
  ["CloudFront::Distribution", true, "that is enabled", site(true)],
  ["CloudFront::Distribution", true, "enabled by a parameter", site("true")],
  ["CloudFront::Distribution", true, "without a configuration", {}],
  ["CloudFront::Distribution", false, "that is disabled", site(false)],
  ["CloudFront::Distribution", false, "disabled by a parameter", site("false")],
  ["EC2::Instance", false, "that says nothing", {}],
  ["EC2::Instance", false, "without a public address", interfaces({ AssociatePublicIpAddress: false })],
  ["EC2::Instance", true, "with a public address", interfaces({ AssociatePublicIpAddress: true })],
  ["EC2::Instance", true, "with one by a parameter", interfaces({ AssociatePublicIpAddress: "true" })],
  ["EC2::Instance", true, "with IPv6 addresses", { Ipv6AddressCount: 1 }],
  ["EC2::Instance", true, "with IPv6 addresses by a parameter", { Ipv6AddressCount: "2" }],
  ["EC2::Instance", false, "with no IPv6 address", { Ipv6AddressCount: 0, Ipv6Addresses: [] }],
  [
    "EC2::Instance",
    true,
    "with an IPv6 address",
    interfaces({ Ipv6Addresses: [{ Ipv6Address: "2600::1" }] }),
  ],
  ["EC2::Subnet", false, "that says nothing", {}],
  [
    "EC2::Subnet",
    false,
    "that maps none",
    { MapPublicIpOnLaunch: false, AssignIpv6AddressOnCreation: false },
  ],
  ["EC2::Subnet", true, "that maps public addresses", { MapPublicIpOnLaunch: true }],
  ["EC2::Subnet", true, "that maps them by a parameter", { MapPublicIpOnLaunch: "true" }],
  ["EC2::Subnet", true, "that assigns IPv6 addresses", { AssignIpv6AddressOnCreation: true }],
  ["ECS::Service", false, "that says nothing", {}],
  ["ECS::Service", false, "whose tasks have private addresses", tasks("DISABLED")],
  ["ECS::Service", true, "whose tasks have public addresses", tasks("ENABLED")],
  ["ElasticLoadBalancingV2::LoadBalancer", true, "that says nothing, and faces the internet", {}],
  ["ElasticLoadBalancingV2::LoadBalancer", true, "that faces the internet", { Scheme: "internet-facing" }],
  ["ElasticLoadBalancingV2::LoadBalancer", false, "that is internal", { Scheme: "internal" }],
  ["Lambda::Url", true, "that asks for no signature", { AuthType: "NONE" }],
  ["Lambda::Url", false, "that asks for a signature", { AuthType: "AWS_IAM" }],
  ["RDS::DBInstance", false, "that says nothing", {}],
  ["RDS::DBInstance", false, "that is private", { PubliclyAccessible: false }],
  ["RDS::DBInstance", true, "that is publicly accessible", { PubliclyAccessible: true }],
  ["RDS::DBInstance", true, "that is so by a parameter", { PubliclyAccessible: "true" }],
  ["RDS::DBCluster", false, "that says nothing", {}],
  ["RDS::DBCluster", true, "that is publicly accessible", { PubliclyAccessible: true }],
  ["S3::Bucket", true, "without a block of public access", {}],
  ["S3::Bucket", true, "that blocks nothing", blocked(false, false, false, false)],
  ["S3::Bucket", true, "that blocks all but one", blocked(true, true, true, false)],
  ["S3::Bucket", false, "that blocks everything", blocked(true, true, true, true)],
  ["S3::Bucket", false, "that blocks everything by parameters", blocked("true", "true", "true", "true")],
])("an %s is announced as reachable: %s, one %s", (type, expected, _what, Properties) => {
  const One = { Type: `AWS::${type}`, Properties: Properties as Readonly<Record<string, unknown>> };

  expect(isAnnounced("One", { One })).toBe(expected);
});

const vpc = { Type: "AWS::EC2::VPC" };
const gateway = (more: object, to = "Vpc") => ({
  Type: "AWS::EC2::VPCGatewayAttachment",
  Properties: { VpcId: { Ref: to }, ...more },
});
const internet = { InternetGatewayId: "igw-1" };

test.each<[boolean, string, Resources]>([
  [false, "that has no gateway", {}],
  [true, "with an internet gateway", { A: gateway(internet) }],
  [false, "with a VPN gateway", { A: gateway({ VpnGatewayId: "vgw-1" }) }],
  [false, "beside one with an internet gateway", { A: gateway(internet, "Vpc2") }],
  [false, "beside one of another template", { A: { ...gateway({}), Properties: internet } }],
  [false, "that something else names", { A: { ...gateway(internet), Type: "Custom::Note" } }],
  [false, "beside what has no properties", { A: { Type: "AWS::EC2::VPCGatewayAttachment" } }],
])("a network is announced as reachable: %s, one %s", (expected, _what, resources) => {
  expect(isAnnounced("Vpc", { Vpc: vpc, ...resources })).toBe(expected);
});

const table = { Type: "AWS::EC2::RouteTable" };
const route = (more: object, of = "Table") => ({
  Type: "AWS::EC2::Route",
  Properties: { RouteTableId: { Ref: of }, DestinationCidrBlock: "0.0.0.0/0", ...more },
});
const Vpn = { Type: "AWS::EC2::VPNGateway" };

test.each<[boolean, string, Resources]>([
  [false, "without a route", {}],
  [true, "to an internet gateway", { R: route({ GatewayId: "igw-1" }) }],
  [true, "to a carrier's gateway", { R: route({ CarrierGatewayId: { Ref: "Carrier" } }), Vpn }],
  [false, "to a NAT gateway", { R: route({ NatGatewayId: "nat-1" }) }],
  [false, "to a VPN gateway of its template", { R: route({ GatewayId: { Ref: "Vpn" } }), Vpn }],
  [true, "to a gateway beside a VPN gateway", { R: route({ GatewayId: { Ref: "Igw" } }), Vpn }],
  [true, "to a gateway that is no VPN gateway", { R: route({ GatewayId: { Ref: "Igw" } }), Igw: {} }],
  [false, "beside one to an internet gateway", { R: route({ GatewayId: "igw-1" }, "Table2") }],
  [false, "that something else names", { R: { ...route({ GatewayId: "igw-1" }), Type: "Custom::Note" } }],
  [false, "beside what has no properties", { R: { Type: "AWS::EC2::Route" } }],
])("a route table is announced as reachable: %s, one %s", (expected, _what, resources) => {
  expect(isAnnounced("Table", { Table: table, ...resources })).toBe(expected);
});

const everyone = { CidrIp: "0.0.0.0/0" };
const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
const inside = { ...https, CidrIp: "10.0.0.0/8" };
const rule = (more: object, of = "Group") => ({
  Type: "AWS::EC2::SecurityGroupIngress",
  Properties: { GroupId: { "Fn::GetAtt": [of, "GroupId"] }, ...https, ...more },
});

// Source: EC2 API reference, IpPermission: a protocol by name or number, and -1 for all of them, whatever its ports.
test.each<[readonly string[], string, unknown, Resources]>([
  [[], "nothing, without a rule", undefined, {}],
  [[], "nothing, by a rule for its network", [inside], {}],
  [["tcp 443-443"], "a port, by a rule for everyone", [inside, { ...https, ...everyone }], {}],
  [["tcp 443-443"], "a port, by one rule that is no list", { ...https, ...everyone }, {}],
  [["tcp 443-443"], "a port, by a rule for everyone by IPv6", [{ ...https, CidrIpv6: "::/0" }], {}],
  [["tcp 443-443"], "a port of a protocol by its number", [{ ...https, ...everyone, IpProtocol: 6 }], {}],
  [["udp 443-443"], "a port of UDP by its number", [{ ...https, ...everyone, IpProtocol: "17" }], {}],
  [["icmp all-all"], "a protocol without ports", [{ IpProtocol: 1, ...everyone }], {}],
  [["icmpv6 all-all"], "ICMPv6 by its number", [{ IpProtocol: 58, CidrIpv6: "::/0" }], {}],
  [["50 all-all"], "a protocol without a name", [{ IpProtocol: 50, ...everyone }], {}],
  [["-1 all-all"], "all ports of all protocols", [{ ...https, ...everyone, IpProtocol: "-1" }], {}],
  [["tcp 443-443"], "a port, by a rule of its own", undefined, { R: rule(everyone) }],
  [[], "nothing, by a rule of its own for its network", undefined, { R: rule({ CidrIp: "10.0.0.0/8" }) }],
  [[], "nothing, by a rule of another group", undefined, { R: rule(everyone, "Group2") }],
  [
    [],
    "nothing, by something else that names it",
    undefined,
    { R: { ...rule(everyone), Type: "Custom::Note" } },
  ],
  [
    [],
    "nothing, beside what has no properties",
    undefined,
    { R: { Type: "AWS::EC2::SecurityGroupIngress" } },
  ],
])("a security group announces %j: %s", (expected, _what, SecurityGroupIngress, resources) => {
  const Group = { Type: "AWS::EC2::SecurityGroup", Properties: { SecurityGroupIngress } };

  expect(extentOf("Group", { Group, ...resources })).toStrictEqual(expected);
});
