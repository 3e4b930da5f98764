import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { readers } from "../../../lib/ports/inspector/readers/iam.ts";
import { reached } from "../../fixtures/reached.ts";

const iam = mockClient(IAMClient);
afterAll(() => iam.restore());
const clients = reached("production").clients("look", "production");
const look = () => readers["AWS::IAM::Role"]("shop-production-backend", clients);
const trusting = (Principal: unknown) =>
  encodeURIComponent(
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }] }),
  );

/** A role with one inline policy. */
function role({
  principal = { Service: "ecs-tasks.amazonaws.com" } as unknown,
  attached = [] as string[],
} = {}) {
  iam.reset();
  iam.on(GetRoleCommand).resolves({
    Role: {
      Path: "/",
      RoleName: "shop-production-backend",
      RoleId: "1",
      Arn: "arn:aws:iam::111122223333:role/shop-production-backend",
      CreateDate: new Date(0),
      AssumeRolePolicyDocument: trusting(principal),
    },
  });
  iam.on(ListRolePoliciesCommand).resolves({ PolicyNames: ["work"] });
  iam.on(GetRolePolicyCommand).resolves({ PolicyDocument: encodeURIComponent('{"Statement":[]}') });
  iam
    .on(ListAttachedRolePoliciesCommand)
    .resolves({ AttachedPolicies: attached.map((PolicyArn) => ({ PolicyArn })) });
}

test("a policy that somebody attaches by hand changes what is read of its role", async () => {
  role();
  const before = await look();
  role({ attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] });
  const after = await look();

  expect(before?.permissions).toHaveLength(1);
  expect(after?.permissions).toEqual([
    ...(before?.permissions ?? []),
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ]);
});

test("a changed trust is seen, and one that names everyone", async () => {
  role();
  const before = await look();
  role({ principal: { AWS: "*" } });
  const after = await look();

  expect(before).toMatchObject({ admitsEveryone: false });
  expect(after).toMatchObject({ admitsEveryone: true });
  expect(after?.trust).not.toEqual(before?.trust);
});

describe("what a user or a group may do", () => {
  const about = { Path: "/", Arn: "arn", CreateDate: new Date(0) };
  const administrator = { PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" };

  function user({ groups = ["readers"], document = "{}", attached = [] as object[], boundary = "" } = {}) {
    iam.reset();
    iam.on(GetUserCommand).resolves({
      User: {
        ...about,
        UserName: "ci",
        UserId: "1",
        ...(boundary === "" ? {} : { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }),
      },
    });
    iam.on(ListUserPoliciesCommand).resolves({ PolicyNames: ["work"] });
    iam.on(GetUserPolicyCommand).resolves({ PolicyDocument: encodeURIComponent(document) });
    iam.on(ListAttachedUserPoliciesCommand).resolves({ AttachedPolicies: attached });
    iam
      .on(ListGroupsForUserCommand)
      .resolves({ Groups: groups.map((GroupName) => ({ ...about, GroupName, GroupId: "1" })) });
    return readers["AWS::IAM::User"]("ci", clients);
  }

  test.each([
    ["another group", { groups: ["readers", "administrators"] }],
    ["another inline policy", { document: '{"Statement":[]}' }],
    ["an attached policy", { attached: [administrator] }],
    ["a boundary", { boundary: "arn:aws:iam::1:policy/b" }],
  ])("is seen to have changed by %s of a user", async (_, changed) => {
    expect(await user()).not.toEqual(await user(changed));
  });

  test.each([
    ["an inline policy", { names: ["work"] }],
    ["an attached policy", { attached: [administrator] }],
  ])("is seen to have changed by %s of a group", async (_, changed) => {
    const group = ({ names = [] as string[], attached = [] as object[] } = {}) => {
      iam.reset();
      iam
        .on(GetGroupCommand)
        .resolves({ Group: { ...about, GroupName: "readers", GroupId: "1" }, Users: [] });
      iam.on(ListGroupPoliciesCommand).resolves({ PolicyNames: names });
      iam.on(GetGroupPolicyCommand).resolves({ PolicyDocument: "%7B%7D" });
      iam.on(ListAttachedGroupPoliciesCommand).resolves({ AttachedPolicies: attached });
      return readers["AWS::IAM::Group"]("readers", clients);
    };

    expect(await group()).not.toEqual(await group(changed));
  });

  test("is nothing of one that is gone", async () => {
    iam.reset();
    const gone = Object.assign(new Error("gone"), { name: "NoSuchEntityException" });
    iam.on(GetUserCommand).rejects(gone).on(GetGroupCommand).rejects(gone);

    expect(await readers["AWS::IAM::User"]("ci", clients)).toBeNull();
    expect(await readers["AWS::IAM::Group"]("readers", clients)).toBeNull();
  });
});
