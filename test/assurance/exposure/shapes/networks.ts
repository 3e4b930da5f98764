import { open, type Shape, shut } from "../shape.ts";

const group = (...IpPermissions: readonly object[]) => ({
  DescribeSecurityGroups: { SecurityGroups: [{ GroupId: "sg-1", GroupName: "web", IpPermissions }] },
});
const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
const ingress = (rule: object) => ({ SecurityGroupIngress: [{ ...https, ...rule }] });
const byRange = (CidrIp: string) => group({ ...https, IpRanges: [{ CidrIp }] });
const byRange6 = (CidrIpv6: string) => group({ ...https, Ipv6Ranges: [{ CidrIpv6 }] });
const byList = (Cidr: string) => ({
  ...group({ ...https, PrefixListIds: [{ PrefixListId: "pl-1" }] }),
  GetManagedPrefixListEntries: { Entries: [{ Cidr }] },
});
const table = (...Routes: readonly object[]) => ({
  DescribeRouteTables: { RouteTables: [{ RouteTableId: "rtb-1", Routes }] },
});
const networkInterface = (more: object) => ({
  DescribeNetworkInterfaces: {
    NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", Status: "in-use", ...more }],
  },
});

/** The networks of EC2, and what stands in them. Source: EC2 API reference. */
export const networks: Readonly<Record<string, Shape>> = {
  "AWS::EC2::VPC": {
    id: "vpc-1",
    stands: {
      DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] },
      DescribeInternetGateways: { InternetGateways: [] },
    },
    absent: "InvalidVpcID.NotFound",
    settings: [
      open(
        "an internet gateway",
        {},
        {
          DescribeInternetGateways: { InternetGateways: [{ InternetGatewayId: "igw-1" }] },
        },
      ),
      shut("no internet gateway", {}),
    ],
  },
  "AWS::EC2::Subnet": {
    id: "subnet-1",
    stands: { DescribeSubnets: { Subnets: [{ SubnetId: "subnet-1", MapPublicIpOnLaunch: false }] } },
    untold: { DescribeSubnets: { Subnets: [{ SubnetId: "subnet-1" }] } },
    absent: "InvalidSubnetID.NotFound",
    settings: [
      open(
        "public addresses",
        { MapPublicIpOnLaunch: true },
        {
          DescribeSubnets: { Subnets: [{ SubnetId: "subnet-1", MapPublicIpOnLaunch: true }] },
        },
      ),
      open(
        "IPv6 addresses",
        { AssignIpv6AddressOnCreation: true },
        {
          DescribeSubnets: {
            Subnets: [
              { SubnetId: "subnet-1", MapPublicIpOnLaunch: false, AssignIpv6AddressOnCreation: true },
            ],
          },
        },
      ),
      shut("private", {}),
    ],
  },
  "AWS::EC2::SecurityGroup": {
    id: "sg-1",
    stands: group(),
    untold: { DescribeSecurityGroups: { SecurityGroups: [{ GroupId: "sg-1" }] } },
    absent: "InvalidGroup.NotFound",
    settings: [
      ...[
        "0.0.0.0/0",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "8.0.0.0/8",
        "10.0.0.0/7",
        "172.0.0.0/8",
        "203.0.113.7/32",
      ].map((range) => open(range, ingress({ CidrIp: range }), byRange(range))),
      ...["::/0", "2000::/3", "2001:db8::/32"].map((range) =>
        open(range, ingress({ CidrIpv6: range }), byRange6(range)),
      ),
      open("a prefix list of everyone", ingress({ SourcePrefixListId: "pl-1" }), byList("0.0.0.0/0")),
      open("a prefix list of half of everyone", ingress({ SourcePrefixListId: "pl-1" }), byList("0.0.0.0/1")),
      shut("a private prefix list", ingress({ SourcePrefixListId: "pl-1" }), byList("10.1.0.0/16")),
      ...["10.0.0.0/8", "172.16.0.0/12", "192.168.1.0/24", "100.64.0.0/10"].map((range) =>
        shut(range, ingress({ CidrIp: range }), byRange(range)),
      ),
      shut("unique local addresses", ingress({ CidrIpv6: "fd00::/8" }), byRange6("fd00::/8")),
      shut(
        "another group",
        ingress({ SourceSecurityGroupId: "sg-2" }),
        group({ ...https, UserIdGroupPairs: [{ GroupId: "sg-2" }] }),
      ),
      shut("nobody", {}),
    ],
  },
  "AWS::EC2::RouteTable": {
    id: "rtb-1",
    stands: table(),
    untold: { DescribeRouteTables: { RouteTables: [{ RouteTableId: "rtb-1" }] } },
    absent: "InvalidRouteTableID.NotFound",
    settings: [
      open("to an internet gateway", {}, table({ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" })),
      open("to half of the internet", {}, table({ DestinationCidrBlock: "0.0.0.0/1", GatewayId: "igw-1" })),
      open("to the internet by IPv6", {}, table({ DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1" })),
      open(
        "to a carrier gateway",
        {},
        table({ DestinationCidrBlock: "0.0.0.0/0", CarrierGatewayId: "cagw-1" }),
      ),
      shut("to a NAT gateway", {}, table({ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" })),
      shut("in its network only", {}, table({ DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" })),
    ],
  },
  "AWS::EC2::VPCEndpoint": {
    id: "vpce-1",
    stands: { DescribeVpcEndpoints: { VpcEndpoints: [{ VpcEndpointId: "vpce-1", State: "available" }] } },
    absent: "InvalidVpcEndpointId.NotFound",
    settings: [],
  },
  "AWS::EC2::InternetGateway": {
    id: "igw-1",
    stands: {
      DescribeInternetGateways: { InternetGateways: [{ InternetGatewayId: "igw-1", Attachments: [] }] },
    },
    absent: "InvalidInternetGatewayID.NotFound",
    settings: [],
  },
  "AWS::EC2::EIP": {
    id: "203.0.113.7",
    stands: { DescribeAddresses: { Addresses: [{ PublicIp: "203.0.113.7" }] } },
    absent: "InvalidAddress.NotFound",
    settings: [
      open(
        "attached",
        {},
        { DescribeAddresses: { Addresses: [{ PublicIp: "203.0.113.7", AssociationId: "a-1" }] } },
      ),
      shut("attached to nothing", {}),
    ],
  },
  "AWS::EC2::NatGateway": {
    id: "nat-1",
    stands: { DescribeNatGateways: { NatGateways: [{ NatGatewayId: "nat-1", State: "available" }] } },
    absent: "NatGatewayNotFound",
    settings: [],
  },
  "AWS::EC2::FlowLog": {
    id: "fl-1",
    stands: { DescribeFlowLogs: { FlowLogs: [{ FlowLogId: "fl-1", FlowLogStatus: "ACTIVE" }] } },
    absent: { DescribeFlowLogs: { FlowLogs: [] } },
    settings: [],
  },
  "AWS::EC2::NetworkInterface": {
    id: "eni-1",
    stands: networkInterface({}),
    absent: "InvalidNetworkInterfaceID.NotFound",
    settings: [
      open("a public address", {}, networkInterface({ Association: { PublicIp: "203.0.113.7" } })),
      open("an IPv6 address", {}, networkInterface({ Ipv6Addresses: [{ Ipv6Address: "2600::1" }] })),
      shut("private", {}),
    ],
  },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": {
    id: "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/1",
    stands: {
      DescribeLoadBalancers: { LoadBalancers: [{ Scheme: "internal", State: { Code: "active" } }] },
    },
    untold: { DescribeLoadBalancers: { LoadBalancers: [{ State: { Code: "active" } }] } },
    absent: "LoadBalancerNotFoundException",
    settings: [
      open("no scheme", {}, { DescribeLoadBalancers: { LoadBalancers: [{ Scheme: "internet-facing" }] } }),
      open(
        "it faces the internet",
        { Scheme: "internet-facing" },
        {
          DescribeLoadBalancers: { LoadBalancers: [{ Scheme: "internet-facing" }] },
        },
      ),
      shut("internal", { Scheme: "internal" }),
    ],
  },
  "AWS::ElasticLoadBalancingV2::Listener": {
    id: "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/web/1/2",
    stands: {
      DescribeListeners: { Listeners: [{ Protocol: "HTTPS", LoadBalancerArn: "arn:web" }] },
      DescribeLoadBalancers: { LoadBalancers: [{ Scheme: "internal" }] },
    },
    untold: { DescribeListeners: { Listeners: [{ Protocol: "HTTPS" }] }, DescribeLoadBalancers: {} },
    absent: "ListenerNotFoundException",
    settings: [
      open(
        "of a load balancer that faces the internet",
        {},
        {
          DescribeLoadBalancers: { LoadBalancers: [{ Scheme: "internet-facing" }] },
        },
      ),
      shut("of an internal load balancer", {}),
    ],
  },
  "AWS::ElasticLoadBalancingV2::TargetGroup": {
    id: "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1",
    stands: {
      DescribeTargetGroups: { TargetGroups: [{}] },
      DescribeTargetHealth: { TargetHealthDescriptions: [] },
    },
    absent: "TargetGroupNotFoundException",
    settings: [],
  },
  "AWS::ElasticLoadBalancingV2::ListenerRule": {
    id: "arn:aws:elasticloadbalancing:us-east-1:1:listener-rule/app/web/1/2/3",
    stands: { DescribeRules: { Rules: [{ Actions: [] }] } },
    absent: "RuleNotFoundException",
    settings: [],
  },
  "AWS::CloudFormation::Stack": {
    id: "arn:aws:cloudformation:us-east-1:1:stack/nested/1",
    stands: {
      DescribeStacks: {
        Stacks: [
          { StackId: "arn:aws:cloudformation:us-east-1:1:stack/nested/1", StackStatus: "CREATE_COMPLETE" },
        ],
      },
    },
    absent: "ValidationError: Stack with id nested does not exist",
    settings: [],
  },
};
