import "./environment.ts";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
} from "@aws-sdk/client-cloudformation";
import { environments } from "../../lib/domain/environment.ts";
import { environmentsAt } from "../../lib/ports/shared/environments/environments.ts";
import { executionRoleArnOf, roleArnOf } from "../../lib/ports/shared/environments/roles.ts";
import {
  type PurposeName,
  purposes,
  sessionPolicyOf,
} from "../../lib/ports/shared/environments/session-policies.ts";
import { reachOf } from "./accounts/environment-accounts.ts";
import { Installation } from "./installation.ts";

const template = '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}';

/** Does something as a function of the installation, with clients of that purpose in staging. */
async function as<T>(
  functionName: string,
  purpose: PurposeName,
  act: (client: CloudFormationClient, installation: Installation) => Promise<T>,
): Promise<T> {
  const installation = await Installation.withoutLatency();
  const clients = environmentsAt(reachOf("shop", environments), installation.clock).clients(
    purpose,
    "staging",
  );
  return installation.does(() => act(clients(CloudFormationClient), installation), functionName);
}

const create = (client: CloudFormationClient, installation: Installation, StackName: string) =>
  client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: template,
      RoleARN: executionRoleArnOf(installation.accounts.place("staging")),
    }),
  );

test("a function of an environment creates a stack there under the deploy-role", async () => {
  const made = await as("shop-provision-step-staging", "deploy", (client, installation) =>
    create(client, installation, "shop-staging-network"),
  );
  expect(made.StackId).toContain("shop-staging-network");
});

test.each(["shop-provision-step-development", "shop-open-run", "shop-decide"])(
  "%s may not assume staging's deploy-role",
  async (name) => {
    await expect(
      as(name, "deploy", (client, installation) => create(client, installation, "shop-staging-network")),
    ).rejects.toMatchObject({ name: "SettingMissing" });
  },
);

test("a session of one environment's account sees no stack of another", async () => {
  await expect(
    as("shop-provision-step-staging", "deploy", (client) =>
      client.send(new DescribeStacksCommand({ StackName: "shop-production-network" })),
    ),
  ).rejects.toThrow("does not exist");
});

test("looking changes nothing: the lookup-role creates no stack", async () => {
  await expect(
    as("shop-validate-environment-staging", "look", (client, installation) =>
      create(client, installation, "shop-staging-network"),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied" });
});

test("drift is detected under the lookup-role, if it may detect that of every resource", async () => {
  const detect = (rights?: readonly string[]) =>
    as("shop-validate-environment-staging", "look", (client, { accounts, cloudFormation }) => {
      cloudFormation.place("shop-staging-network", template);
      const arn = roleArnOf("lookup", accounts.place("staging"));
      const role = accounts.roles.get(arn);
      if (role !== undefined && rights !== undefined)
        accounts.roles.set(arn, {
          ...role,
          statements: [{ Effect: "Allow", Action: rights, Resource: "*" }],
        });
      return client.send(new DetectStackDriftCommand({ StackName: "shop-staging-network" }));
    });
  expect((await detect()).StackDriftDetectionId).toEqual(expect.any(String));
  await expect(detect(["cloudformation:DetectStackDrift"])).rejects.toThrow(
    "not authorized to perform: cloudformation:DetectStackResourceDrift",
  );
});

// Source: CloudFormation user guide, "Get exported outputs": an export is known in its own account and Region.
test.each([
  ["development", "FAILED", { StatusReason: "No export named shared found. Rollback requested by user." }],
  ["staging", "CREATE_COMPLETE", {}],
])("an export of %s is known in its own account alone", async (environment, status, reason) => {
  const installation = await Installation.withoutLatency();
  const { cloudFormation } = installation;
  const exported = { Shared: { Value: "x", Export: { Name: "shared" } } };
  const importing = {
    Topic: { Type: "AWS::SNS::Topic", Properties: { Of: { "Fn::ImportValue": "shared" } } },
  };
  cloudFormation.place(
    `shop-${environment}-a`,
    JSON.stringify({ ...JSON.parse(template), Outputs: exported }),
  );
  cloudFormation.place("shop-staging-b", template);
  const which = { StackName: "shop-staging-b", ChangeSetName: "with-import" };
  cloudFormation.service["CreateChangeSet"]?.({
    ...which,
    ChangeSetType: "UPDATE",
    TemplateBody: JSON.stringify({ Resources: importing }),
  });
  await installation.pass(1_000);
  expect(cloudFormation.service["DescribeChangeSet"]?.(which)).toMatchObject({ Status: status, ...reason });
});

test("CloudFormation acts under no role but the bootstrap's", async () => {
  await expect(
    as("shop-provision-step-staging", "deploy", (client) =>
      client.send(new CreateStackCommand({ StackName: "shop-staging-network", TemplateBody: template })),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied" });
});

test("an account that does not trust the control plane is named, with what to do", async () => {
  await expect(
    as("shop-provision-step-staging", "deploy", (client, installation) => {
      installation.accounts.roles.delete(roleArnOf("deploy", installation.accounts.place("staging")));
      return create(client, installation, "shop-staging-network");
    }),
  ).rejects.toThrow("staging's account 333333333333 does not let us assume");
});

test("a session is replaced before it ends", async () => {
  const installation = await Installation.withoutLatency();
  const clients = environmentsAt(reachOf("shop", environments), installation.clock).clients(
    "deploy",
    "staging",
  );
  const asked: string[] = [];
  installation.account.watchers.push({ acts: ({ service }) => asked.push(service) });
  const look = () =>
    installation.does(
      () =>
        clients(CloudFormationClient)
          .send(new DescribeStacksCommand({ StackName: "shop-staging-a" }))
          .catch(String),
      "shop-provision-step-staging",
    );
  await look();
  await look();
  await installation.pass(56 * 60_000);
  await look();
  expect(asked).toEqual(["sts", "cloudformation", "cloudformation", "sts", "cloudformation"]);
});

test("no session policy is too large, even for the longest name of an application and region", () => {
  const at = {
    application: "a".repeat(31),
    partition: "aws-us-gov",
    urlSuffix: "amazonaws.com",
    environment: "development" as const,
    account: "222222222222",
    region: "ap-northeast-1",
  };
  for (const purpose of Object.keys(purposes) as PurposeName[])
    expect(sessionPolicyOf(purpose, at)?.length ?? 0).toBeLessThanOrEqual(2_048);
  expect(() => sessionPolicyOf("deploy", { ...at, application: "a".repeat(1_000) })).toThrow(
    "give the application a shorter name",
  );
});
