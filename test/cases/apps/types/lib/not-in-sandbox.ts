/** The types that the emulator of a sandbox lacks: it has to be told so with a context value. */
export const notEmulated: readonly string[] = [
  "AWS::EC2::EIP",
  "AWS::EC2::FlowLog",
  "AWS::EC2::Instance",
  "AWS::EC2::NatGateway",
  "AWS::EC2::SecurityGroupEgress",
  "AWS::EC2::SecurityGroupIngress",
];

/**
 * Types whose change replaces the resource while its owner stands. A rollback then proves by Cloud Control that the new one is gone, and
 * the emulator's Cloud Control knows nothing that CloudFormation made. In a sandbox they stay as version 1 has them.
 */
export const notProvedThere: readonly string[] = [
  "AWS::ApiGateway::Resource",
  "AWS::EC2::Route",
  "AWS::EC2::SubnetRouteTableAssociation",
];
