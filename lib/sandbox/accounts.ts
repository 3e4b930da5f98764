import type { Change } from "../domain/change/manifest.ts";
import { type Environment, environments } from "../domain/environment.ts";
import { invalidChange } from "../domain/errors.ts";
import type { Accounts } from "../settings/settings.ts";

const region = "us-east-1";

/** The accounts of a sandbox whose app names none. The control plane's number is one that no example uses. */
export const ownAccounts: Accounts = {
  controlPlane: { account: "900000000001", region },
  development: { account: "222222222222", region },
  staging: { account: "333333333333", region },
  production: { account: "444444444444", region },
};

/**
 * The accounts of a sandbox: each environment is where its Stage says, or in an account of the sandbox's own.
 * @throws InvalidChange if a Stage belongs to the control plane's account.
 */
export function accountsFor(steps: Change["environments"]): Accounts {
  const placed = (environment: Environment) => {
    const of = <K extends "account" | "region">(key: K): string =>
      steps[environment].find((step) => step[key] !== undefined)?.[key] ?? ownAccounts[environment][key];
    return { account: of("account"), region: of("region") };
  };
  const accounts = {
    controlPlane: ownAccounts.controlPlane,
    development: placed("development"),
    staging: placed("staging"),
    production: placed("production"),
  };
  for (const environment of environments)
    if (accounts[environment].account === accounts.controlPlane.account)
      throw invalidChange(
        `${environment} belongs to account ${accounts.controlPlane.account}, which is the sandbox's control plane's: give the Stage another account`,
      );
  return accounts;
}

/** The credentials of an account in a sandbox: its number is its set-up key, with any secret. */
export const setUpCredentials = (account: string): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: "sandbox",
});

const numbers = ["one account", "two accounts", "three accounts", "four accounts"];

/** The accounts of a sandbox in a line. */
export function accountsInWords({ controlPlane, ...places }: Accounts): string {
  const all = Object.entries({ "control plane": controlPlane, ...places });
  const count = new Set(all.map(([, { account }]) => account)).size;
  return `accounts  ${numbers[count - 1]}: ${all.map(([name, { account }]) => `${name} ${account}`).join(", ")}`;
}
