import { Fn, RemovalPolicy } from "aws-cdk-lib";
import {
  CfnEIP,
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCEndpoint,
} from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { PartStack } from "./part-stack.ts";
import { backendPort, type EnvironmentSettings, zones } from "./settings.ts";

const interfaceEndpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"];
const postgres = 5432;

/** One isolated segment. It reaches only the AWS services that the backend needs, and nothing reaches it. */
export class Network extends PartStack {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly subnetIds: readonly string[];
  /** The security group of ingress: only its members may reach the load balancer. */
  readonly entryGroup: string;
  readonly balancerGroup: string;
  readonly backendGroup: string;
  readonly databaseGroup: string;
  /**
   * The public addresses that ingress wears, by their allocation ids. Nothing is reached at them until then, and they outlive
   * it: an ingress that is opened again has the same addresses.
   */
  readonly addresses: readonly string[];

  constructor(scope: Construct, settings: EnvironmentSettings) {
    super(scope, "network", settings);
    this.vpcCidr = `${settings.cidrPrefix}.0.0/16`;
    const vpc = new CfnVPC(this, "Vpc", {
      cidrBlock: this.vpcCidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
    acknowledge(vpc, { "AwsSolutions-VPC7": "its flow log is part of logging, a stack of its own" });
    this.vpcId = vpc.ref;
    const routes = new CfnRouteTable(this, "Routes", { vpcId: vpc.ref });
    this.subnetIds = zones.map((zone) => {
      const subnet = new CfnSubnet(this, `Subnet${zone}`, {
        vpcId: vpc.ref,
        cidrBlock: `${settings.cidrPrefix}.${zone}.0/24`,
        availabilityZone: Fn.select(zone, Fn.getAzs()),
        mapPublicIpOnLaunch: false,
      });
      new CfnSubnetRouteTableAssociation(this, `Subnet${zone}Routes`, {
        subnetId: subnet.ref,
        routeTableId: routes.ref,
      });
      return subnet.ref;
    });
    this.entryGroup = this.group("Entry", "What may reach the load balancer", []);
    this.balancerGroup = this.group("Balancer", "The internal load balancer", [[80, this.entryGroup]]);
    this.backendGroup = this.group(
      "Backend",
      "The backend",
      [[backendPort, this.balancerGroup]],
      [
        {
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          // The gateway endpoint of S3 is reached at S3's own public addresses, and an image's layers are there (ECR user
          // guide, "Amazon ECR interface VPC endpoints"). The route tables lead nowhere else.
          cidrIp: "0.0.0.0/0",
          description: "S3, by its gateway endpoint",
        },
      ],
    );
    this.databaseGroup = this.group("Database", "The database", [[postgres, this.backendGroup]]);
    this.addresses = settings.fixedAddresses
      ? zones.map((zone) => {
          const address = new CfnEIP(this, `Address${zone}`, { domain: "vpc" });
          address.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
          return address.attrAllocationId;
        })
      : [];
    const endpointGroup = this.group("Endpoints", "The ways to AWS services", [[443, this.backendGroup]]);
    for (const service of interfaceEndpoints)
      new CfnVPCEndpoint(this, `Endpoint-${service}`, {
        vpcId: vpc.ref,
        serviceName: `com.amazonaws.${this.region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: this.subnetIds.slice(0, settings.endpointZones),
        securityGroupIds: [endpointGroup],
      });
    new CfnVPCEndpoint(this, "Endpoint-s3", {
      vpcId: vpc.ref,
      serviceName: `com.amazonaws.${this.region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: [routes.ref],
    });
  }

  /** A security group with its rules: which port is open to which other group, and what it reaches beyond the segment. */
  private group(
    id: string,
    groupDescription: string,
    open: readonly (readonly [number, string])[],
    beyond: readonly CfnSecurityGroup.EgressProperty[] = [],
  ): string {
    return new CfnSecurityGroup(this, `${id}Group`, {
      groupDescription,
      vpcId: this.vpcId,
      securityGroupIngress: open.map(([port, from]) => ({
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        sourceSecurityGroupId: from,
        description: "from the group before it",
      })),
      securityGroupEgress: [
        { ipProtocol: "-1", cidrIp: this.vpcCidr, description: "inside the segment" },
        ...beyond,
      ],
    }).attrGroupId;
  }
}
