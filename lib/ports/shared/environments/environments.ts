import { environments as all, type Environment } from "../../../domain/environment.ts";
import { invalidInput, settingMissing } from "../../../domain/errors.ts";
import type { Clock } from "../../clock/port.ts";
import { patientClient, type SdkClient } from "../passing-errors.ts";
import type { EnvironmentPlace, Reach } from "./roles.ts";
import type { PurposeName } from "./session-policies.ts";
import { type Credentials, sessionsIn } from "./sessions.ts";

/** What a client of the SDK is made with to act in an environment. */
export type ClientConfig = {
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
};

/** Makes clients of the SDK for one purpose in one environment, each class once. They are patient, as all clients of ports. */
export type Clients = <C extends SdkClient>(Client: new (config: ClientConfig) => C) => C;

/**
 * The environments that a function may act in. Every port that touches one gets its clients here, so that each call goes to
 * the environment's account and region, under a role of that account.
 */
export type Environments = {
  /** The clients for a purpose. @throws SettingMissing if the function does not reach that environment. */
  readonly clients: (purpose: PurposeName, environment: Environment) => Clients;
  /** Where an environment is. Throws as `clients`. */
  readonly place: (environment: Environment) => EnvironmentPlace;
  /**
   * The environment that a stack belongs to, by the stack's name or id. Without a stack, it is the function's only one.
   * @throws InvalidInput if the stack's name says none.
   */
  readonly ofStack: (stack: string) => Environment;
  /** The environments that the function reaches, in their order. */
  readonly all: () => readonly Environment[];
  /** The one environment of a function that is deployed once for each. @throws SettingMissing if there are several. */
  readonly only: () => Environment;
};

/** The environments at these places. */
export function environmentsAt(reach: Reach, clock: Pick<Clock, "nowMs">): Environments {
  const { places, ...common } = reach;
  const session = sessionsIn(clock);
  const made = new Map<string, Clients>();
  const place = (environment: Environment): EnvironmentPlace => {
    const at = places[environment];
    if (at === undefined)
      throw settingMissing(
        `this function does not reach ${environment}, only ${Object.keys(places).join(", ")}: correct its row in lib/tasks`,
      );
    return { ...common, environment, ...at };
  };
  const reached = () => all.filter((environment) => places[environment] !== undefined);
  const only = (): Environment => {
    const [first, ...others] = reached();
    if (first !== undefined && others.length === 0) return first;
    throw settingMissing(
      `a function that works in one environment reaches ${[first, ...others].join(", ") || "none"}: correct its row in lib/tasks`,
    );
  };
  return {
    place,
    only,
    all: reached,
    clients(purpose, environment) {
      const key = `${purpose} ${environment}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      const at = place(environment);
      const clients = onceEach({ region: at.region, credentials: () => session(purpose, at) });
      made.set(key, clients);
      return clients;
    },
    ofStack(stack) {
      if (stack === "") return only();
      const [, , , , , id = stack] = stack.split(":");
      const name = id.replace(/^stack\//, "");
      const found = all.find((environment) => name.startsWith(`${common.application}-${environment}-`));
      if (found === undefined)
        throw invalidInput(
          `the stack ${stack} belongs to no environment: its name begins with ${common.application}-<environment>-`,
        );
      return found;
    },
  };
}

function onceEach(config: ClientConfig): Clients {
  const made = new Map<unknown, unknown>();
  return <C extends SdkClient>(Client: new (given: ClientConfig) => C): C => {
    const known = made.get(Client) as C | undefined;
    if (known !== undefined) return known;
    const client = patientClient(new Client(config));
    made.set(Client, client);
    return client;
  };
}
