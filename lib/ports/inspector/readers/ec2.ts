import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type SecurityGroup,
  type Subnet,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import type { Clients } from "../../shared/environments/environments.ts";
import { leadsToInternet } from "../../shared/leads-to-internet.ts";
import { openRules, rulesInWords } from "../../shared/open-rules.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { hasPublicAddress } from "../../shared/public-address.ts";
import { type Describe, type DescribeTogether, factsById, type Readers, type Together } from "../describe.ts";

/**
 * How many ids one request describes: EC2 takes a thousand (EC2 API reference, DescribeInstances), and an answer stays small. One id that
 * does not exist fails the request (EC2 API reference, error codes, Invalid….NotFound), so then it tells of none.
 */
const most = 100;

/** A network, and the internet gateways attached to it. */
const vpc: Describe<"AWS::EC2::VPC"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeVpcsCommand({ VpcIds: [id] })),
    "InvalidVpcID.NotFound",
  );
  if (seen?.Vpcs?.[0] === undefined) return null;
  const attached = { Name: "attachment.vpc-id", Values: [id] };
  const { InternetGateways } = await clients(EC2Client).send(
    new DescribeInternetGatewaysCommand({ Filters: [attached] }),
  );
  return { internetGateways: InternetGateways?.length ?? 0 };
};

/** A subnet. */
const subnet: Describe<"AWS::EC2::Subnet"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeSubnetsCommand({ SubnetIds: [id] })),
    "InvalidSubnetID.NotFound",
  );
  const [found] = seen?.Subnets ?? [];
  return found === undefined ? null : ofSubnet(found);
};

const ofSubnet = ({ MapPublicIpOnLaunch, AssignIpv6AddressOnCreation }: Subnet) => ({
  // An IPv6 address is public by its kind (VPC user guide, "IP addressing").
  mapsPublicIp: AssignIpv6AddressOnCreation === true ? true : (MapPublicIpOnLaunch ?? null),
});

const subnets: DescribeTogether<"AWS::EC2::Subnet"> = {
  most,
  async describe(ids, clients) {
    const asked = new DescribeSubnetsCommand({ SubnetIds: [...ids] });
    const seen = await orAbsent(clients(EC2Client).send(asked), "InvalidSubnetID.NotFound");
    return factsById(seen?.Subnets, ({ SubnetId }) => SubnetId, ofSubnet);
  },
};

/**
 * A security group: the ports that it opens to the internet, and all that it admits. Its physical id may be its name: a group
 * outside a VPC, and one that was referred to so (CloudFormation template reference, AWS::EC2::SecurityGroup, Ref). A
 * malformed id says nothing about the group.
 */
const securityGroup: Describe<"AWS::EC2::SecurityGroup"> = async (id, clients) => {
  const asked = id.startsWith("sg-")
    ? { GroupIds: [id] }
    : { Filters: [{ Name: "group-name", Values: [id] }] };
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeSecurityGroupsCommand(asked)),
    "InvalidGroup.NotFound",
  );
  const [found] = seen?.SecurityGroups ?? [];
  return found === undefined ? null : ofSecurityGroup(clients, found);
};

/** A group without rules has an empty list of them. */
const ofSecurityGroup = async (clients: Clients, { IpPermissions: rules }: SecurityGroup) =>
  rules === undefined
    ? { openToWorld: null, admits: [] }
    : { openToWorld: await openRules(clients(EC2Client), rules), admits: rulesInWords(rules) };

/** Groups by their ids: one whose physical id is its name is described by itself. */
const securityGroups: DescribeTogether<"AWS::EC2::SecurityGroup"> = {
  most,
  async describe(ids, clients) {
    const GroupIds = ids.filter((id) => id.startsWith("sg-"));
    if (GroupIds.length === 0) return new Map();
    const asked = new DescribeSecurityGroupsCommand({ GroupIds });
    const seen = await orAbsent(clients(EC2Client).send(asked), "InvalidGroup.NotFound");
    return factsById(
      seen?.SecurityGroups,
      ({ GroupId }) => GroupId,
      (found) => ofSecurityGroup(clients, found),
    );
  },
};

