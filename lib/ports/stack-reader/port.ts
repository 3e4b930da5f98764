import type { StandingStack } from "../../domain/step/stack.ts";

/** What CloudFormation is asked for: everything that `deployedDigest` of an observed stack is computed over. */
export type StackRequest = {
  readonly stackName: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters that keep the value they have: CloudFormation never tells the value of a NoEcho one. */
  readonly previous: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
};

/** A stack as it stands, complete enough to be put back. */
export type Baseline = Omit<StackRequest, "token" | "stackName">;

/** CloudFormation, read. */
export interface StackReader {
  stands(stack: string): Promise<StandingStack>;
  /** The resources that the stack has now. */
  resources(stack: string): Promise<readonly ResourceId[]>;
  /**
   * Every resource that any event of the stack ever named, also after it is gone; with `tokens`, only those that the
   * operations under these tokens named.
   */
  resourcesEver(stackId: string, tokens?: readonly string[]): Promise<readonly ResourceId[]>;
  /** What the stack was deployed with; the stack must stand. */
  baseline(stack: string): Promise<Baseline>;
}

/** A resource as CloudFormation names it. */
export type ResourceId = {
  readonly type: string;
  readonly id: string;
  readonly logicalId: string;
  readonly stack: string;
};
