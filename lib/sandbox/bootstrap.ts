import { dirname } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { addHelper, bootstrapControlPlane, bootstrapEnvironment, type Cdk } from "../bootstrap/bootstrap.ts";
import { type Environment, environments } from "../domain/environment.ts";
import { settingMissing } from "../domain/errors.ts";
import { describe } from "../ports/shared/cloudformation/stack.ts";
import type { Place as AccountPlace } from "../settings/place.ts";
import type { Accounts } from "../settings/settings.ts";
import { setUpCredentials } from "./accounts.ts";
import { runCdk } from "./cdk.ts";
import type { Place } from "./place.ts";

/** The emulator's only partition. */
const partition = "aws";

/** Prepares every account of a sandbox that is not prepared yet, all at once. */
export async function bootstrapSandbox(
  folder: Place,
  application: string,
  accounts: Accounts,
): Promise<void> {
  const { controlPlane, ...places } = accounts;
  const cdk = cdkIn(folder);
  const trust = { controlPlane: controlPlane.account, partition };
  const once = new Map(Object.values(places).map((place) => [`${place.account} ${place.region}`, place]));
  await Promise.all([
    unlessThere(controlPlane, () =>
      bootstrapControlPlane(controlPlane, setUpCredentials(controlPlane.account), cdk),
    ),
    ...[...once.values()].map((place) =>
      unlessThere(place, () => bootstrapEnvironment(place, trust, setUpCredentials(place.account), cdk)),
    ),
    ...environments.map((environment) =>
      addHelperOf(application, environment, places[environment], controlPlane.account),
    ),
  ]);
}

const cdkIn =
  (folder: Place): Cdk =>
  (args, variables) => {
    // Two CDKs refuse to share an output.
    const output = folder.path(
      "bootstrap",
      args.find((arg) => arg.startsWith("aws://"))?.replace(/\W+/g, "-") ?? "",
    );
    return runCdk(
      [...args, "--output", output],
      // Where there is an app, the CDK synthesises it first, and a bootstrap needs none.
      dirname(output),
      (said) => settingMissing(`an account of the sandbox could not be prepared: ${said}`),
      { variables },
    );
  };

/** CloudFormation in an account of the sandbox. */
export const clientOf = ({ account, region }: AccountPlace): CloudFormationClient =>
  new CloudFormationClient({
    region,
    credentials: { accessKeyId: account, secretAccessKey: "sandbox" },
  });

async function unlessThere(place: AccountPlace, bootstrap: () => Promise<void>): Promise<void> {
  if ((await describe(clientOf(place), "CDKToolkit")) === null) await bootstrap();
}

const addHelperOf = (
  application: string,
  environment: Environment,
  place: AccountPlace,
  controlPlane: string,
): Promise<void> =>
  addHelper(clientOf(place), { application, partition, urlSuffix: "", environment, ...place }, controlPlane);