/** A route table: how many of its routes lead to an internet gateway. */
const routeTable: Describe<"AWS::EC2::RouteTable"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeRouteTablesCommand({ RouteTableIds: [id] })),
    "InvalidRouteTableID.NotFound",
  );
  const [found] = seen?.RouteTables ?? [];
  if (found === undefined) return null;
  return { routesToInternet: found.Routes?.filter(leadsToInternet).length ?? null };
};

/** A VPC endpoint. */
const vpcEndpoint: Describe<"AWS::EC2::VPCEndpoint"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] })),
    "InvalidVpcEndpointId.NotFound",
  );
  const [found] = seen?.VpcEndpoints ?? [];
  return found === undefined ? null : ofVpcEndpoint(found);
};

const ofVpcEndpoint = ({ State }: VpcEndpoint) => ({ state: String(State ?? "unknown") });

const vpcEndpoints: DescribeTogether<"AWS::EC2::VPCEndpoint"> = {
  most,
  async describe(ids, clients) {
    const asked = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [...ids] });
    const seen = await orAbsent(clients(EC2Client).send(asked), "InvalidVpcEndpointId.NotFound");
    return factsById(seen?.VpcEndpoints, ({ VpcEndpointId }) => VpcEndpointId, ofVpcEndpoint);
  },
};

/** An internet gateway. */
const internetGateway: Describe<"AWS::EC2::InternetGateway"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] })),
    "InvalidInternetGatewayID.NotFound",
  );
  const [found] = seen?.InternetGateways ?? [];
  return found === undefined ? null : { attached: (found.Attachments ?? []).length > 0 };
};

/** A public address, by itself or by its allocation: whether it is attached to something. */
const address: Describe<"AWS::EC2::EIP"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(
      new DescribeAddressesCommand(
        id.startsWith("eipalloc-") ? { AllocationIds: [id] } : { PublicIps: [id] },
      ),
    ),
    "InvalidAddress.NotFound",
    "InvalidAllocationID.NotFound",
  );
  const [found] = seen?.Addresses ?? [];
  return found === undefined ? null : { attached: found.AssociationId !== undefined };
};

/** A NAT gateway. */
const natGateway: Describe<"AWS::EC2::NatGateway"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] })),
    "NatGatewayNotFound",
    "InvalidNatGatewayID.NotFound",
  );
  const [found] = seen?.NatGateways ?? [];
  return found === undefined ? null : { state: found.State ?? "unknown" };
};

/** A flow log. */
const flowLog: Describe<"AWS::EC2::FlowLog"> = async (id, clients) => {
  const { FlowLogs } = await clients(EC2Client).send(new DescribeFlowLogsCommand({ FlowLogIds: [id] }));
  const [found] = FlowLogs ?? [];
  return found === undefined ? null : { state: found.FlowLogStatus ?? "unknown" };
};

/** A network interface. */
const networkInterface: Describe<"AWS::EC2::NetworkInterface"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(EC2Client).send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] })),
    "InvalidNetworkInterfaceID.NotFound",
  );
  const [found] = seen?.NetworkInterfaces ?? [];
  if (found === undefined) return null;
  return { status: found.Status ?? "unknown", hasPublicIp: hasPublicAddress(found) };
};

/** The readers of the service. */
export const readers: Readers<"ec2"> = {
  "AWS::EC2::VPC": vpc,
  "AWS::EC2::Subnet": subnet,
  "AWS::EC2::SecurityGroup": securityGroup,
  "AWS::EC2::RouteTable": routeTable,
  "AWS::EC2::VPCEndpoint": vpcEndpoint,
  "AWS::EC2::InternetGateway": internetGateway,
  "AWS::EC2::EIP": address,
  "AWS::EC2::NatGateway": natGateway,
  "AWS::EC2::FlowLog": flowLog,
  "AWS::EC2::NetworkInterface": networkInterface,
};

/** What one request describes several of. */
export const together: Together<"ec2"> = {
  "AWS::EC2::Subnet": subnets,
  "AWS::EC2::SecurityGroup": securityGroups,
  "AWS::EC2::VPCEndpoint": vpcEndpoints,
};
