import { Fn } from "aws-cdk-lib";
import {
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPCGatewayAttachment,
} from "aws-cdk-lib/aws-ec2";
import { CfnListener, CfnLoadBalancer, CfnTargetGroup } from "aws-cdk-lib/aws-elasticloadbalancingv2";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Network } from "./network.ts";
import { PartStack } from "./part-stack.ts";
import { type EnvironmentSettings, zones } from "./settings.ts";

const firstPublicSubnet = 100;
const publicPort = 80;

/**
 * Everything that makes production public, and nothing else. No other step depends on it: until it exists,
 * nothing is reachable, and deleting it closes ingress.
 */
export class Ingress extends PartStack {
  constructor(
    scope: Construct,
    settings: EnvironmentSettings,
    { network, loadBalancerArn }: { readonly network: Network; readonly loadBalancerArn: string },
  ) {
    super(scope, "ingress", settings);
    const { vpcId, vpcCidr, entryGroup, addresses } = network;
    const gateway = new CfnInternetGateway(this, "Gateway");
    const attached = new CfnVPCGatewayAttachment(this, "GatewayAttachment", {
      vpcId,
      internetGatewayId: gateway.ref,
    });
    const routes = new CfnRouteTable(this, "PublicRoutes", { vpcId });
    const route = new CfnRoute(this, "ToTheInternet", {
      routeTableId: routes.ref,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.ref,
    });
    route.addResourceDependency(attached);
    const subnets = zones.map((zone) => {
      const subnet = new CfnSubnet(this, `PublicSubnet${zone}`, {
        vpcId,
        cidrBlock: `${settings.cidrPrefix}.${firstPublicSubnet + zone}.0/24`,
        availabilityZone: Fn.select(zone, Fn.getAzs()),
        mapPublicIpOnLaunch: false,
      });
      new CfnSubnetRouteTableAssociation(this, `PublicSubnet${zone}Routes`, {
        subnetId: subnet.ref,
        routeTableId: routes.ref,
      });
      return subnet.ref;
    });
    // The entry group admits nobody. What lets the public in exists only as long as ingress does.
    const publicGroup = new CfnSecurityGroup(this, "PublicGroup", {
      groupDescription: "Everybody, while production is released",
      vpcId,
      securityGroupIngress: [
        {
          ipProtocol: "tcp",
          fromPort: publicPort,
          toPort: publicPort,
          cidrIp: "0.0.0.0/0",
          description: "the public",
        },
      ],
      securityGroupEgress: [{ ipProtocol: "-1", cidrIp: vpcCidr, description: "inside the segment" }],
    });
    acknowledge(publicGroup, {
      "AwsSolutions-EC23": "this is production's ingress: it exists only after the release is approved",
    });
    const balancer = new CfnLoadBalancer(this, "LoadBalancer", {
      type: "network",
      scheme: "internet-facing",
      ...(addresses.length === 0
        ? { subnets }
        : {
            subnetMappings: subnets.map((subnetId, zone) => ({
              subnetId,
              ...(addresses[zone] === undefined ? {} : { allocationId: addresses[zone] }),
            })),
          }),
      securityGroups: [entryGroup, publicGroup.attrGroupId],
    });
    acknowledge(balancer, {
      "AwsSolutions-ELB2":
        "a network load balancer logs TLS listeners only; the load balancer that it forwards to logs every request",
    });
    balancer.addResourceDependency(route);
    const targets = new CfnTargetGroup(this, "Targets", {
      vpcId,
      protocol: "TCP",
      port: 80,
      targetType: "alb",
      targets: [{ id: loadBalancerArn, port: 80 }],
      healthCheckProtocol: "HTTP",
      healthCheckPath: "/health",
    });
    new CfnListener(this, "Listener", {
      loadBalancerArn: balancer.ref,
      protocol: "TCP",
      port: publicPort,
      defaultActions: [{ type: "forward", targetGroupArn: targets.ref }],
    });
  }
}
