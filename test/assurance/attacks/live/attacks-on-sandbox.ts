import { CreateStackCommand, waitUntilStackCreateComplete } from "@aws-sdk/client-cloudformation";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { type Environment, environments } from "../../../../lib/domain/environment.ts";
import {
  type EnvironmentPlace,
  executionRoleArnOf,
} from "../../../../lib/ports/shared/environments/roles.ts";
import { stopSandbox } from "../../../../lib/sandbox/up.ts";
import type { TemporarySandbox } from "../../shared/temporary-sandbox.ts";
import { type CarriedOut, carryOut } from "../attack.ts";
import { asAdministrators } from "./as-administrators.ts";
import { byTemplates } from "./by-templates.ts";
import { type Clients, clientsOf, setUpKey } from "./clients.ts";
import { difference, stateOf } from "./control-plane-state.ts";
import { byOtherUsers } from "./other-users.ts";
import type { Administrator, Target } from "./requests.ts";
import { byWebPages } from "./web-pages.ts";

const region = "us-east-1";
const roleName = "made-by-a-template";

/** A template of an environment makes an administrator, as a commit's may; CloudFormation carries it out under its own role. */
async function administratorOf(place: EnvironmentPlace): Promise<Clients> {
  const { account, environment } = place;
  const { cloudFormation, sts } = clientsOf(setUpKey(account), region);
  const StackName = `administrator-of-${environment}`;
  const role = {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: `${roleName}-${environment}`,
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${account}:root` } },
        ],
      },
    },
  };
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: { Administrator: role } }),
      RoleARN: executionRoleArnOf(place),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/${roleName}-${environment}`,
      RoleSessionName: "mine",
    }),
  );
  return clientsOf(
    {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    },
    region,
  );
}

/** Carries out every attack on a sandbox that is up, with IAM enforced; then stops it, and looks at what stays. */
export async function attackSandbox(
  { place, installation, state }: TemporarySandbox,
  tell: (done: CarriedOut) => void,
): Promise<readonly CarriedOut[]> {
  const { accounts, application } = installation;
  const placeOf = (environment: Environment): EnvironmentPlace => ({
    application,
    partition: "aws",
    urlSuffix: "amazonaws.com",
    environment,
    ...accounts[environment],
  });
  const places = {
    development: placeOf("development"),
    staging: placeOf("staging"),
    production: placeOf("production"),
  };
  const own = clientsOf(setUpKey(accounts.controlPlane.account), region);
  const administrators: Administrator[] = [];
  for (const environment of environments)
    administrators.push({ environment, clients: await administratorOf(places[environment]) });
  const before = await stateOf(own, installation);
  const target: Target = {
    installation,
    places,
    buildsUrl: `http://127.0.0.1:${state.ports.emulator}/${accounts.controlPlane.account}/${application}-builds`,
    changed: async () => difference(before, await stateOf(own, installation)),
  };
  const up = await carryOut(
    [
      ...asAdministrators(target, administrators),
      ...byTemplates(target, clientsOf(setUpKey(accounts.development.account), region)),
      ...byWebPages(state, own, accounts.controlPlane.account),
      ...byOtherUsers(place, "while the sandbox is up"),
    ],
    tell,
  );
  await stopSandbox(place);
  return [...up, ...(await carryOut(byOtherUsers(place, "after the sandbox was stopped"), tell))];
}
