import { announcedBy, announcedQuestions } from "../../../lib/domain/change/announced-exposure.ts";
import { isAnnounced } from "../../../lib/domain/change/exposure.ts";
import { askAboutExposure, reachabilityOf } from "../../../lib/domain/check/exposure.ts";
import type { Inspected } from "../../../lib/resources/resources.ts";
import { describedRows, rows } from "../../../lib/resources/resources.ts";
import { announcing } from "../../../lib/resources/tables.ts";

const api = (isPrivate: boolean): Inspected => ({ type: "AWS::ApiGateway::RestApi", facts: { isPrivate } });
const answers = (type: string, seen: Inspected | null | undefined, isAnnounced: boolean) =>
  askAboutExposure(reachabilityOf(type, seen), "production/web/Api", () => isAnnounced).map(
    ({ answer }) => answer,
  );

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

describe("an announcement", () => {
  test("covers every question about the fact that shows it, and each type has one", () => {
    expect(Object.entries(announcing).filter(([, row]) => (row?.questions ?? []).length === 0)).toEqual([]);
  });

  const instance = (facts: object): Inspected => ({
    type: "AWS::EC2::Instance",
    facts: { state: "running", hasPublicIp: false, publicCopies: [], ...facts },
  });
  const database = (facts: object): Inspected => ({
    type: "AWS::RDS::DBInstance",
    facts: {
      status: "available",
      publiclyAccessible: false,
      encrypted: true,
      multiAz: true,
      backupDays: 7,
      deletionProtected: true,
      exportedLogs: null,
      publicSnapshots: [],
      ...facts,
    },
  });
  const announcedWith = (Type: string, Properties: object) =>
    announcedQuestions({
      step: "web",
      part: "compute",
      stackName: "shop-production-web",
      parameters: {},
      template: JSON.stringify({ Resources: { R: { Type, Properties } } }),
    });
  const publicAddress = { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] };

  const entry = {
    SecurityGroupIngress: [{ IpProtocol: 6, FromPort: "443", ToPort: 443, CidrIp: "0.0.0.0/0" }],
  };
  const group = (...open: readonly (string | null)[]): Inspected => ({
    type: "AWS::EC2::SecurityGroup",
    facts: { openToWorld: open.includes(null) ? null : open.map(String), admits: open.map(String) },
  });

  // Each: what the template says, what is read, and the answers that are not "held".
  test.each<[string, string, object, Inspected | null | undefined, readonly string[]]>([
    [
      "a public address that was announced",
      "AWS::EC2::Instance",
      publicAddress,
      instance({ hasPublicIp: true }),
      [],
    ],
    ["less than was announced", "AWS::EC2::Instance", publicAddress, instance({}), []],
    [
      "an announced address and a snapshot that nobody announced",
      "AWS::EC2::Instance",
      publicAddress,
      instance({ hasPublicIp: true, publicCopies: ["snap-1"] }),
      ["broken"],
    ],
    [
      "an address that nobody announced",
      "AWS::EC2::Instance",
      {},
      instance({ hasPublicIp: true }),
      ["broken"],
    ],
    [
      "an announced database and its snapshot for everyone",
      "AWS::RDS::DBInstance",
      { PubliclyAccessible: true },
      database({ publiclyAccessible: true, publicSnapshots: ["s"] }),
      ["broken"],
    ],
    [
      "an announced database of which nothing tells whether it is accessible",
      "AWS::RDS::DBInstance",
      { PubliclyAccessible: true },
      database({ publiclyAccessible: null }),
      ["unobservable"],
    ],
    [
      "an announced database whose snapshots are not told",
      "AWS::RDS::DBInstance",
      { PubliclyAccessible: true },
      database({ publiclyAccessible: true, publicSnapshots: null }),
      ["unobservable"],
    ],
    [
      "the announcement of another resource of the template",
      "AWS::EC2::Subnet",
      { MapPublicIpOnLaunch: true },
      instance({ hasPublicIp: true }),
      ["broken"],
    ],
    [
      "what was announced, and nothing describes it",
      "AWS::ApiGateway::RestApi",
      {},
      undefined,
      ["unobservable"],
    ],
    ["an announced API that is private", "AWS::ApiGateway::RestApi", {}, api(true), []],
    [
      "an API that was announced as private and is not",
      "AWS::ApiGateway::RestApi",
      { EndpointConfiguration: { Types: ["PRIVATE"] } },
      api(false),
      ["broken"],
    ],
    ["a group that is open as announced", "AWS::EC2::SecurityGroup", entry, group("tcp 443-443"), []],
    ["a group that is open less far", "AWS::EC2::SecurityGroup", entry, group(), []],
    [
      "a group with a port that somebody opened by hand",
      "AWS::EC2::SecurityGroup",
      entry,
      group("tcp 443-443", "tcp 22-22"),
      ["broken"],
    ],
    ["a group whose rules are not told", "AWS::EC2::SecurityGroup", entry, group(null), ["unobservable"]],
    ["a type that no row knows", "AWS::Braket::Thing", { Public: true }, undefined, ["unobservable"]],
  ])("judges %s", (_what, type, properties, seen, expected) => {
    const announced = announcedWith(type, properties);
    const asked = askAboutExposure(
      reachabilityOf(seen?.type ?? type, seen),
      "production/web/R",
      (question, extent) => isAnnounced(announced, `R ${question}`, extent),
    );

    expect(asked.map(({ answer }) => answer).filter((answer) => answer !== "held")).toEqual(expected);
  });
});
