import * as z from "zod";
import { placeholder } from "../../../domain/change/assets.ts";
import { type Environment, environments } from "../../../domain/environment.ts";
import { placeSchema } from "../../../settings/place.ts";

/** The qualifier of the standard bootstrap. Source: aws-cdk-lib, BootstraplessSynthesizer and DefaultStackSynthesizer. */
export const qualifier = "hnb659fds";

/** The oldest bootstrap that will do: since it, the deploy-role may roll stacks back (aws-cdk-cli, `cdk rollback` asks for it). */
export const oldestBootstrap = 23;

/** Where the environments of an application are, as far as one function may act in them. */
export const reachSchema = z.strictObject({
  application: z.string(),
  partition: z.string(),
  /** The domain of the partition's endpoints. */
  urlSuffix: z.string(),
  places: z.partialRecord(z.enum(environments), placeSchema),
});

/** Where the environments of an application are, as far as one function may act in them. */
export type Reach = z.output<typeof reachSchema>;

/** One environment of an application, and where it is. */
export type EnvironmentPlace = {
  readonly application: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly environment: Environment;
  readonly account: string;
  readonly region: string;
};

/**
 * The roles of an environment's account that functions assume. All but the last two belong to the standard bootstrap, and
 * `interlock bootstrap` adds those. helper: what the bootstrap lacks. checks: it only invokes a team's own checks.
 */
export const environmentRoles = ["deploy", "lookup", "publish", "helper", "checks"] as const;
/** One of these roles. */
export type EnvironmentRole = (typeof environmentRoles)[number];

const bootstrapName = (purpose: string, { account, region }: EnvironmentPlace): string =>
  `cdk-${qualifier}-${purpose}-role-${account}-${region}`;

const names: Readonly<Record<EnvironmentRole, (at: EnvironmentPlace) => string>> = {
  deploy: (at) => bootstrapName("deploy", at),
  lookup: (at) => bootstrapName("lookup", at),
  publish: (at) => bootstrapName("file-publishing", at),
  // Environments may share an account, and regions share its roles: so the name says which environment it serves.
  helper: ({ application, environment }) => helperStackOf({ application, environment }),
  checks: ({ application, environment }) => `interlock-checks-${application}-${environment}`,
};

const arnOf = ({ partition, account }: EnvironmentPlace, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;

/** The name of one of these roles. */
export const roleNameOf = (role: EnvironmentRole, at: EnvironmentPlace): string => names[role](at);

/** The ARN of one of these roles. */
export const roleArnOf = (role: EnvironmentRole, at: EnvironmentPlace): string =>
  arnOf(at, roleNameOf(role, at));

/** The role under which CloudFormation acts in the environment: the bootstrap's cfn-exec-role. */
export const executionRoleArnOf = (at: EnvironmentPlace): string => arnOf(at, bootstrapName("cfn-exec", at));

/** The bootstrap's bucket, which CloudFormation reads large templates and assets from. */
export const assetsBucketOf = ({ account, region }: EnvironmentPlace): string =>
  `cdk-${qualifier}-assets-${account}-${region}`;

/** The name of an environment's bucket as an asset says it, with its placeholders filled. */
export const bucketIn = (bucketName: string, { partition, region, account }: EnvironmentPlace): string =>
  bucketName
    .replaceAll(placeholder("Partition"), partition)
    .replaceAll(placeholder("Region"), region)
    .replaceAll(placeholder("AccountId"), account);

/** The stack of the standard bootstrap. */
export const toolkitStack = "CDKToolkit";

/** The name of the parameter that tells the version of the bootstrap. */
export const versionParameter = `/cdk-bootstrap/${qualifier}/version`;

/** The stack that holds an environment's helper and checks roles. Its name is that of no step: a step's begins with the environment's. */
export const helperStackOf = ({
  application,
  environment,
}: Pick<EnvironmentPlace, "application" | "environment">): string =>
  `interlock-helper-${application}-${environment}`;
