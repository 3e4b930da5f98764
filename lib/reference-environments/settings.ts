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
  /** The backend's image, in a private registry, by digest. */
  readonly image: string;
};

const small = { instanceClass: "db.t4g.micro", multiAz: false, backupDays: 1, protected: false };

/** The settings of the three environments of an application. */
export const settingsOf = (
  application: string,
  image: string,
): Readonly<Record<EnvironmentSettings["environment"], EnvironmentSettings>> => ({
  development: {
    application,
    environment: "development",
    cidrPrefix: "10.10",
    tasks: 1,
    database: small,
    customerKey: false,
    logDays: 30,
    image,
  },
  staging: {
    application,
    environment: "staging",
    cidrPrefix: "10.20",
    tasks: 1,
    database: small,
    customerKey: false,
    logDays: 30,
    image,
  },
  production: {
    application,
    environment: "production",
    cidrPrefix: "10.30",
    tasks: 2,
    database: { instanceClass: "db.m7g.large", multiAz: true, backupDays: 14, protected: true },
    customerKey: true,
    logDays: 400,
    image,
  },
});

/** The port on which the backend answers. */
export const backendPort = 8080;

/** How many zones everything is spread over. */
export const zones = [0, 1] as const;
