import type { StandingStack } from "../../domain/step/stack.ts";

/** The wanted content of a stack: everything that goes into its `deployedDigest`. */
export type StackRequest = {
  readonly stackName: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters that keep their value: CloudFormation never reveals the value of a NoEcho parameter. */
  readonly previous: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
  /** A change set takes back in, by its name, what a deletion policy kept when it left the stack. */
  readonly adopts?: true;
};

/** The content of a deployed stack, complete enough to restore it. */
export type Baseline = Omit<StackRequest, "token" | "stackName" | "adopts">;

/** Reads stacks from CloudFormation. */
export interface StackReader {
  stands(stack: string): Promise<StandingStack>;
  /** The resources that the stack has now. */
  resources(stack: string): Promise<readonly ResourceId[]>;
  /** What the stack puts out, by the logical id of each output; nothing if there is no such stack. */
  outputs(stack: string): Promise<Readonly<Record<string, string>>>;
  /**
   * Every resource that any event of the stack named, even after the stack is gone. With `tokens`, only the resources that
   * operations with these tokens named.
   */
  resourcesEver(stackId: string, tokens?: readonly string[]): Promise<readonly ResourceId[]>;
  /** The content with which the stack was deployed. The stack must exist. */
  baseline(stack: string): Promise<Baseline>;
  /** Whether the stack's last deployment waited until its resources were ready. The stack must exist. */
  isReady(stack: string): Promise<boolean>;
}

/** A resource as CloudFormation names it. */
export type ResourceId = {
  readonly type: string;
  readonly id: string;
  readonly logicalId: string;
  readonly stack: string;
  /** With what CloudFormation made it, as its events tell: references have their values. Absent where nothing tells. */
  readonly properties?: Readonly<Record<string, unknown>>;
};
