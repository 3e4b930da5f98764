import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  GetAccountAuthorizationDetailsCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { inspectorIn } from "../../../lib/ports/inspector/aws.ts";
import { reached } from "../../fixtures/reached.ts";

const ec2 = mockClient(EC2Client);
const iam = mockClient(IAMClient);
const alarms = mockClient(CloudWatchClient);
const logs = mockClient(CloudWatchLogsClient);
const all = [ec2, iam, alarms, logs];
beforeEach(() => {
  for (const mock of all) mock.reset();
});
afterAll(() => {
  for (const mock of all) mock.restore();
});

const error = (name: string) => Object.assign(new Error(name), { name });
const inspect = async (type: string, ...ids: readonly string[]) => {
  const resources = ids.map((id) => ({ type, id, logicalId: id, stack: "shop-staging-one" }));
  const seen = await inspectorIn(reached("staging")).inspect(resources);
  return resources.map((resource) => seen.get(resource));
};
const requests = () => ec2.calls().length + iam.calls().length + alarms.calls().length + logs.calls().length;

/**
 * EC2 describes what it has. One id among them that it does not know fails the request (EC2 API reference, error codes), and tells of
 * no other.
 */
function ec2Has(...ids: readonly string[]) {
  const known = (asked: readonly string[] | undefined, absent: string) => {
    const found = (asked ?? []).filter((id) => ids.includes(id));
    if (found.length < (asked ?? []).length) throw error(absent);
    return found;
  };
  ec2.on(DescribeSecurityGroupsCommand).callsFake(({ GroupIds, Filters }) => ({
    SecurityGroups: (Filters === undefined
      ? known(GroupIds, "InvalidGroup.NotFound")
      : ids.filter((id) => Filters[0].Values.includes(id))
    ).map((GroupId: string) => ({ GroupId, IpPermissions: [] })),
  }));
  ec2.on(DescribeSubnetsCommand).callsFake(({ SubnetIds }) => ({
    Subnets: known(SubnetIds, "InvalidSubnetID.NotFound").map((SubnetId) => ({
      SubnetId,
      MapPublicIpOnLaunch: false,
    })),
  }));
  ec2.on(DescribeVpcEndpointsCommand).callsFake(({ VpcEndpointIds }) => ({
    VpcEndpoints: known(VpcEndpointIds, "InvalidVpcEndpointId.NotFound").map((VpcEndpointId) => ({
      VpcEndpointId,
      State: "available",
    })),
  }));
}

/** An account with these roles and others, whose list has one role a page. */
function iamHas(roles: readonly string[], listed = roles) {
  const missing = () => {
    throw error("NoSuchEntityException");
  };
  const trust = { Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" } }] };
  const about = (RoleName: string) => ({
    RoleName,
    RoleId: "1",
    Arn: "arn",
    Path: "/",
    CreateDate: new Date(0),
  });
  // The same document, told with blanks and without them.
  const spaced = encodeURIComponent(JSON.stringify(trust, null, 2));
  const dense = encodeURIComponent(JSON.stringify(trust));
  iam.on(GetAccountAuthorizationDetailsCommand).callsFake(({ Marker = "0" }) => ({
    RoleDetailList: listed.slice(Number(Marker), Number(Marker) + 1).map((name) => ({
      ...about(name),
      AssumeRolePolicyDocument: dense,
      RolePolicyList: [
        { PolicyName: "write", PolicyDocument: dense },
        { PolicyName: "read", PolicyDocument: dense },
      ],
      AttachedManagedPolicies: [{ PolicyName: "b", PolicyArn: "arn:b" }, { PolicyArn: "arn:a" }],
      PermissionsBoundary: { PermissionsBoundaryArn: "arn:limit" },
    })),
    IsTruncated: Number(Marker) + 1 < listed.length,
    Marker: String(Number(Marker) + 1),
  }));
  iam.on(GetRoleCommand).callsFake(({ RoleName }) =>
    roles.includes(RoleName)
      ? {
          Role: {
            ...about(RoleName),
            AssumeRolePolicyDocument: spaced,
            PermissionsBoundary: { PermissionsBoundaryArn: "arn:limit" },
          },
        }
      : missing(),
  );
  iam.on(ListRolePoliciesCommand).resolves({ PolicyNames: ["read", "write"] });
  iam.on(GetRolePolicyCommand).resolves({ PolicyDocument: spaced });
  iam
    .on(ListAttachedRolePoliciesCommand)
    .resolves({ AttachedPolicies: [{ PolicyArn: "arn:a" }, { PolicyArn: "arn:b" }] });
}

function cloudWatchHas(...names: readonly string[]) {
  alarms.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }) => ({
    MetricAlarms: names
      .filter((name) => AlarmNames.includes(name))
      .map((AlarmName) => ({ AlarmName, ActionsEnabled: true, AlarmActions: ["arn:topic"] })),
  }));
}

