import { announcedBy } from "../../../lib/domain/change/announced-exposure.ts";
import { askAboutExposure, reachabilityOf } from "../../../lib/domain/check/exposure.ts";
import type { Inspected } from "../../../lib/resources/resources.ts";
import { describedRows, rows } from "../../../lib/resources/resources.ts";

const api = (isPrivate: boolean): Inspected => ({ type: "AWS::ApiGateway::RestApi", facts: { isPrivate } });
const answers = (type: string, seen: Inspected | null | undefined, isAnnounced: boolean) =>
  askAboutExposure(reachabilityOf(type, seen), "production/web/Api", isAnnounced).map(({ answer }) => answer);

describe("what can be reached", () => {
  test.each<[string, string, Inspected | null | undefined, boolean, readonly string[]]>([
    ["holds if it was announced", "AWS::ApiGateway::RestApi", api(false), true, ["held"]],
    ["is broken if nobody announced it", "AWS::ApiGateway::RestApi", api(false), false, ["broken"]],
    ["holds if it is closed, announced or not", "AWS::ApiGateway::RestApi", api(true), false, ["held"]],
    [
      "is unobservable if nothing describes it",
      "AWS::ApiGateway::RestApi",
      undefined,
      true,
      ["unobservable"],
    ],
    [
      "is unobservable for a type without a row",
      "AWS::AppRunner::Service",
      undefined,
      true,
      ["unobservable"],
    ],
    [
      "is unobservable for a custom resource that is not the CDK's",
      "Custom::Thing",
      undefined,
      true,
      ["unobservable"],
    ],
    ["is not asked of what cannot be reached", "AWS::EC2::FlowLog", undefined, false, []],
    ["is not asked of the CDK's own helpers", "Custom::S3AutoDeleteObjects", undefined, false, []],
    [
      "is not asked of what is not there: that is another question",
      "AWS::ApiGateway::RestApi",
      null,
      true,
      [],
    ],
  ])("%s", (_what, type, seen, isAnnounced, expected) => {
    expect(answers(type, seen, isAnnounced)).toEqual(expected);
  });

  test("is never closed where no reader answered, whatever the type", () => {
    const readable = describedRows.filter(({ row }) => row.exposure !== null);
    const closed = readable.filter(({ type }) =>
      reachabilityOf(type, undefined).some(({ is }) => is !== "unread"),
    );

    expect(readable.length).toBeGreaterThan(15);
    expect(closed).toEqual([]);
    expect(rows.length).toBeGreaterThan(60);
  });
});

const step = (resources: object, part: "compute" | "ingress" = "compute") => ({
  step: "web",
  part,
  stackName: "shop-production-web",
  parameters: {},
  template: JSON.stringify({ Resources: resources }),
});

describe("a template announces", () => {
  test.each<[string, object, readonly string[]]>([
    ["an API", { Api: { Type: "AWS::ApiGateway::RestApi", Properties: {} } }, ["Api"]],
    [
      "no private API",
      {
        Api: {
          Type: "AWS::ApiGateway::RestApi",
          Properties: { EndpointConfiguration: { Types: ["PRIVATE"] } },
        },
      },
      [],
    ],
    [
      "a load balancer without a scheme",
      { Lb: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer" } },
      ["Lb"],
    ],
    [
      "no internal load balancer",
      { Lb: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: { Scheme: "internal" } } },
      [],
    ],
    [
      "a function URL without a signature",
      { Url: { Type: "AWS::Lambda::Url", Properties: { AuthType: "NONE" } } },
      ["Url"],
    ],
    [
      "a network with a gateway, and a group that a rule of its own opens",
      {
        Vpc: { Type: "AWS::EC2::VPC", Properties: {} },
        Other: { Type: "AWS::EC2::VPC", Properties: {} },
        At: {
          Type: "AWS::EC2::VPCGatewayAttachment",
          Properties: { VpcId: { Ref: "Vpc" }, InternetGatewayId: { Ref: "Igw" } },
        },
        Group: { Type: "AWS::EC2::SecurityGroup", Properties: {} },
        Rule: {
          Type: "AWS::EC2::SecurityGroupIngress",
          Properties: { GroupId: { "Fn::GetAtt": ["Group", "GroupId"] }, CidrIp: "0.0.0.0/0" },
        },
      },
      ["Vpc", "Group"],
    ],
    [
      "a distribution whose origin shield is off",
      {
        Site: {
          Type: "AWS::CloudFront::Distribution",
          Properties: {
            DistributionConfig: { Enabled: true, Origins: [{ Id: "o", OriginShield: { Enabled: false } }] },
          },
        },
      },
      ["Site"],
    ],
    [
      "no distribution that is off",
      {
        Site: {
          Type: "AWS::CloudFront::Distribution",
          Properties: {
            DistributionConfig: { Enabled: false, Origins: [{ Id: "o", OriginShield: { Enabled: true } }] },
          },
        },
      },
      [],
    ],
    [
      "a route table with a route to a carrier gateway",
      {
        Table: { Type: "AWS::EC2::RouteTable", Properties: {} },
        Other: { Type: "AWS::EC2::RouteTable", Properties: {} },
        Out: {
          Type: "AWS::EC2::Route",
          Properties: { RouteTableId: { Ref: "Table" }, CarrierGatewayId: { Ref: "Carrier" } },
        },
      },
      ["Table"],
    ],
    ["no role, whatever its trust", { Role: { Type: "AWS::IAM::Role", Properties: {} } }, []],
  ])("%s", (_what, resources, expected) => {
    expect(announcedBy(step(resources)).map(({ logicalId }) => logicalId)).toEqual(expected);
  });

  test("what opens with the release, if its step is the ingress", () => {
    const resources = { Api: { Type: "AWS::ApiGateway::RestApi", Properties: {} } };

    expect(announcedBy(step(resources, "ingress"))).toMatchObject([{ opensWithRelease: true }]);
    expect(announcedBy(step(resources))).toMatchObject([{ opensWithRelease: false }]);
  });

  test("nothing, if it is no template", () => {
    expect(announcedBy({ ...step({}), template: "not JSON" })).toEqual([]);
  });
});
