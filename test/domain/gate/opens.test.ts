import { opensIn } from "../../../lib/domain/gate/opens.ts";

const template = (resources: object) => JSON.stringify({ Resources: resources });

test("listeners are named with protocol, port and the balancer they are at", () => {
  const Listener = {
    Type: "AWS::ElasticLoadBalancingV2::Listener",
    Properties: { Protocol: "HTTPS", Port: 443, LoadBalancerArn: { Ref: "Balancer" } },
  };
  const Rule = {
    Type: "AWS::ElasticLoadBalancingV2::ListenerRule",
    Properties: {
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/api/*", "/health"] } }],
    },
  };
  expect(opensIn(template({ Listener, Rule }))).toEqual([
    "HTTPS port 443 at the address of Balancer, every path",
    "path-pattern /api/*, /health (Rule)",
  ]);
});

test("a group and a route are named if they are for everyone", () => {
  const Group = {
    Type: "AWS::EC2::SecurityGroup",
    Properties: {
      SecurityGroupIngress: [
        { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" },
        { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "10.0.0.0/8" },
      ],
    },
  };
  const Six = { Type: "AWS::EC2::SecurityGroupIngress", Properties: { IpProtocol: "-1", CidrIpv6: "::/0" } };
  const Out = {
    Type: "AWS::EC2::Route",
    Properties: { DestinationCidrBlock: "0.0.0.0/0", GatewayId: { Ref: "Gateway" } },
  };
  const In = { Type: "AWS::EC2::Route", Properties: { DestinationCidrBlock: "10.0.0.0/8" } };
  expect(opensIn(template({ Group, Six, Out, In }))).toEqual([
    "tcp ports 443 to 443 from 0.0.0.0/0 (Group)",
    "-1 every port from ::/0 (Six)",
    "a route for 0.0.0.0/0 to the internet (Out)",
  ]);
});

test("what a function of the template decides is shown as the function, and what is not said as any", () => {
  const Listener = {
    Type: "AWS::ElasticLoadBalancingV2::Listener",
    Properties: { Protocol: { Ref: "Protocol" }, LoadBalancerArn: { "Fn::ImportValue": "arn" } },
  };
  const Rule = {
    Type: "AWS::ElasticLoadBalancingV2::ListenerRule",
    Properties: {
      Conditions: [
        {
          Field: "host-header",
          Values: ["a.example", "b.example"],
          HostHeaderConfig: { Values: ["c.example"] },
        },
        { Field: "path-pattern", PathPatternConfig: {} },
      ],
    },
  };
  const Unspecified = { Type: "AWS::ElasticLoadBalancingV2::ListenerRule", Properties: {} };
  expect(opensIn(template({ Listener, Rule, Unspecified }))).toEqual([
    '{"Ref":"Protocol"} port any at the address of {"Fn::ImportValue":"arn"}, every path',
    "host-header a.example, b.example; c.example (Rule)",
    "path-pattern  (Rule)",
  ]);
});

test("resources of other types open nothing that is known", () => {
  expect(opensIn(template({ Data: { Type: "AWS::S3::Bucket", Properties: {} } }))).toStrictEqual([]);
});

test.each(["not JSON", "{}", "[]", '{"Resources":[]}'])("nothing is told of %j", (text) => {
  expect(opensIn(text)).toEqual([]);
});
