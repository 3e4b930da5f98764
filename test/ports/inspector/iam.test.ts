import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
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
