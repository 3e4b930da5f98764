import type { Environment } from "../../domain/environment.ts";
import { invalidInput } from "../../domain/errors.ts";
import type { ItemRights } from "../../domain/records/items.ts";
import type { InstallationSettings } from "../../settings/settings.ts";

/** Something that is deployed, by the name that calls use and the ARN that policies use. */
export type Named = { readonly name: string; readonly arn: string };

/** The deployed control plane, as the ports need it. Partition, region and account come from its stack. */
export type Deployment = {
  readonly settings: InstallationSettings;
  readonly partition: string;
  /** The domain of the partition's endpoints. */
  readonly urlSuffix: string;
  readonly table: Named;
  readonly bucket: Named;
  /** The bucket that keeps the files that changes bring along. */
  readonly assets: Named;
  readonly signReceipt: Named;
  /** The parent state machine. */
  readonly stateMachineArn: string;
  /** Oldest first: more than one if the first was replaced. */
  readonly signingKeyArns: readonly string[];
  /** Signs decisions at gates, and only `decide` may use it. */
  readonly decisionKeyArn: string;
  /** Signs resumptions and resolutions. */
  readonly operatorKeyArn: string;
  /** Makes links valid. */
  readonly linkKeyArn: string;
  readonly tokenKeyArn: string;
  readonly noticesKeyArn: string;
  readonly topicArns: readonly string[];
  /** Where the topics are, as JSON. */
  readonly topicsJson: string;
  readonly approvalsUrl: string;
  /** The ARN of a resource in the stack's region and account. */
  readonly arnOf: (service: string, resource: string) => string;
};

/** The function that uses a port. */
export type User = {
  /** The environments it works in: one, if it is deployed for each. */
  readonly environments: readonly Environment[];
  /** Whether it may do everything through this port. Only ports that can be narrowed look at it. */
  readonly writes: boolean;
  /** What it writes in the table besides entries. */
  readonly items: ItemRights;
};

/** Actions that a port needs on resources. */
export type Allowed = {
  /** What the port does with them, for the owner of the account. */
  readonly why: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why the resources can only be named by a pattern; absent if they are named exactly. */
  readonly pattern?: string;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** What a port needs of AWS, and the environment variables that tell its wiring where things are. */
export type Access = {
  readonly allow: (deployment: Deployment, user: User) => readonly Allowed[];
  readonly variables: (deployment: Deployment, user: User) => Readonly<Record<string, string>>;
};

/** The names of the environment variables that an access sets. */
export type VariablesOf<A extends Access> = keyof ReturnType<A["variables"]> & string;

/** @throws InvalidInput if a function that changes an environment is deployed for several. */
export function demandOneEnvironment({ environments }: User): void {
  if (environments.length !== 1)
    throw invalidInput(
      `a function that changes an environment is deployed for ${environments.length} of them: deploy it per environment`,
    );
}

/** The reason for patterns of executions. */
export const executionNames = "executions get their names when they are started";
