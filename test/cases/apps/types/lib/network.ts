import type { Entries } from "./entries.ts";

const ref = (Ref: string) => ({ Ref });
const att = (logicalId: string, name: string) => ({ "Fn::GetAtt": [logicalId, name] });
const zone = (index: number) => ({ "Fn::Select": [index, { "Fn::GetAZs": "" }] });
const trust = (Service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
});

/** A network and what runs in it: containers, machines, a database. */
export function network(version: number): Entries {
  const Tags = [{ Key: "version", Value: `v${version}` }];
  const table = version % 2 === 0 ? "Table2" : "Table1";
  const subnets = [ref("SubnetA"), ref("SubnetB")];
  return {
    Vpc: { type: "AWS::EC2::VPC", properties: { CidrBlock: "10.0.0.0/16", Tags } },
    SubnetA: {
      type: "AWS::EC2::Subnet",
      properties: { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/24", AvailabilityZone: zone(0), Tags },
    },
    SubnetB: {
      type: "AWS::EC2::Subnet",
      properties: { VpcId: ref("Vpc"), CidrBlock: "10.0.2.0/24", AvailabilityZone: zone(1), Tags },
    },
    Table1: { type: "AWS::EC2::RouteTable", properties: { VpcId: ref("Vpc"), Tags } },
    Table2: { type: "AWS::EC2::RouteTable", properties: { VpcId: ref("Vpc"), Tags } },
    Association: {
      type: "AWS::EC2::SubnetRouteTableAssociation",
      properties: { SubnetId: ref("SubnetA"), RouteTableId: ref(table) },
    },
    Gateway: { type: "AWS::EC2::InternetGateway", properties: { Tags } },
    Attachment: {
      type: "AWS::EC2::VPCGatewayAttachment",
      properties: { VpcId: ref("Vpc"), InternetGatewayId: ref("Gateway") },
    },
    Route: {
      type: "AWS::EC2::Route",
      after: "Attachment",
      properties: {
        RouteTableId: ref("Table1"),
        DestinationCidrBlock: version === 1 ? "0.0.0.0/0" : `${version}.0.0.0/8`,
        GatewayId: ref("Gateway"),
      },
    },
    Group: {
      type: "AWS::EC2::SecurityGroup",
      properties: { GroupDescription: "what the machines admit", VpcId: ref("Vpc"), Tags },
    },
    Ingress: {
      type: "AWS::EC2::SecurityGroupIngress",
      properties: { GroupId: ref("Group"), IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "10.0.0.0/16", Description: `v${version}` },
    },
    Egress: {
      type: "AWS::EC2::SecurityGroupEgress",
      properties: { GroupId: ref("Group"), IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.0.0.0/16", Description: `v${version}` },
    },
    Address: { type: "AWS::EC2::EIP", properties: { Domain: "vpc", Tags } },
    Nat: {
      type: "AWS::EC2::NatGateway",
      properties: { AllocationId: att("Address", "AllocationId"), SubnetId: ref("SubnetA"), Tags },
    },
    Endpoint: {
      type: "AWS::EC2::VPCEndpoint",
      properties: {
        VpcId: ref("Vpc"),
        ServiceName: { "Fn::Sub": "com.amazonaws.${AWS::Region}.s3" },
        RouteTableIds: [ref(table)],
      },
    },
    Log: { type: "AWS::Logs::LogGroup", properties: { RetentionInDays: [1, 3, 5][version - 1] } },
    FlowRole: {
      type: "AWS::IAM::Role",
      properties: { AssumeRolePolicyDocument: trust("vpc-flow-logs.amazonaws.com"), Description: `v${version}` },
    },
    FlowPolicy: {
      type: "AWS::IAM::Policy",
      properties: {
        PolicyName: "write-logs",
        Roles: [ref("FlowRole")],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Sid: `v${version}`, Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: att("Log", "Arn") },
          ],
        },
      },
    },
    Flow: {
      type: "AWS::EC2::FlowLog",
      properties: {
        ResourceId: ref("Vpc"),
        ResourceType: "VPC",
        TrafficType: "ALL",
        LogGroupName: ref("Log"),
        DeliverLogsPermissionArn: att("FlowRole", "Arn"),
        Tags,
      },
    },
    MachineRole: {
      type: "AWS::IAM::Role",
      properties: { AssumeRolePolicyDocument: trust("ec2.amazonaws.com"), Description: `v${version}` },
    },
    Profile: { type: "AWS::IAM::InstanceProfile", properties: { Roles: [ref("MachineRole")] } },
    Machine: {
      type: "AWS::EC2::Instance",
      properties: {
        ImageId: "ami-0123456789abcdef0",
        InstanceType: "t3.micro",
        SubnetId: ref("SubnetB"),
        SecurityGroupIds: [ref("Group")],
        Tags,
      },
    },
    Launch: {
      type: "AWS::EC2::LaunchTemplate",
      properties: { LaunchTemplateData: { ImageId: "ami-0123456789abcdef0", InstanceType: "t3.micro" } },
    },
    Machines: {
      type: "AWS::AutoScaling::AutoScalingGroup",
      properties: {
        MinSize: "0",
        MaxSize: `${version}`,
        DesiredCapacity: "0",
        VPCZoneIdentifier: subnets,
        LaunchTemplate: { LaunchTemplateId: ref("Launch"), Version: att("Launch", "LatestVersionNumber") },
      },
    },
    Balancer: {
      type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      properties: { Type: "application", Scheme: "internet-facing", Subnets: subnets, SecurityGroups: [ref("Group")], Tags },
    },
    Targets: {
      type: "AWS::ElasticLoadBalancingV2::TargetGroup",
      properties: { Port: 80, Protocol: "HTTP", TargetType: "ip", VpcId: ref("Vpc"), HealthCheckPath: `/v${version}` },
    },
    Listener: {
      type: "AWS::ElasticLoadBalancingV2::Listener",
      properties: {
        LoadBalancerArn: ref("Balancer"),
        Port: 80 + version,
        Protocol: "HTTP",
        DefaultActions: [{ Type: "forward", TargetGroupArn: ref("Targets") }],
      },
    },
    Cluster: { type: "AWS::ECS::Cluster", properties: { Tags } },
    Task: {
      type: "AWS::ECS::TaskDefinition",
      properties: {
        Cpu: "256",
        Memory: "512",
        NetworkMode: "awsvpc",
        RequiresCompatibilities: ["FARGATE"],
        ContainerDefinitions: [
          {
            Name: "web",
            Image: `public.ecr.aws/nginx/nginx@sha256:${"0123456789abcdef".repeat(4)}`,
            Environment: [{ Name: "VERSION", Value: `v${version}` }],
          },
        ],
      },
    },
    Service: {
      type: "AWS::ECS::Service",
      properties: {
        Cluster: ref("Cluster"),
        TaskDefinition: ref("Task"),
        DesiredCount: 1,
        EnableECSManagedTags: version % 2 === 0,
        LaunchType: "FARGATE",
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets, SecurityGroups: [ref("Group")] } },
      },
    },
    Databases: {
      type: "AWS::RDS::DBSubnetGroup",
      properties: { DBSubnetGroupDescription: `v${version}`, SubnetIds: subnets },
    },
    Database: {
      type: "AWS::RDS::DBInstance",
      properties: {
        Engine: "postgres",
        DBInstanceClass: "db.t3.micro",
        AllocatedStorage: "20",
        MasterUsername: "shop",
        ManageMasterUserPassword: true,
        StorageEncrypted: true,
        PubliclyAccessible: false,
        MaxAllocatedStorage: 20 + 10 * version,
        DBSubnetGroupName: ref("Databases"),
      },
    },
  };
}
