import { type Environment, environments } from "../domain/environment.ts";

/**
 * What separates an installation's environments from each other and from other applications, in words: only accounts do. The roles of
 * an environment's bootstrap serve everything in its account.
 */
export function isolationOf(
  accounts: Readonly<Record<Environment, { readonly account: string }>>,
): readonly string[] {
  const shared = environments.flatMap((environment, index) =>
    environments
      .slice(index + 1)
      .filter((other) => accounts[environment].account === accounts[other].account)
      .map((other) => `${environment} and ${other} share account ${accounts[other].account}`),
  );
  return [
    ...shared.map((pair) => `${pair}, so nothing but their names keeps them apart`),
    "applications that share an environment's account are not isolated from each other: give each one accounts of its own",
  ];
}
