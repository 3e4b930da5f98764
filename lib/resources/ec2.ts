import { logged, neverPublic, notPublic, restricted } from "./checks.ts";
import { flag, list, moving, number, orUnseen, text } from "./fact.ts";
import { described, general, opening, ownedBy, type Service } from "./row.ts";

/** The networks of EC2. */
export const ec2 = {
  iam: "ec2",
  types: {
    "AWS::EC2::VPC": described({
      arn: { kind: "vpc", id: "name" },
      facts: { internetGateways: number },
      probes: [
        {
          fact: "internet-gateway",
          about: ["internetGateways"],
          checks: restricted,
          holds: ({ internetGateways }) => internetGateways === 0,
          saw: ({ internetGateways }) => `${internetGateways} internet gateways`,
        },
        {
          fact: "internet-gateway",
          about: ["internetGateways"],
          checks: [notPublic],
          untilReleased: true,
          holds: ({ internetGateways }) => internetGateways === 0,
          saw: ({ internetGateways }) => `${internetGateways} internet gateways`,
        },
      ],
      state: null,
      actions: ["ec2:DescribeVpcs", "ec2:DescribeInternetGateways"],
      look: "aws ec2 describe-vpcs --vpc-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "an internet gateway",
        fact: "internetGateways",
        actions: [],
      },
      announced: ({ logicalId, resources }) =>
        Object.values(resources).some(
          ({ Type, Properties = {} }) =>
            Type === "AWS::EC2::VPCGatewayAttachment" &&
            Properties["InternetGatewayId"] !== undefined &&
            JSON.stringify(Properties["VpcId"] ?? "").includes(`"${logicalId}"`),
        ),
      rehearsed: "network",
    }),
    "AWS::EC2::Subnet": described({
      arn: { kind: "subnet", id: "name" },
      facts: { mapsPublicIp: orUnseen(flag) },
      probes: [
        {
          fact: "public-addresses",
          about: ["mapsPublicIp"],
          checks: neverPublic,
          holds: ({ mapsPublicIp }) => (mapsPublicIp === null ? null : !mapsPublicIp),
          saw: ({ mapsPublicIp }) => (mapsPublicIp ? "maps public addresses" : "private"),
        },
      ],
      state: null,
      actions: ["ec2:DescribeSubnets"],
      look: "aws ec2 describe-subnets --subnet-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "public addresses for its instances",
        fact: "mapsPublicIp",
        actions: [],
      },
      announced: ({ properties }) =>
        String(properties["MapPublicIpOnLaunch"]) === "true" ||
        String(properties["AssignIpv6AddressOnCreation"]) === "true",
      rehearsed: null,
    }),
    "AWS::EC2::SecurityGroup": described({
      arn: { kind: "security-group", id: "name" },
      facts: { openToWorld: orUnseen(list), admits: list },
      probes: [
        {
          fact: "open-to-world",
          about: ["openToWorld", "admits"],
          checks: neverPublic,
          holds: ({ openToWorld }) => (openToWorld === null ? null : openToWorld.length === 0),
          // All that it admits: a rule that somebody adds by hand is no drift if the template has none.
          saw: ({ openToWorld, admits }) =>
            `open: ${openToWorld?.join(", ") || "nothing"}; admits ${admits.join(", ") || "nobody"}`,
        },
      ],
      state: null,
      actions: ["ec2:DescribeSecurityGroups", "ec2:GetManagedPrefixListEntries"],
      look: "aws ec2 describe-security-groups --group-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "a rule that lets everyone in",
        fact: "openToWorld",
        actions: ["ec2:DescribeSecurityGroups", "ec2:GetManagedPrefixListEntries"],
      },
      // As EC2 tells a rule (EC2 API reference, IpPermission): protocols by name, and no ports of all protocols.
      announcedAs: ({ logicalId, properties, resources }) =>
        [
          properties["SecurityGroupIngress"],
          ...Object.values(resources)
            .filter(
              ({ Type, Properties = {} }) =>
                Type === "AWS::EC2::SecurityGroupIngress" &&
                JSON.stringify(Properties["GroupId"] ?? "").includes(`"${logicalId}"`),
            )
            .map(({ Properties = {} }) => Properties),
        ]
          .flat()
          .filter((rule) => /"(0\.0\.0\.0\/0|::\/0)"/.test(JSON.stringify(rule ?? "")))
          .map((rule) => {
            const { IpProtocol, FromPort, ToPort } = rule as Readonly<Record<string, unknown>>;
            const names: Readonly<Record<string, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6" };
            const protocol = names[String(IpProtocol)] ?? String(IpProtocol);
            return protocol === "-1" ? "-1 all-all" : `${protocol} ${FromPort ?? "all"}-${ToPort ?? "all"}`;
          }),
      rehearsed: null,
    }),
    "AWS::EC2::RouteTable": described({
      arn: { kind: "route-table", id: "name" },
      facts: { routesToInternet: orUnseen(number) },
      probes: [
        {
          fact: "routes-to-internet",
          about: ["routesToInternet"],
          checks: neverPublic,
          holds: ({ routesToInternet }) => (routesToInternet === null ? null : routesToInternet === 0),
          saw: ({ routesToInternet }) => `${routesToInternet} routes to the internet`,
        },
      ],
      state: null,
      actions: ["ec2:DescribeRouteTables"],
      look: "aws ec2 describe-route-tables --route-table-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: {
        what: "a route to an internet gateway",
        fact: "routesToInternet",
        actions: ["ec2:DescribeRouteTables"],
      },
      // Source: template reference, AWS::EC2::Route, GatewayId: an internet gateway or a virtual private gateway.
      announced: ({ logicalId, resources }) =>
        Object.values(resources).some(
          ({ Type, Properties = {} }) =>
            Type === "AWS::EC2::Route" &&
            (Properties["GatewayId"] ?? Properties["CarrierGatewayId"]) !== undefined &&
            JSON.stringify(Properties["RouteTableId"] ?? "").includes(`"${logicalId}"`) &&
            !Object.entries(resources).some(
              ([id, one]) =>
                one.Type === "AWS::EC2::VPNGateway" &&
                JSON.stringify(Properties["GatewayId"] ?? "").includes(`"${id}"`),
            ),
        ),
      rehearsed: null,
    }),
    "AWS::EC2::VPCEndpoint": described({
      arn: { kind: "vpc-endpoint", id: "name" },
      facts: { state: moving(text("pending", "available", "deleting", "deleted")) },
      probes: [],
      state: { fact: "state", gone: ["deleted"], going: ["deleting"] },
      actions: ["ec2:DescribeVpcEndpoints"],
      look: "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::EC2::InternetGateway": described({
      arn: { kind: "internet-gateway", id: "name" },
      facts: { attached: flag },
      probes: [],
      state: null,
      actions: ["ec2:DescribeInternetGateways"],
      look: "aws ec2 describe-internet-gateways --internet-gateway-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      // It makes its network reachable, not itself.
      exposure: null,
      rehearsed: null,
    }),
    "AWS::EC2::EIP": described({
      // CloudFormation's id is the address (template reference, AWS::EC2::EIP, Ref); the ARN names the allocation.
      arn: { kind: "elastic-ip", id: "name" },
      facts: { attached: moving(flag) },
      probes: [
        {
          fact: "address-attached",
          about: ["attached"],
          checks: neverPublic,
          untilReleased: true,
          holds: ({ attached }) => !attached,
          saw: ({ attached }) => (attached ? "attached" : "reaches nothing"),
        },
      ],
      state: null,
      actions: ["ec2:DescribeAddresses"],
      look: "aws ec2 describe-addresses --public-ips {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: "the address can't be had again, and others may have it in their rules and in DNS",
      listed: null,
      exposure: { what: "what it is attached to", fact: "attached", actions: [], lingers: true },
      rehearsed: null,
    }),
    "AWS::EC2::NatGateway": described({
      // Source: VPC user guide, "NAT gateways": nobody outside can begin a connection through one, and a deleted one stays listed for about an hour.
      arn: { kind: "natgateway", id: "name" },
      facts: { state: moving(text("available", "pending", "failed", "deleting", "deleted")) },
      probes: [
        {
          fact: "available",
          about: ["state"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ state }) => state === "available",
          saw: ({ state }) => state,
        },
      ],
      state: { fact: "state", gone: ["deleted", "failed"], going: ["deleting"] },
      actions: ["ec2:DescribeNatGateways"],
      look: "aws ec2 describe-nat-gateways --nat-gateway-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::EC2::FlowLog": described({
      arn: { kind: "vpc-flow-log", id: "name" },
      facts: { state: moving(text("ACTIVE")) },
      probes: [
        {
          fact: "flow-log-active",
          about: ["state"],
          checks: logged,
          holds: ({ state }) => state === "ACTIVE",
          saw: ({ state }) => state,
        },
      ],
      state: { fact: "state", gone: [], going: [] },
      actions: ["ec2:DescribeFlowLogs"],
      look: "aws ec2 describe-flow-logs --flow-log-ids {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      // What it logged is held by its bucket or log group.
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
    "AWS::EC2::NetworkInterface": described({
      arn: { kind: "network-interface", id: "name" },
      facts: { status: text("available", "attaching", "in-use", "detaching"), hasPublicIp: flag },
      probes: [
        {
          fact: "public-address",
          about: ["hasPublicIp"],
          checks: neverPublic,
          untilReleased: true,
          holds: ({ hasPublicIp }) => !hasPublicIp,
          saw: ({ hasPublicIp }) => (hasPublicIp ? "has a public address" : "private"),
        },
      ],
      state: { fact: "status", gone: [], going: "every" },
      actions: ["ec2:DescribeNetworkInterfaces"],
      look: "aws ec2 describe-network-interfaces --network-interface-ids {id}",
      // Source: VPC user guide, "Requester-managed network interfaces": a service makes it, names the owner in its
      // description, and deletes it with a delay.
      owner: {
        types: [
          "AWS::ElasticLoadBalancingV2::LoadBalancer",
          "AWS::EC2::VPCEndpoint",
          "AWS::ECS::Service",
          "AWS::RDS::DBInstance",
        ],
        property: "Description",
      },
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: { by: "network", action: "ec2:DescribeNetworkInterfaces" },
      exposure: { what: "a public address", fact: "hasPublicIp", actions: ["ec2:DescribeNetworkInterfaces"] },
      rehearsed: null,
    }),
    "AWS::EC2::SecurityGroupIngress": opening(ownedBy("AWS::EC2::SecurityGroup", "GroupId")),
    "AWS::EC2::SecurityGroupEgress": ownedBy("AWS::EC2::SecurityGroup", "GroupId"),
    "AWS::EC2::VPCEndpointServicePermissions": general([
      {
        fact: "endpoint-service-permissions",
        what: "an endpoint service that everyone may use",
        isOpen: ({ AllowedPrincipals }) => JSON.stringify(AllowedPrincipals ?? "").includes('"*"'),
      },
    ]),
    "AWS::EC2::VerifiedAccessEndpoint": general([
      { fact: "verified-access", what: "an endpoint on the internet", isOpen: () => true },
    ]),
    "AWS::EC2::Route": opening(ownedBy("AWS::EC2::RouteTable", "RouteTableId")),
    "AWS::EC2::SubnetRouteTableAssociation": opening(ownedBy("AWS::EC2::Subnet", "SubnetId"), {
      types: ["AWS::EC2::RouteTable"],
      property: "RouteTableId",
    }),
    "AWS::EC2::VPCGatewayAttachment": opening(ownedBy("AWS::EC2::InternetGateway", "InternetGatewayId"), {
      types: ["AWS::EC2::VPC"],
      property: "VpcId",
    }),
  },
} satisfies Service;
