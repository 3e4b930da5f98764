import { fileURLToPath } from "node:url";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { bootstrap } from "../../lib/command-line/commands/bootstrap.ts";
import type { Change } from "../../lib/domain/change/manifest.ts";
import { environments } from "../../lib/domain/environment.ts";
import { accountsFor, ownAccounts } from "../../lib/sandbox/accounts.ts";
import { accountsSchema } from "../../lib/settings/settings.ts";

test.each(environments)(
  "settings in which %s shares the control plane's account are refused",
  (environment) => {
    const shared = { ...ownAccounts, [environment]: ownAccounts.controlPlane };
    const { error } = accountsSchema.safeParse(shared);

    expect(error?.issues).toEqual([
      expect.objectContaining({
        path: [environment, "account"],
        message: `900000000001 is the control plane's account, which no environment may share: give ${environment} an account of its own`,
      }),
    ]);
  },
);

test("environments may share an account", () => {
  expect(accountsSchema.safeParse({ ...ownAccounts, staging: ownAccounts.development }).success).toBe(true);
});

test.each(environments)(
  "a Stage of %s in the account of the sandbox's control plane is refused",
  (environment) => {
    const steps = {
      development: [],
      staging: [],
      production: [],
      [environment]: [{ account: ownAccounts.controlPlane.account }],
    } as unknown as Change["environments"];

    expect(() => accountsFor(steps)).toThrow(
      `${environment} belongs to account 900000000001, which is the sandbox's control plane's: give the Stage another account`,
    );
  },
);

describe("an account that the settings do not name", () => {
  const sts = mockClient(STSClient);
  const settings = fileURLToPath(new URL("../../lib/control-plane/default-settings.json", import.meta.url));
  const region = process.env["AWS_REGION"];
  beforeAll(() => {
    process.env["AWS_REGION"] = "eu-central-1";
  });
  afterAll(() => {
    sts.restore();
    if (region === undefined) delete process.env["AWS_REGION"];
    else process.env["AWS_REGION"] = region;
  });

  test("is not prepared, and the refusal says which accounts are named", async () => {
    sts.on(GetCallerIdentityCommand).resolves({
      Account: "555555555555",
      Arn: "arn:aws:iam::555555555555:user/somebody",
    });

    await expect(bootstrap({ settings }, () => undefined)).rejects.toThrow(
      `your credentials belong to account 555555555555, which ${settings} does not name: it names 111111111111 (controlPlane), 222222222222 (development)`,
    );
  });
});