/** Names that are asked for, or a prefix. What becomes of a name of no group is not documented: at the worst it is an error. */
function logsHas(...names: readonly string[]) {
  logs.on(DescribeLogGroupsCommand).callsFake(({ logGroupIdentifiers, logGroupNamePrefix }) => {
    if (logGroupIdentifiers?.some((name: string) => !names.includes(name)))
      throw error("ResourceNotFoundException");
    return {
      logGroups: names
        .filter((name) => logGroupIdentifiers?.includes(name) ?? name.startsWith(logGroupNamePrefix))
        .map((logGroupName) => ({ logGroupName, retentionInDays: 7 })),
    };
  });
}

const kinds: readonly [string, readonly [string, string], (...ids: readonly string[]) => void][] = [
  ["AWS::EC2::SecurityGroup", ["sg-1", "sg-2"], ec2Has],
  ["AWS::EC2::Subnet", ["subnet-1", "subnet-2"], ec2Has],
  ["AWS::EC2::VPCEndpoint", ["vpce-1", "vpce-2"], ec2Has],
  ["AWS::IAM::Role", ["one", "two"], (...ids) => iamHas(ids)],
  ["AWS::CloudWatch::Alarm", ["one", "two"], cloudWatchHas],
  ["AWS::Logs::LogGroup", ["/one", "/two"], logsHas],
];

describe.each(kinds)("several of %s", (type, [one, two], has) => {
  test("are described with fewer requests, and as each is by itself", async () => {
    has(one, two);
    const together = await inspect(type, one, two);
    const requestsTogether = requests();
    const apart = [...(await inspect(type, one)), ...(await inspect(type, two))];

    expect(together).toEqual(apart);
    expect(together.every((seen) => seen?.type === type)).toBe(true);
    expect(requestsTogether).toBeLessThan(requests() - requestsTogether);
  });

  test("are told apart from one that is gone", async () => {
    has(one);

    expect(await inspect(type, one, two)).toEqual([...(await inspect(type, one)), null]);
  });

  test("are not gone because the question failed", async () => {
    const failed = error("ValidationError");
    ec2.onAnyCommand().rejects(failed);
    iam.onAnyCommand().rejects(failed);
    alarms.onAnyCommand().rejects(failed);
    logs.onAnyCommand().rejects(failed);

    await expect(inspect(type, one, two)).rejects.toMatchObject({ name: "ValidationError" });
  });
});

test("more resources than a request takes are described with several", async () => {
  const ids = Array.from({ length: 250 }, (_, at) => `subnet-${at}`);
  ec2Has(...ids);

  expect(await inspect("AWS::EC2::Subnet", ...ids)).toHaveLength(250);
  expect(requests()).toBe(3);
});

test("a group that is named by its name is described beside groups that are named by their ids", async () => {
  ec2Has("sg-1", "sg-2", "shop-web");
  const seen = await inspect("AWS::EC2::SecurityGroup", "sg-1", "shop-web", "sg-2");

  expect(seen.map((one) => one?.facts)).toEqual(Array(3).fill({ openToWorld: [], admits: [] }));
  expect(requests()).toBe(2);
});

describe("roles in an account", () => {
  test("with more roles than are asked about are looked for in as many pages, and then one by one", async () => {
    const many = ["a", "b", "c", "one", "two"];
    iamHas(many);

    expect((await inspect("AWS::IAM::Role", "one", "two")).every((seen) => seen !== null)).toBe(true);
    expect(iam.commandCalls(GetAccountAuthorizationDetailsCommand)).toHaveLength(2);
    expect(iam.commandCalls(GetRoleCommand)).toHaveLength(2);
  });

  test("whose list is denied are described one by one", async () => {
    iamHas(["one", "two"]);
    iam.on(GetAccountAuthorizationDetailsCommand).rejects(error("AccessDenied"));

    expect((await inspect("AWS::IAM::Role", "one", "two")).every((seen) => seen !== null)).toBe(true);
  });

  test("of which the list does not know one yet are all described", async () => {
    iamHas(["one", "two"], ["one"]);

    expect((await inspect("AWS::IAM::Role", "one", "two")).every((seen) => seen !== null)).toBe(true);
  });
});
