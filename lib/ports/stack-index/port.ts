import type { Environment } from "../../domain/environment.ts";

/** A stack in the list of an environment's account. */
export type ListedStack = {
  readonly stackName: string;
  readonly stackId: string;
  /** CloudFormation's status; never that of a stack that is deleted. */
  readonly status: string;
};

/** What the environments' accounts have, whoever made it. */
export interface StackIndex {
  /** The stacks of an environment whose name begins so and that are not deleted; nested stacks belong to their parents and are left out. */
  named(prefix: string): Promise<readonly ListedStack[]>;
  /**
   * What is wrong with the bootstrap of an environment's account, in one sentence; null if nothing is. An account that does not
   * let us look counts as one without a bootstrap.
   */
  bootstrapProblem(environment: Environment): Promise<string | null>;
  /** The names of all exports. */
  exports(): Promise<readonly string[]>;
}
