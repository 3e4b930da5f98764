import { type Environment, environments } from "../../domain/environment.ts";
import type { Plan } from "../../plan/schema.ts";
import type { WantedInstallation } from "../../sandbox/deploy.ts";
import type { Assembly } from "./assembly.ts";

type Places = NonNullable<WantedInstallation["places"]>;

/** The installation that a sandbox needs for an assembly under a plan. */
export const wantedFor = (
  { application, environments: steps }: Pick<Assembly, "application" | "environments">,
  { documentId }: Plan,
): WantedInstallation => {
  const named = environments.flatMap((environment) => {
    const [first] = steps[environment].flatMap(({ account, region }) =>
      account === undefined || region === undefined ? [] : [{ account, region }],
    );
    return first === undefined ? [] : [[environment, first] as const];
  });
  return {
    application,
    plan: documentId,
    // Settings name all three places or none.
    places:
      named.length === environments.length
        ? (Object.fromEntries(named) as Record<Environment, Places[Environment]>)
        : null,
  };
};
