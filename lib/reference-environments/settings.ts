/** What differs between the environments; everything else is the same by construction. */
export type EnvironmentSettings = {
  readonly application: string;
  readonly environment: "development" | "staging" | "production";
  /** A /16 of its own, so that networks could be joined one day. */
  readonly cidrPrefix: string;
  readonly tasks: number;
  readonly database: {
    readonly instanceClass: string;
    readonly multiAz: boolean;
    readonly backupDays: number;
    readonly protected: boolean;
  };
  /** A key of the customer's own for logs, storage and database. */
  readonly customerKey: boolean;
  readonly logDays: number;
  /** Whether ingress has addresses of its own that outlive it. */
  readonly fixedAddresses: boolean;
  /** In how many zones each AWS service has an endpoint. */
  readonly endpointZones: number;
  /** The backend's image, in a private registry, by digest. */
  readonly image: string;
};

const single = { instanceClass: "db.t4g.micro", multiAz: false, backupDays: 1, protected: false };

/** What can be chosen when the app is synthesised. */
export type Choices = {
  /** The backend's image, in a private registry, by digest. */
  readonly image: string;
  /** `small` is for trying out: the smallest instances, and endpoints in one zone. */
  readonly size: "full" | "small";
  /** Whether production's ingress has addresses that outlive it. */
  readonly fixedAddresses: boolean;
};

/** The settings of the three environments of an application. */
export function settingsOf(
  application: string,
  { image, size, fixedAddresses }: Choices,
): Readonly<Record<EnvironmentSettings["environment"], EnvironmentSettings>> {
  const isSmall = size === "small";
  const everywhere = { application, image, endpointZones: isSmall ? 1 : zones.length };
  const destroyed = {
    ...everywhere,
    tasks: 1,
    database: single,
    customerKey: false,
    logDays: 30,
    fixedAddresses: false,
  };
  return {
    development: { ...destroyed, environment: "development", cidrPrefix: "10.10" },
    staging: { ...destroyed, environment: "staging", cidrPrefix: "10.20" },
    production: {
      ...everywhere,
      environment: "production",
      cidrPrefix: "10.30",
      tasks: 2,
      database: {
        instanceClass: isSmall ? "db.t4g.micro" : "db.m7g.large",
        multiAz: true,
        backupDays: 14,
        protected: true,
      },
      customerKey: true,
      logDays: 400,
      fixedAddresses,
    },
  };
}

/**
 * The backend's image, by digest. An emulator pulls none, so there any digest will do.
 * @throws Error if none is given for AWS: no task would ever start.
 */
export function imageOf(application: string, given: string, emulated: boolean): string {
  if (/@sha256:[0-9a-f]{64}$/.test(given)) return given;
  if (given === "" && emulated) return `${application}@sha256:${"0".repeat(64)}`;
  throw new Error(
    `the backend's image is "${given}", and ECS can pull none by that name: push it to the private ECR repository ${application} in each account, and pass --context image=${application}@sha256:DIGEST`,
  );
}

/** The name of the backend's cluster: Container Insights names its log group after it. */
export const clusterNameOf = ({ application, environment }: EnvironmentSettings): string =>
  `${application}-${environment}-backend`;

/** The port on which the backend answers. */
export const backendPort = 8080;

/** How many zones everything is spread over. */
export const zones = [0, 1] as const;
